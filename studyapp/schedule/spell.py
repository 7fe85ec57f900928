"""Times as a person reads them: short on a grade's button, in words for a due date."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, floor

from studyapp.schedule.days import DAY, require_aware

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY_SECONDS = 24 * HOUR
YEAR = 365 * DAY_SECONDS
MONTH = YEAR / 12

# Size in seconds, sign on a button, word, decimals: Anki's choice for the grade buttons.
UNITS = (
    (1.0, "s", "second", 0),
    (MINUTE, "m", "minute", 0),
    (HOUR, "h", "hour", 1),
    (DAY_SECONDS, "d", "day", 0),
    (MONTH, "mo", "month", 1),
    (YEAR, "y", "year", 1),
)


def spell_interval(delta: timedelta | int) -> str:
    """Spell an interval, or a number of days, as on a grade's button: "1m", "4d", "1.2mo", "2.3y".

    Nothing, or a time that is past, is "now".
    """
    span = delta if isinstance(delta, timedelta) else timedelta(days=delta)
    if span <= timedelta():
        return "now"
    amount, sign, _ = _measure(span)
    return f"{amount:g}{sign}"


def spell_span(span: timedelta) -> str:
    """Spell a length of time in words: "1 minute", "1.5 hours", "4 days"."""
    amount, _, word = _measure(span)
    return f"{amount:g} {word}{'' if amount == 1 else 's'}"


def spell_days(days: float) -> str:
    """Spell a number of days, with two digits below ten: "0.4 days", "2.3 days", "15 days"."""
    amount = f"{days:.2g}" if days < 10 else f"{days:.0f}"
    return f"{amount} {'day' if amount == '1' else 'days'}"


def spell_past(at: datetime, now: datetime) -> str:
    """Say how long ago something was: "just now" within a minute, then "5 minutes ago", "3 days ago"."""
    span = require_aware(now) - require_aware(at)
    return "just now" if span < timedelta(minutes=1) else f"{spell_span(span)} ago"


def spell_due(due_at: datetime | None, due_day: int | None, now: datetime, today: int) -> str:
    """Say when a card is due, seen from `now` on study day `today`: "now", "in 8 minutes", "tomorrow".

    A card is due at an instant or on a study day; minutes are rounded up, so that after them it is due.
    Raises ValueError unless exactly one of the two is given, and for a datetime without a time zone.
    """
    if due_at is not None and due_day is None:
        wait = require_aware(due_at) - require_aware(now)
        minutes = ceil(wait / timedelta(minutes=1))
        if minutes <= 0:
            return "now"
        return "in " + spell_span(timedelta(minutes=minutes))
    if due_day is None or due_at is not None:
        raise ValueError("a card is due either at an instant or on a study day")
    if due_day <= today:
        return "now"
    return "tomorrow" if due_day == today + 1 else "in " + spell_span((due_day - today) * DAY)


def _measure(span: timedelta) -> tuple[float, str, str]:
    """Round to the smallest unit that does not reach the next one: the amount, its sign and its word."""
    seconds = span.total_seconds()
    for (size, sign, word, decimals), (next_size, *_) in pairwise(UNITS):
        amount = _round_half_up(seconds / size, decimals)
        if amount * size < next_size:
            return amount, sign, word
    size, sign, word, decimals = UNITS[-1]
    return _round_half_up(seconds / size, decimals), sign, word


def _round_half_up(amount: float, decimals: int) -> float:
    scale = 10.0**decimals
    return floor(amount * scale + 0.5) / scale
