"""The four grades, in a place that is theirs already before the reveal."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.style import Style

from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.lines import Lines, centre, say

GRADES = (
    ("Again", "$text-error"),
    ("Hard", "$text-warning"),
    ("Good", "$text-success"),
    ("Easy", "$text-primary"),
)
GAP = 5  # cells between grades, at most


class GradeBar(Lines):
    """`1 Again 1m   2 Hard 8m   ▸ 3 Good 4d   4 Easy 11d`; before the reveal, the key that reveals."""

    DEFAULT_CSS = """
    GradeBar { height: 1; }
    """

    class Graded(Message):
        """A grade was clicked: 1 (again) to 4 (easy)."""

        def __init__(self, rating: int) -> None:
            super().__init__()
            self.rating = rating

    class Revealed(Message):
        """The invitation to reveal was clicked."""

    invitation = var(("", ""))
    intervals: var[tuple[str, ...]] = var(())
    proposed: var[int | None] = var(None)

    def wait(self, text: str = "show the answer", key: str = "space") -> None:
        """Before the reveal: say which key does what."""
        self.intervals = ()
        self.invitation = key, text
        self.redraw()

    def offer(self, intervals: Sequence[str], proposed: int | None = None) -> None:
        """After the reveal: the four grades with their intervals, and which one space accepts."""
        self.intervals, self.proposed = tuple(intervals), proposed
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        meta = event.style.meta
        if "rating" in meta:
            self.post_message(self.Graded(meta["rating"]))
        elif "reveal" in meta:
            self.post_message(self.Revealed())

    def lines(self, width: int) -> list[Content]:
        if not self.intervals:
            key, text = self.invitation
            words = Content.assemble(say(key, "bold $text-accent"), "  ", say(text, "dim"))
            return [centre(words.stylize(Style.from_meta({"reveal": True})), width)]
        grades = [self.grade(rating, bare=False) for rating in range(1, 5)]
        if sum(grade.cell_length for grade in grades) + 3 > width:
            grades = [self.grade(rating, bare=True) for rating in range(1, 5)]
        room = width - sum(grade.cell_length for grade in grades)
        gap = Content(" " * max(1, min(GAP, room // 3)))
        return [centre(gap.join(grades), width)]

    def grade(self, rating: int, *, bare: bool) -> Content:
        """Key cap, name and interval; the proposed one has a pointer and a line under its name."""
        name, style = GRADES[rating - 1]
        proposed = rating == self.proposed
        cap = Content.assemble(
            say("▸ " if proposed else "  ", style),
            say(f" {key_of(self.app, f'review.grade{rating}', str(rating))} ", f"bold reverse {style}"),
            " ",
            say(name, f"bold underline {style}" if proposed else f"bold {style}"),
        )
        interval = Content() if bare else say(f" {self.intervals[rating - 1]}", "dim")
        return (cap + interval).stylize(Style.from_meta({"rating": rating}))
