"""What a learner asks to sit down to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Pace(StrEnum):
    """What a session does to the schedule."""

    SCHEDULED = "scheduled"  # reviews, as the schedule has them
    AHEAD = "ahead"  # practice of what falls due in the days to come
    CRAM = "cram"  # practice of everything, the weakest first


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session as it was asked for."""

    text: str = ""  # a deck, its title, a folder of decks, or a query; "" for all
    minutes: float | None = None  # None: until nothing is left
    pace: Pace = Pace.SCHEDULED
    days: int = 7  # looked ahead
