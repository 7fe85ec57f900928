"""Weeks as a calendar shows them, and how dark each of their days is."""

from __future__ import annotations

WEEK = 7  # days
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEVELS = 4  # shades besides that of nothing


def monday(day: int) -> int:
    """The one that a day's week begins with; 1970-01-01 was a Thursday, three days after one."""
    return day - (day + 3) % WEEK


def level(count: int, most: int) -> int:
    """Quarters of the most that was done on a day."""
    return -(-LEVELS * count // most) if count else 0
