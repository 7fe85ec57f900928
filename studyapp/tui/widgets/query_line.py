"""The line that a query is typed on, and what is wrong with it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import var

from studyapp.query.errors import QueryError
from studyapp.sanitise import visible_line, width
from studyapp.tui.widgets.lines import Lines, fit, say
from studyapp.tui.widgets.typed_line import TypedLine

INDENT = 2  # cells before the query


class QueryLine(TypedLine):
    """Letters are letters here: only Enter, Esc, Tab and chords do something else."""

    DEFAULT_CSS = """
    QueryLine {
        width: 1fr;
        height: 1;
        padding: 0;
        background: $background;
        &, &:focus { border: none; background-tint: $background 0%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "screen.to_table", "to the cards", id="query.done", key_display="enter"),
        Binding("escape", "screen.clear", "clear", id="query.clear", key_display="esc"),
        Binding("ctrl+s", "screen.save", "save", id="query.save"),
        Binding("tab", "screen.saved", "saved", id="query.saved", key_display="tab"),
        Binding("f1", "screen.keys", "keys", id="query.keys"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__(text, placeholder="words, or tag:x is:due prop:lapses>3 …", select_on_focus=False)


class Fault(Lines):
    """A caret under the place that is wrong, and what is wrong there; its line is always kept free."""

    DEFAULT_CSS = """
    Fault { height: 1; }
    """

    error: var[QueryError | None] = var(None)
    unfinished = var(False)

    def show(self, error: QueryError, *, unfinished: bool) -> None:
        """`unfinished`: more may yet be typed there, so that it is no mistake so far."""
        self.error, self.unfinished = error, unfinished
        self.redraw()

    def clear(self) -> None:
        self.error = None
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if self.error is None:
            return [Content()]
        style = "dim" if self.unfinished else "bold $text-error"
        return [point(self.error, width, style)]


def point(error: QueryError, room: int, style: str) -> Content:
    """The reason behind its caret, or before it where there is more room."""
    at = INDENT + width(visible_line(error.query[: error.at]))
    behind = say(" " * at + f"^ {error.reason}", style)
    if behind.cell_length <= room:
        return behind
    before = say(f"{error.reason} ^", style)
    if before.cell_length <= at + 1 <= room:
        return before.pad_left(at + 1 - before.cell_length)
    return fit(say(f"  ^ {error.reason}", style), room)
