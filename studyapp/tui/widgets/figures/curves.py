"""Curves over a share or a day, in front of the band that the truth lies in; told apart without colour."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from studyapp.insight.figure import Figure, Unit
from studyapp.tui.widgets.evidence import curve
from studyapp.tui.widgets.figures.axis import axis, dates, ends, short
from studyapp.tui.widgets.lines import FAINT, join, say

STYLES = ("$text-primary", "$text-accent")
BAND = "░"

ROOM, MOST_ROOM = 6, 10  # cells beside the drawing, for names at the ends of curves

Series = list[float | None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure's curves, and how its axes go."""

    x: list[float]
    unit: Unit  # of x
    curves: dict[str, Series]  # by the name at its end
    values: Unit  # of the curves
    band: tuple[Series, Series] | None
    low: float
    high: float

    @property
    def room(self) -> int:
        """Cells for the longest name at the end of a curve."""
        return min(MOST_ROOM, max([ROOM, *(len(name) + 1 for name in list(self.curves)[1:])]))


def read(figure: Figure) -> Drawing | None:
    """None where there is nothing to draw."""
    kind = figure.kind
    axis, *names = kind.drawn
    units = {column.name: column.unit for column in kind.columns}
    x = [value for value in figure.numbers(axis) if value is not None]
    if len(x) != len(figure.rows) or not x:
        return None
    curves = {name: figure.numbers(name) for name in names}
    shares = units[names[0]] == "share"
    aim = figure.facts.get("aim")
    if isinstance(aim, float):
        curves["aim"] = [aim] * len(x)
    if units[axis] == "share":
        curves["as said" if axis == "said" else "exact"] = list(x)
    known = [value for each in curves.values() for value in each if value is not None]
    if not known:
        return None
    band = (figure.numbers("low"), figure.numbers("high")) if "low" in units else None
    low, high = floor(min(known), shares), 1.0 if shares else max(known)
    return Drawing(x, units[axis], curves, units[names[0]], band, low, max(high, low + 1e-9))


def floor(lowest: float, shares: bool) -> float:
    """A share's axis begins at a whole tenth; every other at none."""
    return max(0.0, int(lowest * 10 - 0.5) / 10) if shares else 0.0


def draw(figure: Figure, width: int, height: int) -> list[Content]:
    """`height` rows of drawing, and one below."""
    drawing = read(figure)
    if drawing is None:
        return []
    top, bottom = (short(value, drawing.values) for value in (drawing.high, drawing.low))
    margin = max(len(top), len(bottom)) + 2
    canvas = Canvas(drawing, max(8, width - margin - drawing.room), height)
    labels = {0: say(top, "dim"), height - 1: say(bottom, "dim")}
    rows = [axis(labels.get(row), margin) + canvas.line(row) for row in range(height)]
    return [*rows, Content(" " * margin) + below(drawing, canvas.width)]


def below(drawing: Drawing, width: int) -> Content:
    first, last = drawing.x[0], drawing.x[-1]
    if drawing.unit == "day":
        return dates(first, last, width, lambda day: curve.place(day, first, last, width))
    return ends(short(first, drawing.unit), short(last, drawing.unit), width)


class Canvas:
    """Characters and their styles, row by row; rows count from the top."""

    def __init__(self, drawing: Drawing, width: int, height: int) -> None:
        self.drawing, self.width, self.height = drawing, width, height
        self.cells = [[(" ", "")] * width for _ in range(height)]
        self.ends: dict[int, Content] = {}
        if drawing.band is not None:
            self.shade(*drawing.band)
        curves = list(drawing.curves.items())
        for number, (_, values) in reversed(list(enumerate(curves))):
            self.draw(number, values)
        for number, (name, values) in enumerate(curves):  # the first has the first choice of rows
            self.label(number, name, values)

    def columns(self, values: Series) -> Series:
        x = self.drawing.x
        return curve.sample(curve.points(x, values), x[0], x[-1], self.width)

    def row(self, value: float) -> int:
        place = curve.place(value, self.drawing.low, self.drawing.high, self.height)
        return self.height - 1 - min(max(place, 0), self.height - 1)

    def shade(self, low: Series, high: Series) -> None:
        for column, (bottom, top) in enumerate(zip(self.columns(low), self.columns(high), strict=True)):
            if bottom is not None and top is not None:
                for row in range(self.row(top), self.row(bottom) + 1):
                    self.cells[row][column] = BAND, FAINT

    def draw(self, number: int, values: Series) -> None:
        """The first curve is a line, the others are dashed."""
        style = STYLES[min(number, 1)]
        rows = [None if value is None else self.row(value) for value in self.columns(values)]
        for (row, column), character in curve.trace(rows, curve.STROKES[min(number, 1)]).items():
            self.cells[row][column] = character, style

    def label(self, number: int, name: str, values: Series) -> None:
        """At its end the first curve has its last value, and each other one its name."""
        last = next((value for value in reversed(values) if value is not None), None)
        free = [row for row in range(self.height) if row not in self.ends]
        if last is None or not free:
            return
        text = name if number else short(last, self.drawing.values)
        style = STYLES[1] if number else f"bold {STYLES[0]}"
        nearest = min(free, key=lambda row: (abs(row - self.row(last)), -row))  # below, of two
        self.ends[nearest] = say(f" {text}", style).truncate(self.drawing.room)

    def line(self, row: int) -> Content:
        return join(self.cells[row]) + self.ends.get(row, Content())
