"""Rules of a question: it asks one thing, clearly, and a guess does not answer it.

They follow Wozniak's twenty rules of formulating knowledge, and Matuschak's guide to writing prompts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studyapp.deck.card import Kind
from studyapp.deck.style.note import Limits, Note, Remark

AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
ASKS = r"(?:what|which|who|whom|whose|how|why|where|when)"
STARTS_CLOSED = re.compile(rf"(?:and |but |so |then )?{AUXILIARY}(?:n['’]t)?\b", re.IGNORECASE)
LEADS = re.compile(
    r"(?:if|when|after|before|once|with|without|in|inside|on|under|for|given|while|during|at|by|since|as|"
    r"because|between|from|unless|where|outside|until|suppose)\b(?!,)",
    re.IGNORECASE,
)
CLOSED_LATER = re.compile(rf"[,;:] (?:then )?{AUXILIARY}\b", re.IGNORECASE)
OPEN = re.compile(rf"\b{ASKS}\b", re.IGNORECASE)
OPEN_LATER = re.compile(rf"[,;:] (?:then )?(?:\w+ ){{0,2}}{ASKS}\b", re.IGNORECASE)
EITHER_OR = re.compile(r"\bor\b(?! not\b)", re.IGNORECASE)
NO_OPTION = (  # what begins a condition, not the first of two answers
    rf"(?:{AUXILIARY}|in|on|with|without|for|under|at|by|of|to|from|after|before|if|when|whether|as|and|or|"
    r"but|so|where|while|counting|measured)\b"
)
PICK = re.compile(
    rf"\b(?:which|who|whose)\b.*[,:–—] (?!{NO_OPTION})[^,:?]{{1,40}} or [^,:?]{{1,40}}\?", re.IGNORECASE
)
YES = re.compile(r"(?:yes|no|true|false)\b\s*(?:[.,:;!–—-]|$)", re.IGNORECASE)
VAGUE = re.compile(
    r"(?:please |briefly |(?:can|could) you |in your own words,? )*"
    r"(?:explain|describe|discuss|elaborate|summari[sz]e|comment on|tell (?:me|us)\b|talk about|"
    r"say something about|give an overview|write about|what (?:do|can) you (?:know|say|tell)\b|"
    r"(?:what|how) about\b)",
    re.IGNORECASE,
)
POINTS = re.compile(r"(?:it|its|it['’]s|this|that|these|those|they|their|them)\b", re.IGNORECASE)
EMPTY_IT = re.compile(
    r"it(?:['’]s| is| was| has| takes| would| can| may| might| seems| follows)\b.*\b(?:that|to|whether)\b",
    re.IGNORECASE,
)


def yes_no(note: Note, _: Limits) -> Iterator[Remark]:
    """A question that half of all guesses answer."""
    closed = [sentence for sentence in note.questions if is_closed(sentence)]
    if note.kind is Kind.CHOICE:
        told = len(note.choices) == 2 and all(YES.match(text) for text, _ in note.choices)
    else:
        told = bool(YES.match(note.typed) if note.kind is Kind.TYPED else YES.match(note.answer.prose))
        told = told and note.kind in {Kind.TYPED, Kind.RECALL, Kind.PREDICT}
        told = told or any(not EITHER_OR.search(sentence) for sentence in closed)
    if told:
        yield Remark("a yes/no question: half of all guesses are right; ask what, which, why or how much")


def either_or(note: Note, _: Limits) -> Iterator[Remark]:
    """Two answers to pick from, outside a list of choices."""
    if note.kind is Kind.CHOICE:
        return
    for sentence in note.questions:
        if (is_closed(sentence) and EITHER_OR.search(sentence)) or PICK.search(sentence):
            yield Remark(
                "the question offers two answers to pick from; ask openly, or list three choices or more"
            )
            return


def is_closed(sentence: str) -> bool:
    """Whether it asks for yes or no: an auxiliary leads, or follows an introduction such as “After …,”."""
    if STARTS_CLOSED.match(sentence):
        return not OPEN_LATER.search(sentence)
    lead = LEADS.match(sentence)
    return bool(lead and CLOSED_LATER.search(sentence) and not OPEN.search(sentence, lead.end()))


def two_questions(note: Note, _: Limits) -> Iterator[Remark]:
    count = len(note.question.questions)
    if count > 1:
        yield Remark(f"{count} questions in one: one may be known and the other not; make a card of each")


def long_question(note: Note, limits: Limits) -> Iterator[Remark]:
    words = note.question.words
    if words > limits.question_words:
        yield Remark(
            f"the question has {words} words, over {limits.question_words}; cut what the answer needs not"
        )


def vague_question(note: Note, _: Limits) -> Iterator[Remark]:
    for sentence in note.question.sentences:
        if stem := VAGUE.match(sentence):
            yield Remark(
                f"“{stem[0]} …” is answered in many ways; ask for one fact: what, which, why, how many"
            )
            return


def dangling_pronoun(note: Note, _: Limits) -> Iterator[Remark]:
    """A question is read alone, long after the deck was: its first sentence must name its subject."""
    text = note.question
    first = next(iter(text.sentences), "")
    pronoun = POINTS.match(first)
    if pronoun and not text.shows and not EMPTY_IT.match(first):
        yield Remark(
            f"the question begins with “{pronoun[0]}”, and nothing before it says what is meant; name it"
        )
