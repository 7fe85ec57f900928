"""When a study day begins: what the app never asks, and tests do."""

from __future__ import annotations

from datetime import datetime, timedelta

from studyapp.schedule.days import DAY, DAY_STARTS, EPOCH


def start_of_day(day: int, utc_offset: timedelta, starts: timedelta = DAY_STARTS) -> datetime:
    """Return the UTC instant at which a study day begins, for a learner at `utc_offset`."""
    return EPOCH + day * DAY + starts - utc_offset
