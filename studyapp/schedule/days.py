"""Study days: a learner's day starts at 4:00 on their own clock, so a late evening is one session."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

DAY = timedelta(days=1)
DAY_STARTS = timedelta(hours=4)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def study_day(at: datetime, utc_offset: timedelta, starts: timedelta = DAY_STARTS) -> int:
    """Return the local study day that holds an instant, in days since 1970-01-01.

    `utc_offset` is the learner's at that instant, `starts` the time after local midnight at which a day
    begins. Raises ValueError for a datetime without a time zone.
    """
    return (require_aware(at) - EPOCH + utc_offset - starts) // DAY


def date_of(day: float) -> date:
    """Return the date that a study day begins on."""
    return (EPOCH + day * DAY).date()


def require_aware(at: datetime) -> datetime:
    """Return the datetime as it is, or raise ValueError where it has no time zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone; times are kept in UTC")
    return at
