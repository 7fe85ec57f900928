"""Fuzz: cards that were answered together are spread over a few days, so that they part."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from itertools import accumulate
from math import inf

# py-fsrs and Anki: each band of the interval adds its share of the days that lie in it.
BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, inf, 0.05))  # from, to (days), share


def fuzz_range(days: int, maximum: int) -> tuple[int, int]:
    """Shortest and longest interval, in days, that may stand for `days`; under 2.5 days only itself."""
    if days < BANDS[0][0]:
        return days, days
    reach = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in BANDS)
    longest = min(round(days + reach), maximum)
    return min(round(days - reach), longest), longest


def evenly(days: int) -> float:
    return 1.0


def fuzzed(days: int, maximum: int, luck: float, weigh: Callable[[int], float] = evenly) -> int:
    """Pick a whole number of days in the range, each with a share of `luck` in [0, 1) as large as its weight.

    For the same luck a longer interval never comes out shorter, so the order of the grades holds.
    """
    shortest, longest = fuzz_range(days, maximum)
    ends = list(accumulate(map(weigh, range(shortest, longest + 1))))
    return shortest + min(bisect(ends, luck * ends[-1]), longest - shortest)
