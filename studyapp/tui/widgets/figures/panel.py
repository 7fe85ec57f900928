"""The parts of the overview: a figure each, and which of them the keys have gone to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from textual.content import Content
from textual.reactive import var

from studyapp.insight.figure import Cell, Figure
from studyapp.insight.spell import spell_facts
from studyapp.tui.widgets.figures.axis import count
from studyapp.tui.widgets.figures.drawing import EMPTY, draw
from studyapp.tui.widgets.lines import EIGHTHS, Lines, fit, say

MARK, INDENT = "▌ ", 2
GROUPS = (7, 30, 90, 365)  # days of stability at which one group ends and the next begins
NUMBERS = ("none", "one", "two", "three", "four", "five", "six")
READING = "reading …"
TITLE = -1  # the stop at a panel's title


@dataclass(frozen=True, slots=True)
class Span:
    """The period that a drawing is of."""

    days: int
    today: int


class Panel(Lines):
    """A title and a drawing; rows can be gone to where a panel has some."""

    DEFAULT_CSS = """
    Panel { margin-bottom: 1; }
    """

    figure: var[Figure | None] = var(None)
    pointed: var[int | None] = var(None)  # TITLE, or a row; None: the keys are elsewhere
    rows = var(5)  # of the drawing

    def __init__(self, name: str, title: str, *, remark: str = "") -> None:
        super().__init__(id=name)
        self.title, self.remark = title, remark
        self.span = Span(1, 0)

    @property
    def stops(self) -> Sequence[int]:
        """Where the keys can go, from the top."""
        return (TITLE,)

    def show(self, figure: Figure | None, span: Span) -> None:
        self.figure, self.span = figure, span
        self.redraw()

    def point(self, row: int | None) -> None:
        if row != self.pointed:
            self.pointed = row
            self.redraw()

    def lines(self, width: int) -> list[Content]:
        heading = (
            self.mark(TITLE) + say(self.title, "dim") + say(f"   {self.remark}" if self.remark else "", "dim")
        )
        figure, room = self.figure, width - INDENT
        body = [say(READING if figure is None else EMPTY, "dim")]
        if figure is not None:
            body = self.body(figure, room) or body
        body += [Content()] * (self.least - len(body))
        marks = [self.mark(row) for row in range(len(body))]
        return [
            fit(heading, width),
            *((mark + line).truncate(width) for mark, line in zip(marks, body, strict=True)),
        ]

    @property
    def least(self) -> int:
        """Rows kept free, so that nothing jumps when the drawing comes."""
        return self.rows + 1

    def mark(self, row: int) -> Content:
        return say(MARK, "$text-primary") if row == self.pointed else Content(" " * INDENT)

    def body(self, figure: Figure, width: int) -> list[Content]:
        return draw(figure, width, self.rows, self.span.days, self.span.today)


class WeakPanel(Panel):
    """The cards that are forgotten most often; each can be gone to, and a key reviews them all."""

    key = var("")  # what reviews them all

    @property
    def shown(self) -> Sequence[int]:
        """The rows of the figure that are listed."""
        return range(min(len(self.figure.rows) if self.figure else 0, self.rows))

    @property
    def stops(self) -> Sequence[int]:
        return (TITLE, *self.shown)

    def body(self, figure: Figure, width: int) -> list[Content]:
        if figure.is_empty:
            return say("No card was forgotten since it was learned.", "dim").wrap(width)
        cards, lapses, proofs = (figure.column(name) for name in ("card", "lapses", "proof"))
        rows = zip(cards, lapses, proofs, strict=True)
        lines = [self.tell(card, count, proof, width) for card, count, proof in islice(rows, self.rows)]
        return [*lines, self.offer(len(lines))] if len(lines) > 1 else lines

    def offer(self, cards: int) -> Content:
        """`a  drill these four`."""
        many = NUMBERS[cards] if cards < len(NUMBERS) else str(cards)
        return say(self.key, "bold $text-accent") + say(f"  drill these {many}", "dim")

    def tell(self, card: Cell, lapses: Cell, proof: Cell, width: int) -> Content:
        """`adam-bias-fix   4 lapses  ✗ proof`."""
        words = say(f" {lapses} lapse{'' if lapses == 1 else 's'}", "dim")
        if proof == "refuted":
            words += say(" ✗ proof", "bold $text-error")
        return fit(say(card), max(8, width - words.cell_length)) + words


class StrongPanel(Panel):
    """Cards by the days until they are recalled with 90%, in five groups on one line."""

    @property
    def least(self) -> int:
        return 1

    def body(self, figure: Figure, width: int) -> list[Content]:
        if figure.is_empty:
            return []
        sums = [0] * (len(GROUPS) + 1)
        for start, cards in zip(figure.numbers("from"), figure.numbers("cards"), strict=True):
            sums[sum((start or 0.0) >= edge for edge in GROUPS)] += int(cards or 0)
        names = [f"<{GROUPS[0]}", *(f"{edge}" for edge in GROUPS)]
        drawn = [EIGHTHS[level(value, max(sums))] + count(value) for value in sums]
        # A name stands off its number only where two numbers can stand off each other still more.
        for inner, gap in ((" ", "   "), ("", "  ")):
            cells = (
                say(name + inner, "dim") + say(bar, "$text-primary")
                for name, bar in zip(names, drawn, strict=True)
            )
            line = Content(gap).join(cells)
            if line.cell_length <= width:
                break
        return [line]


def level(value: int, most: int) -> int:
    return max(1, round(8 * value / most)) if value else 0


class MorePanel(Panel):
    """Every other figure, a line each."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.found: dict[str, Figure] = {}

    def add(self, figure: Figure) -> None:
        self.found[figure.kind.name] = figure
        self.figure = figure
        self.redraw()

    def forget(self) -> None:
        self.found, self.figure = {}, None
        self.redraw()

    @property
    def stops(self) -> Sequence[int]:
        return range(len(self.found))

    @property
    def least(self) -> int:
        return 1

    def name_of(self, row: int) -> str:
        return list(self.found)[row]

    def body(self, figure: Figure, width: int) -> list[Content]:
        widest = max(len(each.kind.title) for each in self.found.values())
        return [
            fit(say(each.kind.title.ljust(widest)) + say("  " + tell(each), "dim"), width)
            for each in self.found.values()
        ]


def tell(figure: Figure) -> str:
    """What a figure comes to, in half a line."""
    return EMPTY.lower().rstrip(".") if figure.is_empty else " · ".join(spell_facts(figure))
