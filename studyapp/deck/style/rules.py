"""Every rule of writing by its name, and what a library's cards break of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from studyapp.deck.card import Card, Problem
from studyapp.deck.style import answer, gaps, question
from studyapp.deck.style.likeness import pairs, read_asked
from studyapp.deck.style.note import Limits, Note, Remark, group

Rule = Callable[[Note, Limits], Iterator[Remark]]
Own = Callable[[Card], bool]

OF_ONE: Mapping[str, Rule] = {
    "yes-no": question.yes_no,
    "either-or": question.either_or,
    "two-questions": question.two_questions,
    "long-question": question.long_question,
    "vague-question": question.vague_question,
    "dangling-pronoun": question.dangling_pronoun,
    "told-answer": answer.told_answer,
    "long-answer": answer.long_answer,
    "long-code": answer.long_code,
    "long-list": answer.long_list,
    "no-unit": answer.no_unit,
    "telling-choice": answer.telling_choice,
    "many-gaps": gaps.many_gaps,
    "much-hidden": gaps.much_hidden,
    "told-gap": gaps.told_gap,
}
NO_SOURCE, SIMILAR = "no-source", "similar-question"
RULES = (*OF_ONE, NO_SOURCE, SIMILAR)


def judge_style(
    cards: Iterable[Card], limits: Limits, *, own: Own, off: Collection[str] = ()
) -> list[Problem]:
    """What the cards break of the rules, by file and line.

    Only one's `own` cards are judged; their questions are compared with all.
    """
    notes = group(cards)
    judged = [note for note in notes if own(note.card)]
    found = [place(note, name, remark) for note in judged for name, remark in judge(note, limits, off)]
    if NO_SOURCE not in off:
        found += unsourced(judged)
    if SIMILAR not in off:
        found += similar(notes, limits, own)
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def judge(note: Note, limits: Limits, off: Collection[str]) -> Iterator[tuple[str, Remark]]:
    for name, rule in OF_ONE.items():
        if name not in off:
            yield from ((name, remark) for remark in dict.fromkeys(rule(note, limits)))


def unsourced(notes: Sequence[Note]) -> Iterator[Problem]:
    """One warning for a card that names no source; one for a whole deck in which none does."""
    decks: dict[str, list[Note]] = {}
    for note in notes:
        decks.setdefault(note.card.file, []).append(note)
    for deck in decks.values():
        without = [note for note in deck if not note.card.source]
        if len(without) == len(deck):
            message = (
                "no card here names its source; write source: … into the front matter, between lines of ---"
            )
            yield place(deck[0], NO_SOURCE, Remark(message))
        else:
            message = (
                "this card has no source; write source=… behind its id, or source: … into the front matter"
            )
            yield from (place(note, NO_SOURCE, Remark(message)) for note in without)


def similar(notes: Sequence[Note], limits: Limits, own: Own) -> Iterator[Problem]:
    """Each of one's own cards with the first other that asks nearly the same and has another answer."""
    others: dict[int, int] = {}
    for one, two in pairs([read_asked(note) for note in notes], limits.similarity):
        if key(notes[one]) != key(notes[two]):
            others.setdefault(one, two)
            others.setdefault(two, one)
    for here, there in others.items():
        card = notes[there].card
        if own(notes[here].card):
            where = f"{card.file}:{card.line} #{card.note}"
            message = f"nearly the same question as {where}, and another answer; say what differs"
            yield place(notes[here], SIMILAR, Remark(message))


def key(note: Note) -> str:
    """The answer, to see whether two cards have the same."""
    card = note.card
    right = [text for text, is_right in note.choices if is_right]
    hides = [gap.text for card in note.cards for gap in gaps.hidden(card)]
    texts = [card.answer.source, note.typed, card.proof, *right, *hides]
    return " ".join(" ".join(texts).casefold().split())


def place(note: Note, rule: str, remark: Remark) -> Problem:
    return Problem(note.card.file, note.card.line, rule, remark.message, remark.severity)
