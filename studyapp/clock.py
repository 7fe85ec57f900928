"""The one place that reads the clock; everything below it is handed the time."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from studyapp.errors import UsageError


def ahead_of_utc(at: datetime) -> timedelta:
    """How far the clock of an aware time is ahead of UTC."""
    offset = at.utcoffset()
    assert offset is not None
    return offset


@dataclass(frozen=True, slots=True)
class Clock:
    """The learner's local time, shifted where STUDYAPP_NOW says when it starts."""

    shift: timedelta = timedelta()
    zone: timedelta | None = None  # a fixed offset from UTC; None: this system's

    def now(self) -> datetime:
        """Aware, with the offset from UTC that holds here now."""
        there = datetime.now().astimezone() + self.shift
        if self.zone is None:
            return there.astimezone()
        return there.astimezone(timezone(self.zone))

    def offset_at(self, at: datetime) -> timedelta:
        """How far this clock is ahead of UTC at an instant."""
        return ahead_of_utc(at.astimezone()) if self.zone is None else self.zone

    @staticmethod
    def stopwatch() -> float:
        """Seconds that never go back, for measuring how long an answer took."""
        return time.monotonic()


def read_clock(text: str | None = None) -> Clock:
    """A clock that starts at an ISO time (default: STUDYAPP_NOW) and runs on from there."""
    text = os.environ.get("STUDYAPP_NOW", "") if text is None else text
    if not text:
        return Clock()
    try:
        start = datetime.fromisoformat(text)
        if not 1971 <= start.year <= 2999:  # dates beyond are as good as wrong, and overflow when moved on
            raise ValueError(text)
    except ValueError:
        raise UsageError(
            f"STUDYAPP_NOW is no ISO time of these centuries: {text!r}",
            todo="Write one like 2026-03-01T09:00:00+01:00.",
        ) from None
    zone = start.utcoffset()
    return Clock(start.astimezone() - datetime.now().astimezone(), zone)
