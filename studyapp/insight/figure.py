"""What a figure is: a table with a name, a definition, and how it is best drawn."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, cast, get_args

from studyapp.insight.rows import History

Cell = str | int | float | None
Row = tuple[Cell, ...]
# A day counts from 1970-01-01, an hour from 0; a share is 0 to 1; days and minutes have fractions.
Unit = Literal["text", "day", "hour", "count", "share", "days", "minutes", "number"]


class Chart(StrEnum):
    """How a figure is drawn where there is room."""

    LINES = "lines"  # the first column is x, the others are curves
    BARS = "bars"  # the first column names the bars, the others are stacked
    CALENDAR = "calendar"  # one cell a day
    SHARES = "shares"  # a line for each row, its first share as a bar
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Found:
    """What a figure came to."""

    rows: Sequence[Row]
    facts: Sequence[Cell] = ()  # one for each of the figure's facts


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure before it is computed."""

    name: str
    title: str
    definition: str
    columns: tuple[Column, ...]
    facts: tuple[Column, ...]
    chart: Chart
    drawn: tuple[str, ...]  # the columns that are drawn, the first of them along the axis
    compute: Callable[[History], Found] = field(repr=False)

    @property
    def is_past(self) -> bool:
        """Whether its rows are days gone by, the newest last."""
        return self.columns[0].unit == "day" and self.name != "due"


@dataclass(frozen=True, slots=True)
class Figure:
    """Some figure of some cards and some period."""

    kind: Kind
    rows: tuple[Row, ...]
    facts: Mapping[str, Cell]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self.rows

    def column(self, name: str) -> list[Cell]:
        place = [column.name for column in self.kind.columns].index(name)
        return [row[place] for row in self.rows]

    def numbers(self, name: str) -> list[float | None]:
        """A column without texts."""
        return [
            None if value is None or isinstance(value, str) else float(value) for value in self.column(name)
        ]


KINDS: dict[str, Kind] = {}  # by name


def figure(
    name: str, title: str, columns: str, *, chart: Chart = Chart.TABLE, drawn: str = "", facts: str = ""
) -> Callable[[Callable[[History], Found]], Callable[[History], Found]]:
    """Make a function a figure; its docstring is the definition that learners read.

    Columns and facts are written as "reviews recalled:share": a name, and a unit where it is no count.
    """

    def register(compute: Callable[[History], Found]) -> Callable[[History], Found]:
        definition = inspect.cleandoc(compute.__doc__ or "")
        axes = tuple(drawn.split())
        KINDS[name] = Kind(name, title, definition, read(columns), read(facts), chart, axes, compute)
        return compute

    return register


def read(columns: str) -> tuple[Column, ...]:
    """Raises ValueError for a unit that there is not."""
    found = []
    for word in columns.split():
        name, _, unit = word.partition(":")
        if unit and unit not in get_args(Unit):
            raise ValueError(f"{word}: there is no unit {unit!r}")
        found.append(Column(name, cast("Unit", unit or "count")))
    return tuple(found)


def compute(name: str, history: History) -> Figure:
    """Raises KeyError for a name that no figure has."""
    kind = KINDS[name]
    found = kind.compute(history)
    names = [fact.name for fact in kind.facts]
    return Figure(kind, tuple(found.rows), dict(zip(names, found.facts, strict=True)))
