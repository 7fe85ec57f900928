"""The command palette, made safe for fast fingers."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette


class Palette(CommandPalette):
    """Ends once: a second Enter that was typed with the first would take the screen below away."""

    DEFAULT_CSS = """
    Palette > Vertical { &, &:dark { background: $panel; } }
    Palette SearchIcon { display: none; }
    Palette CommandInput { padding-left: 1; }
    """

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()
