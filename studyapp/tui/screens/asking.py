"""A small question over the screen, answered by a key."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

Answer = TypeVar("Answer")
MOMENT = 0.7  # seconds that it takes to see a sheet that nobody asked for


class Asking(ModalScreen[Answer]):
    """A sheet in the middle: `#ask` on top, `#keys` below, and between them a line, a list or a text."""

    DEFAULT_CSS = """
    Asking {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 94%;
            height: auto;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        #ask { text-style: bold; margin-bottom: 1; }
        #keys { margin-top: 1; color: $text-muted; }
        Input { border: none; height: 1; padding: 0 1; background: $surface; }
        Input:focus { border: none; }
        OptionList {
            height: auto;
            padding: 0;
            background: $panel;
            &, &:focus { border: none; }
            & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
                color: $background;
                background: $primary;
                text-style: bold;
            }
        }
    }
    """

    def action_move(self, step: int) -> None:
        """Go up or down in the list."""
        offers = self.query_one(OptionList)
        if step > 0:
            offers.action_cursor_down()
        else:
            offers.action_cursor_up()

    @property
    def is_typing(self) -> bool:
        """Letters are letters then."""
        return isinstance(self.focused, Input)


class Unasked(Asking[Answer]):
    """Opens by itself, under keys meant for what stood there: none decides before it could be seen."""

    listens = False

    def on_mount(self) -> None:
        self.call_after_refresh(self.set_timer, MOMENT, self.listen)

    def listen(self) -> None:
        self.listens = True
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.listens
