"""Histories as a tree of their beginnings.

Cards that were graded alike after the same days are in the same state of memory: it is computed once for all
of them, a level of the tree at a time. Thirty thousand reviews have seven thousand states.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple


class Graded(NamedTuple):
    """A review that stands."""

    at: int  # microseconds since 1970, for the order over all cards
    day: int  # study day
    rating: int


History = Sequence[Graded]  # of a card, from its first review or its last fresh start on


def answers(history: History) -> list[Graded]:
    """The reviews that tell of memory: those a study day or more after the one before."""
    return [later for earlier, later in pairwise(history) if later.day > earlier.day]


@dataclass(slots=True)
class Level:
    """The states after as many reviews."""

    parents: list[int] = field(default_factory=list)  # place in the level above
    ratings: list[int] = field(default_factory=list)
    elapsed: list[int] = field(default_factory=list)  # study days since the review before


@dataclass(slots=True)
class Outcomes:
    """What came of asking again a day or more later, by the state of memory that was asked."""

    states: list[int] = field(default_factory=list)  # over all levels, the first level's first
    elapsed: list[int] = field(default_factory=list)  # study days
    passed: list[float] = field(default_factory=list)  # weight of the answers that were right
    failed: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tree:
    levels: Sequence[Level]
    outcomes: Outcomes

    @property
    def total(self) -> float:
        """Weight of all outcomes."""
        return sum(self.outcomes.passed) + sum(self.outcomes.failed)


def grow(histories: Sequence[History], weigh: Callable[[Graded], float] = lambda review: 1.0) -> Tree:
    """The tree of histories; an outcome weighs what `weigh` says of its review, and is left out at 0."""
    levels: list[Level] = []
    outcomes: dict[tuple[int, int], list[float]] = {}  # by state and days: passed, failed
    places = [0] * len(histories)  # of each history's state in the level above
    first = start = 0  # number of the first state in the level above, and in this one
    for depth in range(max(map(len, histories), default=0)):
        level = Level()
        known: dict[tuple[int, int, int], int] = {}
        for number, history in enumerate(histories):
            if depth >= len(history):
                continue
            review = history[depth]
            elapsed = max(0, review.day - history[depth - 1].day) if depth else 0
            if elapsed and (weight := weigh(review)):
                outcomes.setdefault((first + places[number], elapsed), [0.0, 0.0])[review.rating == 1] += (
                    weight
                )
            key = (places[number], review.rating, elapsed)
            if key not in known:
                known[key] = len(known)
                level.parents.append(key[0])
                level.ratings.append(review.rating)
                level.elapsed.append(elapsed)
            places[number] = known[key]
        levels.append(level)
        first, start = start, start + len(known)
    return Tree(
        levels,
        Outcomes(
            [state for state, _ in outcomes],
            [elapsed for _, elapsed in outcomes],
            [passed for passed, _ in outcomes.values()],
            [failed for _, failed in outcomes.values()],
        ),
    )
