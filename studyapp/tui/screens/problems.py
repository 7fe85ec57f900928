"""Everything that is wrong in the decks and proofs, with its file and line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.deck.card import Problem
from studyapp.sanitise import visible
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.words import counted

MOST = 200  # problems shown; mending the first ones often mends the rest


class Problems(Screen[None]):
    """A list to work through in an editor; the other cards are studied meanwhile."""

    DEFAULT_CSS = """
    Problems {
        align-horizontal: center;
        VerticalScroll { width: 100%; max-width: 92; padding: 1 0 1 1; scrollbar-size-vertical: 1; }
        VerticalScroll > * { margin-right: 1; }
        #title { text-style: bold; margin-bottom: 1; }
        .problem { margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,x", "app.pop_screen", "back", id="problems.leave", key_display="q"),
        Binding("j", "down", show=False, id="problems.down"),
        Binding("k", "up", show=False, id="problems.up"),
    ]

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            count = len(self.problems)
            yield Static(f"{counted(count, 'problem')}; every other card is studied.", id="title")
            for problem in self.problems[:MOST]:
                place = f"{visible(problem.file)}:{problem.line}"
                yield Static(
                    Content.assemble((place, "bold $text-warning"), f"\n{visible(problem.message)}"),
                    classes="problem",
                )
        yield KeyBar()

    def action_down(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=2, animate=False)

    def action_up(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=-2, animate=False)
