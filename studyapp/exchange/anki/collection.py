"""What a collection holds, as far as it can be brought over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

NEW, LEARNING, REVIEW, RELEARNING = range(4)  # what a card is: cards.type
SUSPENDED, DAY_LEARNING = -1, 3  # cards.queue, where it is not the type
LEARNED, REVIEWED, RELEARNED, FILTERED, MANUAL = range(5)  # what an answer was to: revlog.type


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the log."""

    at: int  # milliseconds since 1970, and the line's id
    rating: int  # 1 to 4; 0 for what was no answer
    interval: int  # after it: days, or seconds below zero
    last_interval: int  # before it
    factor: int
    milliseconds: int  # that it took
    kind: int

    @property
    def is_graded(self) -> bool:
        return 1 <= self.rating <= 4

    @property
    def is_practice(self) -> bool:
        """Whether it was given in a filtered deck that moves no due date."""
        return self.is_graded and self.kind == FILTERED and not self.factor

    @property
    def is_review(self) -> bool:
        """Whether it moved a due date."""
        return self.is_graded and not self.is_practice

    @property
    def is_reset(self) -> bool:
        return not self.rating and self.kind == MANUAL and not self.factor


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """One side of a note that is asked."""

    ordinal: int  # of the template, or of the gap, from 0 on
    deck: str  # "A::B"
    modified: int  # seconds since 1970
    kind: int
    queue: int
    due: int  # a day since the collection was made, seconds since 1970, or a place among the new ones
    interval: int  # days
    flag: int = 0  # 1 to 7
    answers: tuple[Answer, ...] = ()  # oldest first
    lapses: int = 0
    steps_left: int = 0  # of those that it is learned by
    memory: Mapping[str, float] = field(default_factory=dict)  # FSRS's: "s" in days, "d" from 1 to 10


@dataclass(frozen=True, slots=True)
class Template:
    """How a card's two sides are made of a note's fields."""

    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool = False
    css: str = ""


@dataclass(frozen=True, slots=True)
class AnkiNote:
    guid: str
    kind: NoteType
    values: tuple[str, ...]  # HTML, one for each field
    tags: tuple[str, ...]
    cards: tuple[AnkiCard, ...]  # by ordinal


@dataclass(frozen=True, slots=True)
class Collection:
    first_day: int  # the day that Anki counts from, in days since 1970-01-01
    notes: tuple[AnkiNote, ...]
    ahead: timedelta = timedelta()  # of UTC, the learner's clock
    day_starts: timedelta = timedelta()  # after midnight
