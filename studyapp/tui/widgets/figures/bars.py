"""Upright bars, stacked where a figure has several kinds: each kind has a shade of its own."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from studyapp.insight.figure import Cell, Figure, Unit
from studyapp.tui.widgets.figures.axis import axis, count, dates, ends, short
from studyapp.tui.widgets.lines import EIGHTHS, say

SHADES = ("█", "▓", "▒", "░")  # from the bottom
STYLES = ("$text-primary", "$text-secondary", "$text-warning", "$text-success")
WIDEST = 6  # cells of a bar
MARGIN = 7  # cells that the axis takes at most

Bar = tuple[Cell, list[float]]  # what stands below it, and its parts


def draw(figure: Figure, width: int, height: int) -> list[Content]:
    """`height` rows of bars, their names below, and what each shade means where there are several."""
    bars, unit = read(figure)
    every = len(bars)
    bars = gather(bars, width - MARGIN)
    each = -(-every // max(1, len(bars)))
    most = max((sum(parts) for _, parts in bars), default=0.0)
    if not most:
        return []
    top = count(most)
    margin = len(top) + 2
    size = max(1, min(WIDEST, (width - margin) // len(bars)))
    labels = {0: say(top, "dim"), height - 1: say("0", "dim")}
    rows = [axis(labels.get(row), margin) + line(bars, size, height, row, most) for row in range(height)]
    return [*rows, Content(" " * margin) + names(bars, unit, size, each), *legend(figure, margin, each)]


def read(figure: Figure) -> tuple[list[Bar], Unit]:
    """Every bar; of days, those on which there was nothing, too."""
    name, *parts = figure.kind.drawn
    unit = next(column.unit for column in figure.kind.columns if column.name == name)
    columns = [figure.numbers(part) for part in parts]
    bars = [
        (label, [value or 0.0 for value in values])
        for label, *values in zip(figure.column(name), *columns, strict=True)
    ]
    if unit == "day" and bars:
        known = dict(bars)
        first, last = bars[0][0], bars[-1][0]
        assert isinstance(first, int)
        assert isinstance(last, int)
        bars = [(day, known.get(day, [0.0] * len(parts))) for day in range(first, last + 1)]
    return bars, unit


def gather(bars: Sequence[Bar], room: int) -> list[Bar]:
    """As many bars as there is room for, each the sum of neighbours where there are more."""
    size = max(1, -(-len(bars) // max(1, room)))
    groups = [bars[start : start + size] for start in range(0, len(bars), size)]
    return [
        (group[0][0], [sum(values) for values in zip(*(parts for _, parts in group), strict=True)])
        for group in groups
    ]


def line(bars: Sequence[Bar], size: int, height: int, row: int, most: float) -> Content:
    """One row, counted from the top."""
    gap = 1 if size > 2 else 0
    cells = []
    for _, parts in bars:
        character, style = cell(parts, height, height - 1 - row, most)
        cells.append(say(character * (size - gap) + " " * gap, style))
    return Content("").join(cells)


def cell(parts: Sequence[float], height: int, level: int, most: float) -> tuple[str, str]:
    """What a bar shows on a level, counted from the bottom: one kind in eighths, several in whole cells."""
    if len(parts) == 1:
        eighths = round(parts[0] / most * height * 8)
        eighths = max(1, eighths) if parts[0] else 0
        return EIGHTHS[min(8, max(0, eighths - 8 * level))], STYLES[0]
    reached, so_far = (level + 0.5) / height * most, 0.0
    for number, part in enumerate(parts):
        so_far += part
        if so_far >= reached:
            return SHADES[number], STYLES[number]
    tiny = level == 0 and so_far > 0
    return ("▁", STYLES[0]) if tiny else (" ", "")


def names(bars: Sequence[Bar], unit: Unit, size: int, each: int) -> Content:
    """Each bar's name where it fits, else those of the first and the last; of days, some between, too."""
    labels = [short(label, unit) for label, _ in bars]
    if all(len(label) < size for label in labels):
        return say("".join(label.ljust(size) for label in labels).rstrip(), "dim")
    first, last = bars[0][0], bars[-1][0]
    if unit == "day" and isinstance(first, int) and isinstance(last, int):
        return dates(first, last, size * len(bars), lambda day: (int(day) - first) // each * size)
    return ends(labels[0], labels[-1], size * len(bars))


def legend(figure: Figure, margin: int, each: int) -> list[Content]:
    """What the shades mean, and how many days a bar is the sum of."""
    parts = figure.kind.drawn[1:]
    if len(parts) < 2:
        parts = ()
    words = [
        say(f"{SHADES[number]} ", STYLES[number]) + say(name, "dim") for number, name in enumerate(parts)
    ]
    words += [say(f"{each} days a bar", "dim")] if each > 1 else []
    return [Content(" " * margin) + Content("   ").join(words)] if words else []
