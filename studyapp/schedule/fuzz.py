"""Fuzz: cards that were answered together are spread over a few days, so that they part."""

from __future__ import annotations

from math import floor, inf

# py-fsrs and Anki: each band of the interval adds its share of the days that lie in it.
BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, inf, 0.05))  # from, to (days), share


def fuzz_range(days: int, maximum: int) -> tuple[int, int]:
    """Shortest and longest interval, in days, that may stand for `days`; under 2.5 days only itself."""
    if days < BANDS[0][0]:
        return days, days
    reach = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in BANDS)
    longest = min(round(days + reach), maximum)
    return min(round(days - reach), longest), longest


def fuzzed(days: int, maximum: int, luck: float) -> int:
    """Pick a whole number of days in the range, each with equal share of `luck` in [0, 1).

    For the same luck a longer interval never comes out shorter, so the order of the grades holds.
    """
    shortest, longest = fuzz_range(days, maximum)
    return shortest + floor(luck * (longest - shortest + 1))
