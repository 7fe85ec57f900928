"""A leech: a card forgotten so often that something about it should change."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from studyapp.sanitise import visible
from studyapp.study.review.lapses import Lapse
from studyapp.tui.screens.asking import Unasked
from studyapp.tui.shown_keys import key_rows, sign


class Remedy(StrEnum):
    """What to do about it."""

    REWRITE = "rewrite"
    SUSPEND = "suspend"
    RESET = "reset"


OFFERS = (
    ("e", Remedy.REWRITE, "rewrite it: ask less, or split it in two"),
    ("at", Remedy.SUSPEND, "suspend it: it comes no more until you resume it"),
    ("0", Remedy.RESET, "start it again, as a new card"),
)


class Leech(Unasked[Remedy | None]):
    """Returns what was chosen; None to go on as before."""

    DEFAULT_CSS = """
    Leech {
        & > Vertical { border-left: outer $warning; }
        #ask { margin-bottom: 0; }
        #weakest { color: $text-muted; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *[
            Binding(key, f"choose('{remedy.value}')", show=False, id=f"leech.{remedy.value}")
            for key, remedy, _ in OFFERS
        ],
        Binding("q,escape,enter,space", "dismiss(None)", "go on", id="leech.leave"),
    ]

    def __init__(self, lapse: Lapse) -> None:
        super().__init__()
        self.lapse = lapse

    def compose(self) -> ComposeResult:
        name = visible(self.lapse.card.title or self.lapse.card.id)
        with Vertical():
            times = "once" if self.lapse.lapses == 1 else f"{self.lapse.lapses} times"
            yield Static(Content(f"“{name}” was forgotten {times}: a leech."), id="ask")
            yield Static(Content(visible(self.lapse.spell_weakest())), id="weakest")
            offers = [(f"leech.{remedy.value}", sign(key), words) for key, remedy, words in OFFERS]
            yield from map(Static, key_rows(self.app, *offers, ("leech.leave", "esc", "go on as before")))

    def action_choose(self, remedy: str) -> None:
        self.dismiss(Remedy(remedy))
