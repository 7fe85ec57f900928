"""Everything that is wrong in the decks and proofs, with its file and line; Enter opens it there."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.deck.card import Problem
from studyapp.sanitise import visible
from studyapp.study.opening import Study
from studyapp.tui.editor import edit_file
from studyapp.tui.files import take_up_or_say
from studyapp.tui.screens.changed import ask_what_changed
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.picker import PAGE
from studyapp.words import counted

MOST = 200  # problems shown; mending the first ones often mends the rest


class ProblemList(OptionList):
    """A place and what is wrong there, each."""

    DEFAULT_CSS = f"ProblemList {{ {PAGE} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "select", "open in your editor", id="problems.edit", key_display="enter"),
        Binding("j", "cursor_down", show=False, id="problems.down"),
        Binding("k", "cursor_up", show=False, id="problems.up"),
        Binding("g", "first", show=False, id="problems.top"),
        Binding("G", "last", show=False, id="problems.bottom"),
    ]


class Problems(Screen[None]):
    """A list to work through; the other cards are studied meanwhile."""

    DEFAULT_CSS = """
    Problems {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 92; padding: 1 1 0 1; }
        #title { text-style: bold; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,x", "app.pop_screen", "back", id="problems.leave", key_display="q"),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="title")
            yield ProblemList()
        yield KeyBar()

    def on_mount(self) -> None:
        self.show_problems()

    def show_problems(self) -> None:
        """List those that there are now; the cursor stays as far down as it was."""
        problems, offers = self.study.reading.problems, self.query_one(ProblemList)
        more = f"; the first {MOST} of them are listed" if len(problems) > MOST else ""
        self.query_one("#title", Static).update(
            f"{counted(len(problems), 'problem')}{more}; every other card is studied."
        )
        before = offers.highlighted or 0
        offers.set_options([Option(tell_problem(problem)) for problem in problems[:MOST]])
        offers.highlighted = min(before, offers.option_count - 1)
        offers.focus()

    @on(OptionList.OptionSelected)
    @work(exclusive=True)
    async def edit(self, event: OptionList.OptionSelected) -> None:
        """Open the file at its line, and take up what became of it."""
        problem = self.study.reading.problems[event.option_index]
        edit_file(self, lambda: self.study.folder.root / problem.file, problem.line)
        if not take_up_or_say(self, self.study):
            return
        await ask_what_changed(self.app, self.study)
        if self.study.reading.problems:
            self.show_problems()
        else:
            self.dismiss()
            self.app.notify("Nothing is wrong any more: every card is studied.")


def tell_problem(problem: Problem) -> Content:
    place = f"{visible(problem.file)}:{problem.line}"
    return Content.assemble((place, "bold $text-warning"), f"\n{visible(problem.message)}")
