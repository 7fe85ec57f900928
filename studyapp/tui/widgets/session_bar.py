"""Where a session stands: deck and card, what is left, how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import var

from studyapp.study.cards.flags import FLAGS
from studyapp.tui.widgets.inline import inline
from studyapp.tui.widgets.lines import FAINT, Lines, fit, say

if TYPE_CHECKING:
    from studyapp.store.marks import Mark

GAP = Content("    ")
LEAST = 12  # cells that the place has before the bar is left out
FLAG_STYLES = (  # by number
    "",
    "$text-error",
    "$text-warning",
    "$text-success",
    "$text-primary",
    "#cf4f8a",  # no theme has a pink and a turquoise: these are legible on dark and on light
    "#17857f",
    "$text-secondary",
)
KINDS = (("new", "$text-primary"), ("learning", "$text-warning"), ("due", "$text-success"))


class SessionBar(Lines):
    """One line, its edges those of the column: deck › title, counts, progress."""

    DEFAULT_CSS = """
    SessionBar { height: 1; margin-bottom: 1; }
    """

    deck = var("")
    title = var("")
    counts = var((0, 0, 0))
    practice = var(0)  # cards outside of the schedule; the counts are 0 then
    done = var(0)
    total = var(0)
    contested = var(False)  # the card's proof is refuted here
    marks: var[Content] = var(Content())  # the learner's, on the card

    def show(
        self,
        deck: str,
        title: str,
        *,
        new: int,
        learning: int,
        due: int,
        practice: int = 0,
        done: int,
        total: int,
        contested: bool = False,
    ) -> None:
        self.deck, self.title, self.contested = deck, title, contested
        self.counts, self.practice = (new, learning, due), practice
        self.done, self.total = done, total
        self.redraw()

    def mark(self, marks: Content) -> None:
        self.marks = marks
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        """Where not all fits, the counts go first; then the title is shortened; then the bar goes."""
        left, number, bar = self.place(), self.number(), self.bar(width)
        signs = [say("⚠ contested", "bold $text-warning")] if self.contested else []
        signs += [self.marks] if self.marks else []
        for least, right in (
            (left.cell_length, [self.tally(), *signs, bar + number]),
            (min(left.cell_length, LEAST), [*signs, bar + number]),
            (0, [*signs, number]),
        ):
            behind = GAP.join([Content(), *right])
            room = max(0, width - behind.cell_length)
            if room >= least:
                break
        return [fit(left, room) + behind]

    def place(self) -> Content:
        deck = say(self.deck, "bold")
        return Content.assemble(deck, say(" › ", "dim"), inline(self.title)) if self.title else deck

    def tally(self) -> Content:
        if self.practice:
            return say(f"{self.practice} to practise", "$text-success")
        parts = [
            say(f"{count} {kind}", style if count else "dim")
            for count, (kind, style) in zip(self.counts, KINDS, strict=True)
        ]
        return say(" · ", "dim").join(parts)

    def bar(self, width: int) -> Content:
        """Of fixed width, so that it stays where it is from card to card."""
        size = 24 if width >= 84 else 12
        filled = round(size * min(self.done, self.total) / self.total) if self.total else 0
        return Content.assemble(("━" * filled, "$text-primary"), ("─" * (size - filled), FAINT), "  ")

    def number(self) -> Content:
        return say(f"{self.done}/{self.total}".rjust(2 * len(str(self.total)) + 1), "dim")


def spell_marks(mark: Mark) -> Content:
    """A flag with its name, a star, a pencil: legible without colour."""
    signs = [say(f"⚑ {FLAGS[mark.flag]}", FLAG_STYLES[mark.flag])] if mark.flag else []
    signs += [say("★", "$text-warning")] if mark.marked else []
    signs += [say("✎", "dim")] if mark.note else []
    return Content("  ").join(signs)
