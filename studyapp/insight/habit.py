"""The habit: reviews by day, and streaks in study days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from studyapp.insight.rows import Done


def reviews_per_day(done: Iterable[Done]) -> dict[int, int]:
    """Count reviews by study day, in order; a day without any is left out."""
    counts: Counter[int] = Counter()
    for row in done:
        counts[row.day] += row.reviews
    return dict(sorted(counts.items()))


def streak(days: Iterable[int], today: int) -> int:
    """Study days in a row with a review, up to today, or to yesterday while today has none yet."""
    studied = set(days)
    last = today if today in studied else today - 1
    length = 0
    while last - length in studied:
        length += 1
    return length


def longest_streak(days: Iterable[int]) -> int:
    """Most study days in a row with a review, ever."""
    longest, length, previous = 0, 0, None
    for day in sorted(set(days)):
        length = length + 1 if previous == day - 1 else 1
        longest, previous = max(longest, length), day
    return longest
