"""The load ahead, assuming no new cards and no failures; in cards, by the study day each is due on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def forecast(due_days: Iterable[int], today: int, days: int = 14) -> list[int]:
    """Cards due on each of the next days, the first of which is `today`; the backlog is not among them."""
    due = Counter(due_days)
    return [due[today + ahead] for ahead in range(days)]


def backlog(due_days: Iterable[int], today: int) -> int:
    """Cards that were due before `today` and were not answered."""
    return sum(day < today for day in due_days)


def due_tomorrow(due_days: Iterable[int], today: int) -> int:
    """Cards due on the study day after `today`."""
    return sum(day == today + 1 for day in due_days)
