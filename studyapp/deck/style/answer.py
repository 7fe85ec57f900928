"""Rules of an answer: short, one thing, and not given away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studyapp.deck.card import Kind
from studyapp.deck.number import read_number
from studyapp.deck.style.note import Limits, Note, Remark
from studyapp.deck.style.text import Text, read_text
from studyapp.deck.style.words import content, decisive, names

FEWEST_WORDS = 2  # one word of an answer may well stand in its question
SHORT_CHOICE = 20  # characters; a right choice up to this length doesn't stand out
SEVERAL = re.compile(r"\b(?:or|and|vs|against|to|than)\b|[,/→]")
MAGNITUDE = re.compile(
    r"\bhow (?:long (?:do|does|did|will|would|until|after|before)\b|fast\b|"
    r"much (?:\w+ )?(?:memory|time|space|storage|bandwidth|disk|traffic)\b)|"
    r"\b(?:latency|duration|bandwidth|throughput)\b",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"\b(?:in|many|of|number|times|factor|ratio|share|fraction|multiple|bytes?|bits?|[KMGT]i?B|[nµm]?s|[mM]illi\w+|"
    r"[mM]icro\w+|[nN]ano\w+|seconds?|minutes?|hours?|days?|tokens?|percent|FLOPS?|Hz)\b|%",
)


def told_answer(note: Note, limits: Limits) -> Iterator[Remark]:
    """The answer's key words inside the question or its heading."""
    told = False
    if note.kind is Kind.RECALL:
        told = is_told(first_sentence(note.answer), note, limits) and not new_names(note)
    elif note.kind is Kind.CHOICE:
        told = all(is_told(text, note, limits) is right for text, right in note.choices)
    elif note.kind is Kind.TYPED and note.title and not read_number(note.typed):
        title = note.title.prose.casefold()
        typed = re.search(rf"(?<!\w){re.escape(note.typed.casefold())}(?!\w)", title)
        told = typed is not None and not SEVERAL.search(title)
    if told:
        yield Remark(
            "the question holds the words of its answer; ask in other words, or for what follows from it"
        )


def is_told(answer: str, note: Note, limits: Limits) -> bool:
    """Whether an answer says hardly anything that its question does not."""
    asked = f"{note.title.prose} {note.question.prose}"
    words = set(content(answer))
    if len(words) < FEWEST_WORDS or decisive(answer) - decisive(asked):
        return False
    return len(words & set(content(asked))) >= limits.told_share * len(words)


def new_names(note: Note) -> set[str]:
    """Names in the answer's code that the question does not have."""
    return names(note.answer.code) - names((*note.question.code, *note.title.code))


def first_sentence(text: Text) -> str:
    return next(iter(text.sentences), "")


def long_answer(note: Note, limits: Limits) -> Iterator[Remark]:
    """The answer, or what explains it: the more it says, the less of it is remembered."""
    words = max([note.answer.words, *(read_text(text).words for text, right in note.choices if right)])
    if words > limits.answer_words:
        most = words > limits.answer_words_most
        limit = limits.answer_words_most if most else limits.answer_words
        message = f"the answer has {words} words, over {limit}; say one thing, and make cards of the rest"
        yield Remark(message, "error" if most else "warning")


def long_code(note: Note, limits: Limits) -> Iterator[Remark]:
    lines = note.answer.code_lines
    if lines > limits.code_lines:
        yield Remark(
            f"the answer has {lines} lines of code, over {limits.code_lines}; show what matters alone"
        )


def long_list(note: Note, limits: Limits) -> Iterator[Remark]:
    items = note.answer.longest_list
    if items > limits.list_items:
        yield Remark(f"a list of {items}, over {limits.list_items}, is hardly recalled; make a card of each")


def no_unit(note: Note, _: Limits) -> Iterator[Remark]:
    """A bare number of bytes or seconds, where nothing says which."""
    number = read_number(note.typed) if note.kind is Kind.TYPED else None
    if number is None or number.unit:
        return
    for sentence in note.questions:
        if MAGNITUDE.search(sentence) and not UNIT.search(sentence):
            yield Remark("the number has no unit; write = 16 GB, or ask “how many seconds …?”")
            return


def telling_choice(note: Note, limits: Limits) -> Iterator[Remark]:
    """The only right choice, longer than all others by far."""
    right = [len(text) for text, is_right in note.choices if is_right]
    longest = max((len(text) for text, is_right in note.choices if not is_right), default=0)
    if len(right) == 1 and longest and right[0] > SHORT_CHOICE and right[0] >= limits.choice_length * longest:
        yield Remark(
            "the right choice stands out by its length; make it shorter, or the wrong ones as precise"
        )
