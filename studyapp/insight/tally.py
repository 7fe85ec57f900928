"""Counting what passed, and how sure a share is that was counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from studyapp.insight.rows import Done

Z = 1.959964  # standard deviations that hold 95% of a normal distribution


@dataclass(frozen=True, slots=True)
class Tally:
    """Reviews that passed (any rating but Again), of how many."""

    passed: int
    total: int

    @property
    def rate(self) -> float | None:
        """Share that passed, 0 to 1; None without reviews."""
        return self.passed / self.total if self.total else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.total + other.total)

    @property
    def band(self) -> tuple[float, float] | tuple[None, None]:
        """Where the true share lies with 95% confidence: Wilson's score interval (Wilson 1927)."""
        if not self.total:
            return None, None
        n, share = self.total, self.passed / self.total
        scale = 1 + Z * Z / n
        middle = (share + Z * Z / (2 * n)) / scale
        half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / scale
        # At its ends the interval closes exactly, which rounding would miss by a hair.
        low = middle - half if self.passed else 0.0
        high = middle + half if self.passed < self.total else 1.0
        return low, high


def tally(rows: Iterable[Done]) -> Tally:
    passed = total = 0
    for row in rows:
        passed += row.passed
        total += row.reviews
    return Tally(passed, total)
