"""One figure, large: its drawing, its numbers, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.reactive import var
from textual.widgets import Static

from studyapp.insight.figure import KINDS, Figure
from studyapp.insight.figures import ORDER
from studyapp.insight.spell import spell_facts, table
from studyapp.study.opening import Study
from studyapp.study.review.drilling import DRILLED
from studyapp.tui.screens.stats.asked import Asked
from studyapp.tui.screens.stats.frame import COPY_KEY, LEAVE_KEY, PERIOD_KEYS, SCOPE_KEYS, StatsFrame
from studyapp.tui.widgets.figures.drawing import EMPTY, draw
from studyapp.tui.widgets.figures.panel import INDENT, MARK, READING, Span
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import Lines, say

TALL, SHORT = 14, 8  # rows of the drawing


class Large(Lines):
    """The drawing and the table of a figure; a session can begin at a row of some."""

    figure: var[Figure | None] = var(None)
    cursor = var(0)  # row of the table, where one can be chosen

    def __init__(self) -> None:
        super().__init__()
        self.span = Span(1, 0)

    @property
    def choices(self) -> Sequence[int]:
        """The rows at which a session can begin."""
        figure = self.figure
        return range(len(figure.rows)) if figure and figure.kind.name in DRILLED else ()

    def show(self, figure: Figure | None, span: Span) -> None:
        self.figure, self.span = figure, span
        self.go_to(self.cursor)

    def go_to(self, row: int) -> None:
        self.cursor = max(0, min(row, len(self.choices) - 1))
        self.redraw()

    def place(self, width: int) -> int:
        """The line that the cursor is on."""
        return len(self.draw(width)) - len(self.choices) + self.cursor

    def lines(self, width: int) -> list[Content]:
        figure = self.figure
        if figure is None:
            return [say(READING, "dim")]
        if figure.is_empty:
            return [say(EMPTY, "dim")]
        height = SHORT if self.screen.has_class("-short") else TALL
        drawn = draw(figure, width, height, self.span.days, self.span.today)
        return [*drawn, *([Content()] if drawn else []), *self.table(figure, width)]

    def table(self, figure: Figure, width: int) -> list[Content]:
        heads, *rows = table(figure, width=width - INDENT if self.choices else width)
        if figure.kind.is_past:
            rows.reverse()  # the newest are at hand
        if not self.choices:
            return [say(heads, "dim"), *map(say, rows)]
        marks = [
            say(MARK, "$text-primary") if row == self.cursor else say(" " * INDENT) for row in self.choices
        ]
        lines = [mark + say(row) for mark, row in zip(marks, rows, strict=True)]
        return [say(" " * INDENT + heads, "dim"), *lines]


class StatsFigure(StatsFrame):
    """Tab goes to the next figure; Enter reviews what a row counts: a card, a deck or a topic."""

    DEFAULT_CSS = """
    StatsFigure {
        align-horizontal: center;
        & > VerticalScroll { width: 100%; max-width: 116; padding: 1 1 0 2; scrollbar-size-vertical: 1; }
        VerticalScroll > * { margin-right: 1; }
        ScopeLine { margin-bottom: 1; }
        #facts { height: auto; margin-bottom: 1; }
        #definition { height: auto; color: $text-muted; margin-bottom: 1; display: none; }
        &.-explained #definition { display: block; }
    }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "drill", "review", id="figure.drill", key_display="enter"),
        Binding("a", "drill_all", "all", id="stats.drill_all"),
        Binding("tab", "next(1)", "next", id="figure.next", key_display="tab"),
        Binding("shift+tab", "next(-1)", show=False, id="figure.previous"),
        *SCOPE_KEYS,
        Binding("i", "explain", "meaning", id="figure.explain"),
        COPY_KEY,
        *PERIOD_KEYS,
        LEAVE_KEY,
        Binding("j,down", "move(1)", show=False, id="figure.down"),
        Binding("k,up", "move(-1)", show=False, id="figure.up"),
        Binding("g,home", "top", show=False, id="figure.top"),
        Binding("G,end", "bottom", show=False, id="figure.bottom"),
    ]

    def __init__(self, study: Study, asked: Asked, name: str, *, explained: bool = False) -> None:
        super().__init__(study, asked)
        self.figure_name = name
        self.large = Large()
        self.set_class(explained, "-explained")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self.scope_line
            yield Static("", id="facts")
            yield Static("", id="definition", markup=False)
            yield self.large
        yield KeyBar()

    @property
    def scroll(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def wanted(self) -> Sequence[str]:
        return (self.figure_name,)

    def forget(self) -> None:
        self.large.show(None, self.span())
        self.tell()
        self.refresh_bindings()

    def take(self, figure: Figure) -> None:
        self.large.show(figure, self.span())
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now."""
        return len(self.large.choices) > 0 if action in {"drill", "drill_all"} else True

    def action_explain(self) -> None:
        self.toggle_class("-explained")

    def action_next(self, step: int) -> None:
        place = (ORDER.index(self.figure_name) + step) % len(ORDER)
        self.figure_name, self.shown = ORDER[place], None
        self.large.cursor = 0
        self.scroll.scroll_home(animate=False)
        self.ask()

    def action_drill(self) -> None:
        self.drill(self.found[self.figure_name], [self.large.cursor])

    def action_drill_all(self) -> None:
        self.drill(self.found[self.figure_name], self.large.choices)

    def action_move(self, step: int) -> None:
        """To another row, or the text up and down where there is none to choose."""
        if self.large.choices:
            self.go_to(self.large.cursor + step)
        else:
            self.scroll.scroll_relative(y=3 * step, animate=False)

    def action_top(self) -> None:
        self.go_to(0)
        self.scroll.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.go_to(len(self.large.choices) - 1)
        self.scroll.scroll_end(animate=False)

    def go_to(self, row: int) -> None:
        self.large.go_to(row)
        if not self.large.cursor:
            self.scroll.scroll_home(animate=False)
            return
        region = self.large.virtual_region
        line = self.large.place(self.large.content_size.width)
        self.scroll.scroll_to_region(Region(region.x, region.y + line, 1, 1), animate=False, force=True)
