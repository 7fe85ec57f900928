"""Choosing a card's flag."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from studyapp.study.cards.flags import FLAGS
from studyapp.tui.screens.asking import Asking
from studyapp.tui.widgets.session_bar import FLAG_STYLES


class Flags(Asking[int | None]):
    """Returns the flag's number, 0 for none; None where nothing was chosen."""

    DEFAULT_CSS = """
    Flags > Vertical { width: 40; border-left: outer $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(f"{n}", f"flag({n})", show=False, id=f"flags.{n}") for n in range(len(FLAGS))],
        Binding("q,escape,f", "dismiss(None)", "back", id="flags.leave"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Flag this card", id="ask")
            for number in (*range(1, len(FLAGS)), 0):
                sign = ("⚑ ", FLAG_STYLES[number]) if number else "  "
                yield Static(Content.assemble((f"{number}  ", "bold $text-accent"), sign, FLAGS[number]))

    def action_flag(self, number: int) -> None:
        self.dismiss(number)
