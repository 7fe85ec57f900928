"""Balance: of the days that fuzz leaves, those with less due are likelier, and easy days are spared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

Due = Mapping[int, int]  # cards, by the study day on which they are due
NOTHING: Due = MappingProxyType({})

Shares = tuple[float, ...]  # of a usual day's reviews, Monday first; 0 as few as can be, 1 as many as others
USUAL: Shares = (1.0,) * 7

MONDAY = 4  # study days are counted from a Thursday, 1970-01-01
LEAST = 1e-6  # some weight: an interval may leave only days that are to be empty


def weights(first: int, shares: Shares, due: Due | None) -> Callable[[int], float]:
    """How likely each number of days after the study day `first` is, beside the others.

    A day is as likely as its share is large. Where `due` is given, it is less so by the square of how full it
    is for its share: days even out until each holds its share. It depends on the day alone, which keeps the
    order of the grades for the same luck.
    """

    def weigh(days: int) -> float:
        day = first + days
        share = max(shares[(day - MONDAY) % 7], LEAST)
        return share if due is None else share * (share / (1 + due.get(day, 0))) ** 2

    return weigh
