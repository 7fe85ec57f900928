"""One figure, large: its drawing, its numbers, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from studyapp.insight.figure import KINDS, Figure
from studyapp.insight.figures import ORDER
from studyapp.insight.spell import spell_facts, table
from studyapp.study.opening import Study
from studyapp.tui.screens.stats_frame import Asked, StatsFrame
from studyapp.tui.widgets.figures.drawing import EMPTY, draw
from studyapp.tui.widgets.figures.panel import READING, Span
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import Lines, say

TALL, SHORT = 14, 8  # rows of the drawing


class Large(Lines):
    """The drawing and the table of a figure."""

    figure: var[Figure | None] = var(None)

    def __init__(self) -> None:
        super().__init__()
        self.span = Span(1, 0)

    def show(self, figure: Figure | None, span: Span) -> None:
        self.figure, self.span = figure, span
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        figure = self.figure
        if figure is None:
            return [say(READING, "dim")]
        if figure.is_empty:
            return [say(EMPTY, "dim")]
        height = SHORT if self.screen.has_class("-short") else TALL
        drawn = draw(figure, width, height, self.span.days, self.span.today)
        heads, *rows = table(figure, width=width)
        if figure.kind.is_past:
            rows.reverse()  # the newest are at hand
        return [*drawn, *([Content()] if drawn else []), say(heads, "dim"), *map(say, rows)]


class StatsFigure(StatsFrame):
    """Tab goes to the next figure."""

    DEFAULT_CSS = """
    StatsFigure {
        align-horizontal: center;
        & > VerticalScroll { width: 100%; max-width: 116; padding: 1 2 0 2; scrollbar-size-vertical: 1; }
        #scope { height: 1; margin-bottom: 1; }
        #facts { height: auto; margin-bottom: 1; }
        #definition { height: auto; color: $text-muted; margin-bottom: 1; display: none; }
        &.-explained #definition { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "explain", "meaning", id="figure.explain"),
        Binding("tab", "next(1)", "next figure", id="figure.next", key_display="tab"),
        Binding("shift+tab", "next(-1)", show=False, id="figure.previous"),
        Binding("j,down", "scroll(1)", show=False, id="figure.down"),
        Binding("k,up", "scroll(-1)", show=False, id="figure.up"),
        Binding("g,home", "top", show=False, id="figure.top"),
        Binding("G,end", "bottom", show=False, id="figure.bottom"),
    ]

    def __init__(self, study: Study, asked: Asked, name: str, *, explained: bool = False) -> None:
        super().__init__(study, asked)
        self.figure_name = name
        self.set_class(explained, "-explained")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static("", id="scope")
            yield Static("", id="facts")
            yield Static("", id="definition", markup=False)
            yield Large()
        yield KeyBar()

    def wanted(self) -> Sequence[str]:
        return (self.figure_name,)

    def forget(self) -> None:
        self.query_one(Large).show(None, self.span())
        self.tell()

    def take(self, figure: Figure) -> None:
        self.query_one(Large).show(figure, self.span())
        self.tell()

    def tell(self) -> None:
        kind, figure = KINDS[self.figure_name], self.found.get(self.figure_name)
        facts = " · ".join(spell_facts(figure)) if figure and not figure.is_empty else ""
        self.query_one("#facts", Static).update(
            Content.assemble(
                say(kind.title.upper(), "bold $text-primary"), say(f"   {facts}" if facts else "")
            )
        )
        self.query_one("#definition", Static).update(" ".join(kind.definition.split()))

    def action_explain(self) -> None:
        self.toggle_class("-explained")

    def action_next(self, step: int) -> None:
        place = (ORDER.index(self.figure_name) + step) % len(ORDER)
        self.figure_name, self.shown = ORDER[place], None
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.ask()

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=3 * lines, animate=False)

    def action_top(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.query_one(VerticalScroll).scroll_end(animate=False)
