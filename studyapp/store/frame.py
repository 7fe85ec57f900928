"""What a query is held against: the time, and what only the files and the settings know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from studyapp.store.columns import MICROSECOND, to_microseconds


@dataclass(frozen=True, slots=True)
class Frame:
    """What a query's terms are held against."""

    now: datetime
    today: int  # study day
    shift: timedelta  # from UTC to the learner's study days
    leech: int  # lapses from which on a card is a leech
    spread: Callable[[float], float]  # days, for stability 1, after which recall has fallen to this
    decks: Mapping[str, str] = field(default_factory=dict)  # title by name
    verdicts: Mapping[str, str] = field(default_factory=dict)  # by proof: of its last run as it is now

    def values(self) -> dict[str, object]:
        return {
            "now": to_microseconds(self.now),
            "today": self.today,
            "shift": self.shift // MICROSECOND,
            "leech": self.leech,
        }
