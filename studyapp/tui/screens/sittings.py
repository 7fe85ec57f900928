"""Choosing another sort of session: some minutes, ahead of the schedule, all at once, or by a query."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studyapp.sanitise import visible
from studyapp.study.review.wanted import Pace, Wanted
from studyapp.tui.screens.asking import Asking
from studyapp.tui.shown_keys import key_line, key_of
from studyapp.tui.widgets.typed_line import TypedLine


class Sittings(Asking[Wanted | None]):
    """Returns what was chosen; None to stay."""

    DEFAULT_CSS = """
    Sittings Input { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="sittings.leave"),
        Binding("q", "dismiss(None)", show=False, id="sittings.leave_too"),
        Binding("j", "move(1)", show=False, id="sittings.down"),
        Binding("k", "move(-1)", show=False, id="sittings.up"),
        Binding("slash", "narrow", "query", id="sittings.query"),
    ]

    def __init__(self, deck: str, title: str) -> None:
        super().__init__()
        self.deck, self.title_ = deck, title

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(f"Another session over {visible(self.title_)}"), id="ask")
            key = key_of(self.app, "sittings.query", "/")
            yield TypedLine(placeholder=f"{key}  only what a query finds: tag:interview is:due rated:7:1")
            yield OptionList(*[Option(words) for words, _ in self.offers()])
            keys = key_line(
                self.app,
                ("", "enter", "start"),
                ("sittings.query", "/", "query"),
                ("sittings.leave", "esc", "back"),
            )
            yield Static(keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def offers(self) -> list[tuple[str, Wanted]]:
        text = self.deck
        return [
            ("as scheduled", Wanted(text)),
            ("10 minutes of it", Wanted(text, minutes=10)),
            ("20 minutes of it", Wanted(text, minutes=20)),
            ("ahead: what falls due in 3 days; no due date moves", Wanted(text, pace=Pace.AHEAD, days=3)),
            ("ahead: what falls due in 7 days", Wanted(text, pace=Pace.AHEAD, days=7)),
            ("cram: all of it, the weakest first; no due date moves", Wanted(text, pace=Pace.CRAM)),
        ]

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        wanted = self.offers()[event.option_index][1]
        query = self.query_one(Input).value.strip()
        if query:
            text = f'deck:"{self.deck}" {query}' if self.deck else query
            wanted = Wanted(text, wanted.minutes, wanted.pace, wanted.days)
        self.dismiss(wanted)

    @on(Input.Submitted)
    def leave_query(self) -> None:
        self.query_one(OptionList).focus()

    def action_narrow(self) -> None:
        self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the query, letters are letters."""
        return not (self.is_typing and (action in {"move", "narrow"}))
