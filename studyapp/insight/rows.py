"""The plain rows that every figure is computed from. Days are study days, counted from 1970-01-01."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

AGAIN = 1  # the one rating that is no pass
MATURE_DAYS = 21  # interval from which a card is mature
STRONG_DAYS = 21.0  # stability from which a card is strong


class Done(NamedTuple):
    """Reviews of one day that are alike, and how many they are."""

    day: int
    kind: str  # where the card stood: learn (new cards, too), relearn or review
    age: str  # young or mature, by the previous interval at 21 days; "" where that was no whole day
    rating: int  # 1 Again, 2 Hard, 3 Good, 4 Easy
    reviews: int
    milliseconds: int = 0  # spent answering; a review whose time was not taken adds nothing

    @property
    def passed(self) -> int:
        return self.reviews if self.rating != AGAIN else 0

    @property
    def stack(self) -> str:
        """Which of STACKS the reviews belong to."""
        return self.age if self.kind == "review" else self.kind


STACKS = ("learn", "relearn", "young", "mature")  # as Anki stacks the reviews of a day


class Hour(NamedTuple):
    """The reviews within one hour of the learner's clock, 0 to 23."""

    hour: int
    reviews: int
    passed: int


class Foreseen(NamedTuple):
    """Reviews of one day, each a day or more after the last, of which the model expected about the same."""

    day: int
    group: int  # place of the expectation among recall.FORESEEN
    expected: float  # sum of the probabilities of recall
    reviews: int
    passed: int


class Said(NamedTuple):
    """Answers that were given with one confidence."""

    confidence: float  # 0.5 to 0.99
    right: int
    total: int

    @property
    def rate(self) -> float | None:
        """Share that was right, 0 to 1; None without answers."""
        return self.right / self.total if self.total else None


class Strength(NamedTuple):
    """What is remembered of a card."""

    phase: str  # learning, review or relearning
    stability: float  # days until it is recalled with probability 0.9
    difficulty: float  # 1 to 10
    last_day: int
    due_day: int
    in_steps: bool  # due at an instant, within a learning step
    lapses: int

    @property
    def interval(self) -> int:
        """Days from the last answer to when it is due; 0 in a step."""
        return 0 if self.in_steps else max(0, self.due_day - self.last_day)


class Standing(NamedTuple):
    """A card of the files, and where it stands."""

    id: str
    title: str
    deck: str
    proof: str = ""
    after: tuple[str, ...] = ()  # what has to be known first
    added: int = 0  # day on which it came; 0: not known
    suspended: bool = False
    buried: bool = False
    strength: Strength | None = None  # None: new
    recall: float = 0.0  # probability that it is recalled today; 0 for a new one
    tags: tuple[str, ...] = ()


class History(Protocol):
    """All that figures are about: some cards, and their reviews within a period that ends today."""

    @property
    def today(self) -> int: ...

    @property
    def since(self) -> int | None:
        """The first day of the period; None: the first review's."""

    @property
    def aim(self) -> float:
        """Recall that the learner wants when a card is due, 0 to 1."""

    @property
    def done(self) -> Sequence[Done]:
        """In the order of days, those before the period, too."""

    @property
    def hours(self) -> Sequence[Hour]: ...

    @property
    def foreseen(self) -> Sequence[Foreseen]: ...

    @property
    def said(self) -> Sequence[Said]: ...

    def known_on(self, days: Sequence[int]) -> Sequence[tuple[float, int]]:
        """For each day, cards known at its end, by expectation, and how many were reviewed until then."""

    @property
    def cards(self) -> Sequence[Standing]: ...

    @property
    def around(self) -> Mapping[str, Standing]:
        """Every card of the library by id, whatever is asked about."""

    @property
    def verdicts(self) -> Mapping[str, str]:
        """What the last run of each card's proof found, by proof."""


def within(history: History) -> Iterator[Done]:
    """The reviews of the period."""
    since = history.since
    for row in history.done:
        if row.day <= history.today and (since is None or row.day >= since):
            yield row


def first_day(history: History) -> int:
    """Where the period begins: at the first review, where it has no beginning of its own."""
    if history.since is not None:
        return history.since
    return min((row.day for row in history.done), default=history.today)
