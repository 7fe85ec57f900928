"""How many cards there are to review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studyapp.store import queue
from studyapp.study.review.allowance import Allowance


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards that this session can still show."""

    new: int
    learning: int
    due: int
    practice: int = 0  # outside of the schedule

    @property
    def total(self) -> int:
        return self.new + self.learning + self.due + self.practice


def sum_up(by_deck: Mapping[str, queue.Counts], allowed: Allowance) -> Counts:
    """What decks have to show: no more than the day allows."""
    new = sum(count.new for count in by_deck.values())
    due = sum(count.due for count in by_deck.values())
    return Counts(
        min(new, allowed.new),
        sum(count.learning for count in by_deck.values()),
        due if allowed.due is None else min(due, allowed.due),
    )
