"""A private note on a card."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from studyapp.sanitise import visible
from studyapp.tui.screens.asking import Asking
from studyapp.tui.shown_keys import key_line


class Note(Asking[str | None]):
    """Returns the text; None where it is to stay as it was."""

    DEFAULT_CSS = """
    Note {
        & > Vertical { border-left: outer $accent; }
        #ask { margin-bottom: 0; }
        #about { color: $text-muted; margin-bottom: 1; }
        TextArea { height: 8; border: none; padding: 0 1; background: $surface; }
        TextArea:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep", "keep", id="note.keep", priority=True),
        Binding("ctrl+s", "keep", show=False, id="note.save", priority=True),
        Binding("ctrl+g", "dismiss(None)", "as it was", id="note.leave", priority=True),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.about, self.text = title, text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Your note", id="ask")
            yield Static(Content(visible(self.about)), id="about")
            yield TextArea(self.text, soft_wrap=True, show_line_numbers=False)
            keys = key_line(
                self.app, ("note.keep", "esc", "keep it"), ("note.leave", "^g", "leave it as it was")
            )
            yield Static(keys, id="keys")

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def action_keep(self) -> None:
        self.dismiss(self.query_one(TextArea).text.strip())
