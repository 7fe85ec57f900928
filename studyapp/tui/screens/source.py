"""A proof's file, to read."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.highlight import highlight
from textual.screen import ModalScreen
from textual.widgets import Static

from studyapp.proof.source.catalogue import Entry
from studyapp.sanitise import visible
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.sheet import Shades


class Source(ModalScreen[None]):
    """The whole file, highlighted."""

    DEFAULT_CSS = """
    Source {
        align-horizontal: center;
        background: $background;
        VerticalScroll { width: 100%; max-width: 112; padding: 1 2; scrollbar-size-vertical: 1; }
        #path { color: $text-muted; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,s", "leave", "back", id="source.leave", key_display="q"),
        Binding("j", "scroll(1)", show=False, id="source.down"),
        Binding("k", "scroll(-1)", show=False, id="source.up"),
        Binding("g", "scroll(-9999)", show=False, id="source.top"),
        Binding("G", "scroll(9999)", show=False, id="source.bottom"),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self.entry.path, id="path", markup=False)
            yield Static(highlight(visible(self.entry.source), language="python", theme=Shades), id="code")
        yield KeyBar()

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        self.dismiss(None)
