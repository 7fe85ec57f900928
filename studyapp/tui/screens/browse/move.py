"""Choosing the deck that cards are moved to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from studyapp.tui.shown_keys import key_line
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.picker import FRAME, Picker


class Decks(ModalScreen[str | None]):
    """Returns a deck's name; None where nothing is to be moved."""

    DEFAULT_CSS = f"Decks {{{FRAME}}}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "dismiss(None)", "back", id="decks_of.leave"),
    ]

    def __init__(self, decks: Sequence[tuple[str, str]], count: int) -> None:
        super().__init__()
        self.decks, self.count = decks, count

    def compose(self) -> ComposeResult:
        cards = "this card" if self.count == 1 else f"{self.count:,} cards"
        with Vertical():
            yield Static(f"Move {cards} to the end of", id="ask")
            yield Picker(*(spell_deck(name, title) for name, title in self.decks))
            keys = key_line(
                self.app,
                ("", "enter", "move, siblings too"),
                ("decks_of.leave", "esc", "leave them where they are"),
            )
            yield Static(keys, id="keys")

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.decks[event.option_index][0])


def spell_deck(name: str, title: str) -> Content:
    return say(title) + say(f"   {name}.md", "dim")
