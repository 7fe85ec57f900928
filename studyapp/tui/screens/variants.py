"""Choosing how to break a proof."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.proof.source.catalogue import Entry
from studyapp.sanitise import visible


class Variants(ModalScreen[str]):
    """Returns the chosen variant's name; "" where none was chosen."""

    DEFAULT_CSS = """
    Variants {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 94%;
            height: auto;
            padding: 1 2;
            background: $panel;
            border-left: outer $accent;
        }
        #ask { text-style: bold; margin-bottom: 1; }
        OptionList {
            height: auto;
            max-height: 16;
            padding: 0;
            background: $panel;
            &, &:focus { border: none; }
            & > .option-list--option-highlighted {
                color: $text;
                background: $panel;
                text-style: reverse;
            }
        }
        #keys { margin-top: 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,b", "leave", "back", id="variants.leave"),
        Binding("j", "cursor_down", show=False, id="variants.down"),
        Binding("k", "cursor_up", show=False, id="variants.up"),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Break it, and watch which check falls", id="ask")
            yield OptionList(
                *[
                    Option(
                        Content.assemble(
                            (f"  {visible(v.name)}", "bold"), f"\n    falls at “{visible(v.at)}”"
                        ),
                        id=str(i),
                    )
                    for i, v in enumerate(self.entry.variants)
                ]
            )
            yield Static("enter  run it    esc  back", id="keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.entry.variants[event.option_index].name)

    def action_cursor_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_cursor_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_leave(self) -> None:
        self.dismiss("")
