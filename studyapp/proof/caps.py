"""Cutting evidence to what is kept, so that too much of it ends no run; what is left out is counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from studyapp.sanitise import visible

T = TypeVar("T")

NAME = 80  # characters of a title, a label, a heading
TEXT = 2000  # characters of a note, a message, a value
ROWS = 64  # of a table, on each rank
COLUMNS = 64
CURVES = 8
POINTS = 600  # of each curve
MOMENTS = 32
SPANS = 256  # of a timeline, on each rank
SPAN_NAME = 40


def cut(text: object, most: int = NAME) -> str:
    """The text with its hidden characters as signs, cut to `most` characters; the rest is counted."""
    shown = visible(str(text).expandtabs(4))
    if len(shown) <= most:
        return shown
    keep = most - len(left(len(shown)))
    return shown[:keep] + left(len(shown) - keep) if keep > 0 else shown[: most - 1] + "…"


def left(count: int, what: str = "") -> str:
    """`… 12 more rows`."""
    return f"… {count:,} more {what}".rstrip()


def cut_items(items: Sequence[T], most: int) -> tuple[Sequence[T], int]:
    """The first of the items, and how many are left out: room is kept for one that says so."""
    if len(items) <= most:
        return items, 0
    return items[: most - 1], len(items) - most + 1


def add_to_title(title: str, count: int, what: str) -> str:
    """The title, and how much the picture below it leaves out."""
    more = left(count, what)
    return (f"{title} ({more})" if title else more) if count else title


def thin(curves: Sequence[Sequence[float]], most: int = POINTS) -> list[int]:
    """Places of at most `most` points to keep of curves over one x.

    Each curve keeps its ends, and of every stretch its lowest value, its highest and its first hole.
    """
    longest = max(map(len, curves), default=0)
    if longest <= most:
        return list(range(longest))
    kept = {0} | {len(curve) - 1 for curve in curves if curve}
    stretches = max(1, (most - len(kept)) // (3 * len(curves)))
    for number in range(stretches):
        start, stop = longest * number // stretches, longest * (number + 1) // stretches
        for curve in curves:
            kept.update(telling(curve, range(start, min(stop, len(curve)))))
    return sorted(kept)


def telling(curve: Sequence[float], places: range) -> set[int]:
    """Of these places, the curve's lowest, its highest and its first hole."""
    known = [place for place in places if math.isfinite(curve[place])]
    hole = next((place for place in places if not math.isfinite(curve[place])), None)
    found = {min(known, key=curve.__getitem__), max(known, key=curve.__getitem__)} if known else set()
    return found if hole is None else found | {hole}
