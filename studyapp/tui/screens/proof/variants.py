"""Choosing how to change a proof: break it, or turn a knob."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from studyapp.proof.draws import Value
from studyapp.proof.source.catalogue import Entry
from studyapp.study.proofs.turning import Change, without_defaults
from studyapp.tui.shown_keys import key_line, pair_of
from studyapp.tui.widgets.knobs import BREAK, TURN, Knobs
from studyapp.tui.widgets.lines import say


class Variants(ModalScreen[Change | None]):
    """Returns what is to be run; None where nothing was chosen."""

    DEFAULT_CSS = """
    Variants {
        align: center middle;
        & > Vertical {
            width: 76;
            max-width: 94%;
            height: auto;
            padding: 1 2;
            background: $panel;
            border-left: outer $accent;
        }
        #ask { text-style: bold; margin-bottom: 1; }
        #told { height: auto; margin-top: 1; color: $text-warning; display: none; }
        #keys { margin-top: 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,b", "leave", "back", id="variants.leave"),
    ]

    def __init__(self, entry: Entry, values: Mapping[str, Value], at: str = "") -> None:
        """values: where draws and knobs stand; at: the one that was turned last."""
        super().__init__()
        self.entry, self.values, self.at = entry, values, at

    def compose(self) -> ComposeResult:
        keys = [("", "enter", "run it")]
        keys += (
            [("", pair_of(self.app, "knobs.less"), "turn"), ("", "=", "type a value")]
            if self.entry.adjustable
            else []
        )
        with Vertical():
            yield Static(name_changes(self.entry), id="ask")
            yield Knobs(self.entry, dict(self.values))
            yield Static("", id="told", markup=False)
            keys += [("variants.leave", "esc", "back")]
            yield Static(key_line(self.app, *keys), id="keys")

    def on_mount(self) -> None:
        knobs = self.query_one(Knobs)
        knobs.focus()
        if self.at in knobs.values:
            knobs.highlighted = knobs.get_option_index(TURN + self.at)
        else:
            knobs.action_first()

    @on(Knobs.Told)
    def tell(self, event: Knobs.Told) -> None:
        told = self.query_one("#told", Static)
        told.update(say(event.text) if event.text else Content())
        told.display = bool(event.text)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Run the variant, or the proof with the values as they stand now."""
        chosen = event.option_id or ""
        knobs = self.query_one(Knobs)
        if not knobs.set_typed():
            return
        values = without_defaults(self.entry, knobs.values)
        if chosen.startswith(BREAK):
            self.dismiss(Change(values, chosen.removeprefix(BREAK)))
        elif values == without_defaults(self.entry, self.values):
            keys = pair_of(self.app, "knobs.less")
            self.tell(Knobs.Told(f"Nothing is turned yet: {keys} change it, or type a value."))
        else:
            self.dismiss(Change(values))

    def action_leave(self) -> None:
        self.dismiss(None)


def name_changes(entry: Entry) -> str:
    """What can be done with this proof, as the title of the list."""
    if not entry.variants:
        return "Turn a knob"
    return "Break it, or turn a knob" if entry.adjustable else "Break it"
