"""A table: numbers to the right, a column for the rank where ranks differ."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from studyapp.proof.evidence import Row, Scalar, Table
from studyapp.proof.text import spell
from studyapp.tui.widgets.evidence.picture import Picture
from studyapp.tui.widgets.lines import fit, heading, say, widest

GAP = 3  # cells between columns
MOST = 32  # cells of a column before its text is folded


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells, and on which side they stand."""

    heading: Content
    cells: list[Content]
    right: bool

    @property
    def width(self) -> int:
        return min(MOST, widest([self.heading, *self.cells]))

    def draw(self, row: int) -> list[Content]:
        """A cell's lines; the heading's where row is -1."""
        cell = self.heading if row < 0 else self.cells[row]
        return [fit(line, self.width, right=self.right) for line in cell.fold(self.width)]


class TableView(Picture[Table]):
    """A table that goes on below itself where it is too wide, its labels repeated."""

    def picture(self, width: int) -> list[Content]:
        keys, columns = key_columns(self.item.rows), value_columns(self.item)
        drawn = heading(self.item.title, width)
        if not columns:
            return drawn + block(keys)
        used = sum(column.width + GAP for column in keys)
        for number, part in enumerate(split(columns, width - used)):
            drawn += [Content()] if number else []
            drawn += block([*keys, *part])
        return drawn


def key_columns(rows: list[Row]) -> list[Column]:
    labels = Column(Content(), [say(row.label, "dim") for row in rows], right=False)
    if all(row.rank is None for row in rows):
        return [labels]
    ranks = [say("all" if row.rank is None else row.rank, "dim") for row in rows]
    return [labels, Column(say("rank", "dim"), ranks, right=True)]


def value_columns(item: Table) -> list[Column]:
    count = max((len(row.cells) for row in item.rows), default=0)
    columns = []
    for index in range(max(count, len(item.columns))):
        values = [row.cells[index] if index < len(row.cells) else None for row in item.rows]
        heading = say(item.columns[index] if index < len(item.columns) else "", "dim")
        numeric = all(isinstance(value, int | float | None) for value in values)
        columns.append(Column(heading, [cell(value) for value in values], numeric))
    return columns


def cell(value: Scalar) -> Content:
    return say("—", "dim") if value is None else say(spell(value))


def split(columns: list[Column], width: int) -> list[list[Column]]:
    """The columns in as many parts as their widths need; at least one column in each."""
    parts: list[list[Column]] = [[]]
    used = 0
    for column in columns:
        if parts[-1] and used + column.width > width:
            parts.append([])
            used = 0
        parts[-1].append(column)
        used += column.width + GAP
    return parts


def block(columns: list[Column]) -> list[Content]:
    headed = any(column.heading for column in columns)
    rows = range(-1 if headed else 0, len(columns[0].cells))
    return [line for row in rows for line in row_lines(columns, row)]


def row_lines(columns: list[Column], row: int) -> list[Content]:
    """One row, as many lines as its highest cell has."""
    cells = [column.draw(row) for column in columns]
    height = max(map(len, cells))
    filled = [
        lines + [Content(" " * column.width)] * (height - len(lines))
        for column, lines in zip(columns, cells, strict=True)
    ]
    gap = Content(" " * GAP)
    return [gap.join(parts).rstrip() for parts in zip(*filled, strict=True)]
