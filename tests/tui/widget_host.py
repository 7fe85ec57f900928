"""A small app that hosts one widget or more, for tests with real events."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from studyapp.tui.theme import THEMES
from studyapp.tui.widgets.deck_table import DeckTable
from studyapp.tui.widgets.grade_bar import GradeBar

NARROW, WIDE = (80, 24), (120, 40)
SIZES = (NARROW, WIDE)


class Host(App[None]):
    """Keeps the messages that its widgets post."""

    CSS = "#page { scrollbar-size-vertical: 1; }"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012  (as the base class has it)

    def __init__(self, *widgets: Widget, theme: str = "ink") -> None:
        super().__init__()
        self.widgets = widgets
        self.heard: list[Message] = []
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme

    def on_mount(self) -> None:
        self.refresh_css(animate=False)  # the theme that was the default may be one of ours by now

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield from self.widgets

    @on(GradeBar.Graded)
    @on(GradeBar.Revealed)
    @on(DeckTable.Selected)
    def hear(self, message: Message) -> None:
        self.heard.append(message)


def lines(widget: Widget) -> list[str]:
    """The widget as it is painted, without spaces at the end of lines."""
    return [widget.render_line(row).text.rstrip() for row in range(widget.size.height)]


def text(widget: Widget) -> str:
    return "\n".join(lines(widget))
