"""The plain row that every figure is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

AGAIN = 1  # the one rating that is no pass
MATURE_DAYS = 21  # previous interval from which a card is mature


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One graded answer, and where its card stood before it."""

    card: str
    at: datetime  # UTC
    day: int  # the learner's study day, days since 1970-01-01
    rating: int  # 1 Again, 2 Hard, 3 Good, 4 Easy
    phase: str | None  # before the answer: learning, review or relearning; None for a first review
    interval: int  # days of the previous interval; 0 after a step, and for a first review
    seconds: float | None  # time to answer, where it was taken

    @property
    def passed(self) -> bool:
        return self.rating != AGAIN

    @property
    def mature(self) -> bool:
        return self.interval >= MATURE_DAYS
