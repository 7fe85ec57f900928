"""Figures in words and digits: for the command line, for the clipboard, for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from studyapp.insight.figure import Cell, Column, Figure, Unit

NOTHING = "·"
GAP = "  "
LEAST = 8  # letters of a text that is cut


def spell(value: Cell, unit: Unit) -> str:
    """One cell, "·" for what is not known."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    match unit:
        case "day":
            return f"{datetime.fromtimestamp(value * 86400, UTC):%Y-%m-%d}"
        case "hour":
            return f"{value:02}:00"
        case "share":
            return f"{value:.0%}"
        case "days":
            return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
        case "minutes":
            return f"{value:,.1f}"
        case "number":
            return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}"


def heading(column: Column) -> str:
    """A column's name, and its unit where the digits do not tell."""
    name = column.name.replace("_", " ")
    return f"{name} ({column.unit})" if column.unit in {"days", "minutes"} and column.unit != name else name


def spell_facts(figure: Figure) -> list[str]:
    """The single numbers of a figure: ["recalled 91%", …]."""
    return [f"{heading(fact)} {spell(figure.facts[fact.name], fact.unit)}" for fact in figure.kind.facts]


def table(figure: Figure, most: int | None = None, width: int | None = None) -> list[str]:
    """Aligned lines, the headings first; of many rows `most`, the newest where they tell of the past.

    Where they would be wider than `width`, headings go without their units, and then texts are cut.
    """
    columns, rows = figure.kind.columns, figure.rows
    if most is not None:
        rows = rows[-most:] if figure.kind.is_past else rows[:most]
    cells = [[spell(value, column.unit) for value, column in zip(row, columns, strict=True)] for row in rows]
    heads = [heading(column) for column in columns]
    if width is not None and total(widths_of([heads, *cells])) > width:
        heads = [column.name.replace("_", " ") for column in columns]
    cells.insert(0, heads)
    widths = widths_of(cells)
    texts = [place for place, column in enumerate(columns) if column.unit == "text"]
    while width is not None and texts and total(widths) > width:
        longest = max(texts, key=lambda place: widths[place])
        if widths[longest] <= LEAST:
            break
        widths[longest] -= 1
    return [line(row, columns, widths) for row in cells]


def widths_of(cells: Sequence[Sequence[str]]) -> list[int]:
    """Of each column."""
    return [max(map(len, column)) for column in zip(*cells, strict=True)]


def total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    """Texts to the left, numbers to the right."""
    aligned = [
        shorten(cell, width).ljust(width) if column.unit in {"text", "day", "hour"} else cell.rjust(width)
        for cell, column, width in zip(cells, columns, widths, strict=True)
    ]
    return GAP.join(aligned).rstrip()


def shorten(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def write(figure: Figure, most: int | None = None) -> list[str]:
    """A figure as lines of text: its title, its numbers, its table."""
    facts = spell_facts(figure)
    lines = [figure.kind.title.upper() + (f"   {' · '.join(facts)}" if facts and not figure.is_empty else "")]
    if figure.is_empty:
        return [*lines, "nothing yet"]
    left_out = 0 if most is None else max(0, len(figure.rows) - most)
    more, (head, *rows) = [f"… {left_out} more"] if left_out else [], table(figure, most)
    return [*lines, head, *more, *rows] if figure.kind.is_past else [*lines, head, *rows, *more]
