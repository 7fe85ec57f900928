"""Choosing the deck whose statistics are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from studyapp.tui.shown_keys import key_line
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.picker import FRAME, Picker


class DeckChoice(ModalScreen[str | None]):
    """Returns a deck's name, "" for everything; None to stay."""

    DEFAULT_CSS = f"DeckChoice {{{FRAME}}}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,d", "dismiss(None)", "back", id="stats_deck.leave"),
    ]

    def __init__(self, decks: Sequence[tuple[str, str]], current: str) -> None:
        super().__init__()
        self.decks, self.current = decks, current

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Statistics of", id="ask")
            yield Picker(*(say(title) for _, title in self.decks))
            keys = key_line(self.app, ("", "enter", "choose"), ("stats_deck.leave", "esc", "back"))
            yield Static(keys, id="keys")

    def on_mount(self) -> None:
        names = [name for name, _ in self.decks]
        self.query_one(Picker).highlighted = names.index(self.current) if self.current in names else 0

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.decks[event.option_index][0])
