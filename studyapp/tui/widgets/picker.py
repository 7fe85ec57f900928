"""A list to choose one thing from: in the frame of a modal screen, or filling a page."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

FRAME = """
    align: center middle;
    & > Vertical {
        width: 64;
        max-width: 94%;
        height: auto;
        max-height: 94%;
        padding: 1 2;
        background: $panel;
        border-left: outer $accent;
    }
    #ask { text-style: bold; margin-bottom: 1; }
    #keys { margin-top: 1; color: $text-muted; }
"""

PAGE = """
    height: 1fr;
    padding: 0;
    background: $background;
    scrollbar-size-vertical: 1;
    &, &:focus { border: none; background-tint: $background 0%; }
    & > .option-list--option { padding: 0 1; }
    & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
        color: $text;
        background: $panel;
        text-style: none;
    }
"""


class Picker(OptionList):
    """Moves with j and k as every list does; Enter chooses."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Picker {
        height: auto;
        max-height: 12;
        padding: 0;
        background: $panel;
        scrollbar-size-vertical: 1;
        &, &:focus { border: none; background-tint: $background 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
            color: $text;
            background: $surface;
            text-style: bold;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False, id="picker.down"),
        Binding("k", "cursor_up", show=False, id="picker.up"),
        Binding("g", "first", show=False, id="picker.top"),
        Binding("G", "last", show=False, id="picker.bottom"),
    ]
