"""What is shown where the folder cannot be opened: what, where, and what next."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from studyapp.errors import StudyError, capitalised
from studyapp.sanitise import visible
from studyapp.tui.widgets.key_bar import KeyBar


class Trouble(Screen[None]):
    """Nothing can be studied, and nothing was changed."""

    DEFAULT_CSS = """
    Trouble {
        align: center middle;
        & > Vertical { width: 80; max-width: 90%; height: auto; }
        #what { color: $text-error; text-style: bold; margin-bottom: 1; }
        #where { color: $text-muted; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "leave", "quit", id="trouble.leave")]

    def __init__(self, error: StudyError) -> None:
        super().__init__()
        self.error = error

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(f"! {visible(capitalised(self.error.what))}", id="what", markup=False)
            yield Static(visible(self.error.where), id="where", markup=False)
            yield Static(visible(self.error.todo), id="todo", markup=False)
        yield KeyBar()

    def action_leave(self) -> None:
        self.app.exit(return_code=1)
