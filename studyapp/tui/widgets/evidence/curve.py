"""Curves from box-drawing characters: sampling to columns, scaling to rows, drawing. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Cells = dict[tuple[int, int], str]  # (row from the top, column) → character
ALONE = "•"


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a curve is drawn: apart from the others without colour, too."""

    flat: str
    upright: str
    corners: str = "╭╮╰╯"


STROKES = (
    Stroke("─", "│"),
    Stroke("╌", "╎"),
    Stroke("━", "┃", "┏┓┗┛"),
    Stroke("┈", "┊"),
    Stroke("═", "║", "╔╗╚╝"),
    Stroke("╍", "╏", "┏┓┗┛"),
    Stroke("┉", "┋", "┏┓┗┛"),
    Stroke("·", "·", "····"),
)


def points(x: Sequence[float | None], y: Sequence[float | None]) -> list[Point | None]:
    """Points in the order of x; None where y is unknown or infinite, which makes a hole."""
    pairs = [(a, b) for a, b in zip(x, y, strict=False) if a is not None and math.isfinite(a)]
    pairs.sort(key=lambda pair: pair[0])
    return [(a, b) if b is not None and math.isfinite(b) else None for a, b in pairs]


def extent(values: Sequence[float]) -> tuple[float, float]:
    """The axis for these values: from zero, where that leaves them at least half the height."""
    low, high = min(values), max(values)
    if low > 0 and (low <= high / 2 or low == high):
        low = 0.0
    elif high < 0 and (high >= low / 2 or low == high):
        high = 0.0
    return (low, high) if low < high else (low, low + 1.0)


def place(value: float, low: float, high: float, size: int) -> int:
    """Which of `size` places, low first, a value falls on; halved first, so that no difference overflows."""
    reach = high / 2 - low / 2
    share = (value / 2 - low / 2) / reach if reach > 0 else 0.0
    return round(share * (size - 1))


def sample(curve: Sequence[Point | None], low: float, high: float, width: int) -> list[float | None]:
    """One value a column: interpolated between points; of several, the farthest from the column before."""
    columns: list[float | None] = [None] * width
    last: tuple[int, float] | None = None
    for point in curve:
        if point is None:
            last = None
            continue
        column, value = place(point[0], low, high, width), point[1]
        for between, height in bridge(last, column, value):
            columns[between] = height
        kept, before = columns[column], columns[column - 1] if column else None
        if kept is None or before is None or abs(value - before) >= abs(kept - before):
            columns[column] = value
        last = column, value
    return columns


def bridge(last: tuple[int, float] | None, column: int, value: float) -> Iterator[tuple[int, float]]:
    """The columns strictly between two points, on the straight line that joins them."""
    if last is not None:
        start, height = last
        for between in range(start + 1, column):
            share = (between - start) / (column - start)
            # A flat stretch stays flat: weighting would round it up here and there.
            yield between, height if height == value else height * (1 - share) + value * share


def trace(rows: Sequence[int | None], stroke: Stroke) -> Cells:
    """The curve through one row for each column; rows count from the top."""
    cells: Cells = {}
    top_left, top_right, bottom_left, bottom_right = tuple(stroke.corners)
    before: int | None = None
    for column, row in enumerate(rows):
        after = rows[column + 1] if column + 1 < len(rows) else None
        if row is None:
            pass
        elif before is None and after is None:
            cells[row, column] = ALONE
        elif before is None or before == row:
            cells[row, column] = stroke.flat
        else:
            rising = row < before
            cells[before, column] = bottom_right if rising else top_right
            cells[row, column] = top_left if rising else bottom_left
            for between in range(min(row, before) + 1, max(row, before)):
                cells[between, column] = stroke.upright
        before = row
    return cells
