"""A line chart, drawn from its own width, with each curve's name at its end."""

from __future__ import annotations

from textual.content import Content

from studyapp.proof.evidence import Plot
from studyapp.proof.text import brief
from studyapp.tui.widgets.evidence import curve
from studyapp.tui.widgets.evidence.picture import Picture
from studyapp.tui.widgets.figures.axis import axis
from studyapp.tui.widgets.lines import fit, hang, heading, join, say, widest

Cell = tuple[str, str]  # character, style
BLANK: Cell = (" ", "")
HEIGHT = 7  # rows of the drawing, without its axis labels
COLOURS = ("primary", "accent", "success", "error", "secondary", "primary", "accent", "success")


class PlotView(Picture[Plot]):
    """Curves over x; legible without colour, since each has a stroke of its own."""

    def picture(self, width: int) -> list[Content]:
        curves = {name: curve.points(self.item.x, values) for name, values in self.item.series.items()}
        title = heading(self.item.title, width)
        known = [point for points in curves.values() for point in points if point is not None]
        if not known:
            return [*title, say("nothing to draw: no value is a finite number", "dim")]
        return title + Drawing(curves, known, width).lines()


class Drawing:
    """One chart at one width."""

    def __init__(
        self, curves: dict[str, list[curve.Point | None]], known: list[curve.Point], width: int
    ) -> None:
        self.names = [say(name, f"$text-{COLOURS[number]}") for number, name in enumerate(curves)]
        self.left, self.right = min(x for x, _ in known), max(x for x, _ in known)
        self.low, self.high = curve.extent([y for _, y in known])
        self.width = width
        self.ticks = {0: say(brief(self.high), "dim"), HEIGHT - 1: say(brief(self.low), "dim")}
        self.margin = widest(list(self.ticks.values())) + 2
        self.labels = self.place_labels(list(curves.values()))
        room = widest(list(self.labels.values())) + 1
        self.legend = room > width // 3 or len(self.labels) < len(self.names)
        self.columns = max(2, width - self.margin - (0 if self.legend else room))
        self.rows = [self.heights(points) for points in curves.values()]

    def row(self, value: float) -> int:
        return HEIGHT - 1 - curve.place(value, self.low, self.high, HEIGHT)

    def heights(self, points: list[curve.Point | None]) -> list[int | None]:
        """For each column the curve's row, counted from the top."""
        values = curve.sample(points, self.left, self.right, self.columns)
        return [None if value is None else self.row(value) for value in values]

    def place_labels(self, curves: list[list[curve.Point | None]]) -> dict[int, Content]:
        """Each name in the row where its curve ends; in the nearest free one it shows its stroke, too."""
        ends = [next((self.row(point[1]) for point in reversed(points) if point), None) for points in curves]
        labels: dict[int, Content] = {}
        for number, end in enumerate(ends):
            free = [row for row in range(HEIGHT) if row not in labels]
            if end is not None and free:
                row = min(free, key=lambda row: abs(row - end))
                labels[row] = self.names[number] if row == end else self.key(number)
        return labels

    def key(self, number: int) -> Content:
        return say(curve.STROKES[number].flat * 2 + " ", f"$text-{COLOURS[number]}") + self.names[number]

    def lines(self) -> list[Content]:
        grid: list[list[Cell]] = [[BLANK] * self.columns for _ in range(HEIGHT)]
        for number in reversed(range(len(self.rows))):  # the first curve lies on top
            stroke = curve.STROKES[number]
            for (row, column), character in curve.trace(self.rows[number], stroke).items():
                grid[row][column] = character, f"$text-{COLOURS[number]}"
        drawn = [axis(self.ticks.get(row), self.margin) + self.line(row, grid[row]) for row in range(HEIGHT)]
        return [*drawn, self.floor(), *(self.keys() if self.legend else [])]

    def line(self, row: int, cells: list[Cell]) -> Content:
        """One row of the drawing, its label right behind the curve that ends in it."""
        label = None if self.legend else self.labels.get(row)
        if label in self.names:
            while cells[-1] is BLANK:
                cells.pop()
        line = join(cells)
        return line.rstrip() if label is None else Content(" ").join([line, label])

    def floor(self) -> Content:
        """Where x begins and ends."""
        first, last = say(brief(self.left), "dim"), say(brief(self.right), "dim")
        line = Content(" " * self.margin) + first
        if self.left == self.right:
            return line
        return line + fit(last, max(1, self.columns - first.cell_length), right=True)

    def keys(self) -> list[Content]:
        """The names below the chart, where they are too long or too many to stand beside it."""
        indent = Content(" " * self.margin)
        return [
            line for number in range(len(self.names)) for line in hang(indent, self.key(number), self.width)
        ]
