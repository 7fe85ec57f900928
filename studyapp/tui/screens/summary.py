"""The end of a session: what was done, and when the next card comes."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.schedule.fsrs import Rating
from studyapp.study.review.session import Session
from studyapp.tui.widgets.grade_bar import GRADES
from studyapp.tui.widgets.inline import inline
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say
from studyapp.words import counted

SHOWN = 5  # titles of cards that were answered Again


class Summary(Screen[None]):
    """Nothing is left for now."""

    DEFAULT_CSS = """
    Summary {
        align: center middle;
        & > Vertical { width: 64; max-width: 90%; height: auto; }
        #done { text-style: bold; margin-bottom: 1; }
        #forgotten { margin-top: 1; }
        #next { margin-top: 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,q,escape", "leave", "home", id="summary.leave", key_display="enter"),
        Binding("u,ctrl+z", "undo", "undo", id="summary.undo", key_display="u"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        graded = self.session.graded
        with Vertical():
            yield Static(self.spell_done(), id="done", markup=False)
            counts = Counter(graded)
            for rating in Rating:
                if counts[rating]:
                    yield Static(grade_line(rating, counts[rating], len(graded)))
            if forgotten := self.session.forgotten:
                yield Static(self.tell_forgotten(forgotten), id="forgotten")
            yield Static(self.session.spell_rest(), id="next", markup=False)
        yield KeyBar()

    def spell_done(self) -> str:
        count = len(self.session.graded)
        if not count:
            return "Nothing is left to review now."
        seconds = self.session.seconds
        short = seconds < 90
        time = counted(round(seconds), "second") if short else counted(round(seconds / 60), "minute")
        return self.session.spell_done(time)

    def tell_forgotten(self, titles: list[str]) -> Content:
        more = len(titles) - SHOWN
        told = [Content("  ") + inline(title) for title in titles[:SHOWN]]
        told += [say(f"  and {more} more", "dim")] if more > 0 else []
        return Content("\n").join([say("Answered Again:", "dim"), *told])

    def action_leave(self) -> None:
        self.dismiss()

    def action_undo(self) -> None:
        from studyapp.tui.screens.review.screen import Review

        self.app.switch_screen(Review(self.session, undo=True))


def grade_line(rating: Rating, count: int, total: int) -> Content:
    """A grade's name, its share as a bar, and its number."""
    name, colour = GRADES[rating - 1]
    bar = "━" * max(1, round(36 * count / total))
    return Content.assemble((f"{name:<8}", f"bold {colour}"), (bar, colour), f" {count}")
