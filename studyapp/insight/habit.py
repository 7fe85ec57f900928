"""The habit: streaks in study days, and what was done today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from studyapp.insight.rows import Done


@dataclass(frozen=True, slots=True)
class Today:
    """What was done on one study day."""

    cards: int  # different cards answered
    reviews: int
    again: int  # reviews rated Again
    seconds: float  # time spent answering; a review whose time was not taken adds nothing

    @property
    def correct(self) -> float | None:
        """Share of reviews not rated Again, 0 to 1, steps included; None without reviews."""
        return (self.reviews - self.again) / self.reviews if self.reviews else None


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


def today_figures(done: Iterable[Done], today: int, cards: int) -> Today:
    """Sum up the reviews of study day `today`, which were of that many different cards."""
    rows = [row for row in done if row.day == today]
    return Today(
        cards=cards,
        reviews=sum(row.reviews for row in rows),
        again=sum(row.reviews - row.passed for row in rows),
        seconds=sum(row.milliseconds for row in rows) / 1000,
    )
