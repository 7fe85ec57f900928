"""A card to be: what every format is read into, before it is written as a section of a deck."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

# Characters for private use, which stand around a gap until it is known that the deck's grammar can hold it.
OPEN, CLOSE = "\ue000", "\ue001"
NUMBERS = 0xE100  # the first of those that say which gap begins
MOST_GAPS = 500
OWN_DECKS = {"studyapp", "imported"}
UNWANTED = re.compile("[\0\ud800-\udfff\ue000-\ue7ff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """One note: a question and its answer, or a text with gaps, in our Markdown."""

    id: str
    question: str  # gaps as `gap_mark` says
    answer: str = ""  # of a text with gaps: what is said beside it
    typed: str = ""  # the answer, where it is to be typed
    both: bool = False  # also asked backwards
    hints: Mapping[int, str] = field(default_factory=dict)  # by the gap's number
    tags: tuple[str, ...] = ()
    deck: tuple[str, ...] = ()  # names, from the outermost on
    gaps: tuple[int, ...] = ()  # their numbers, from 1 on, as the text has them


@dataclass(slots=True)
class Losses:
    """What a reader could not bring over as it was, counted by what it was."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, count: int = 1) -> None:
        if count:
            self.counts[what] += count


def deck_names(path: str, sign: str = "::") -> tuple[str, ...]:
    """A deck's names, from the outermost on, without what goes before them on each way out and in."""
    names = path.split(sign)
    while len(names) > 1 and names[0] in OWN_DECKS:
        del names[0]
    return tuple(names)


def gap_mark(number: int) -> str:
    """What stands before the text of a gap; CLOSE stands behind it."""
    return OPEN + chr(NUMBERS + number)


def without_marks(text: str) -> str:
    """A stranger's text, in which none of our marks may stand, and nothing that no deck can hold."""
    return UNWANTED.sub("\ufffd", text)
