"""Checks and exceptions, in columns: what was claimed, and what came out.

Where one of them shows the card's answer, the others that hold are folded into a line.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import var

from studyapp.proof.evidence import Check, Raises
from studyapp.proof.text import blame, explain_check, explain_raises, glyph
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.lines import Lines, hang, say
from studyapp.words import counted

GAP = "   "


class Checks(Lines):
    """Every check of a run in its order; one widget, so that their columns align."""

    DEFAULT_CSS = """
    Checks { display: none; }
    """

    items: var[tuple[Check | Raises, ...]] = var(())
    own = var("")  # the name of the card's; "" where all stand alike
    over = var(False)  # no more of them come
    unfolded = var(False)

    def belong(self, own: str) -> None:
        """Show this one, and fold the others."""
        self.own, self.over, self.unfolded = own, False, False
        self.redraw()

    def conclude(self) -> None:
        """Where the card's own never came, show the others."""
        self.over = True
        self.redraw()

    def unfold(self) -> None:
        """Show all of them, or fold them again."""
        self.unfolded = not self.unfolded
        self.redraw()

    @property
    def folds(self) -> bool:
        """Whether there are some that need not be seen."""
        there = bool(self.own) and (not self.over or any(item.name == self.own for item in self.items))
        return there and len(self.shown) < len(self.items)

    @property
    def shown(self) -> tuple[Check | Raises, ...]:
        """The card's own, and those that failed."""
        return tuple(item for item in self.items if item.name == self.own or not item.passed)

    def add(self, items: Iterable[Check | Raises]) -> None:
        self.show((*self.items, *items))

    def show(self, items: tuple[Check | Raises, ...]) -> None:
        self.items, self.display = items, bool(items)
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        folded = self.folds and not self.unfolded
        items = self.shown if folded else self.items
        pairs = [(head(item), told(item)) for item in items]
        column = best_column(pairs, width)
        drawn = [line for name, outcome in pairs for line in row(name, outcome, column, width)]
        return [*drawn, *self.tell_folded(len(self.items) - len(items), width)] if folded else drawn

    def tell_folded(self, count: int, width: int) -> list[Content]:
        key = say(key_of(self.app, "review.checks", "a"), "bold $text-accent")
        told = say(f"{counted(count, 'other check')} of the proof hold{'' if count > 1 else 's'}: ", "dim")
        return Content.assemble("  ", told, key, say(" shows them", "dim")).wrap(width)


def head(item: Check | Raises) -> Content:
    mark = say(glyph(item.passed), "$text-success" if item.passed else "bold $text-error")
    return Content.assemble(mark, " ", say(item.name, "" if item.passed else "bold"))


def told(item: Check | Raises) -> Content:
    outcome = explain_check(item) if isinstance(item, Check) else explain_raises(item)
    return say(outcome + blame(item), "dim" if item.passed else "")


def beside(name: Content, outcome: Content, column: int, width: int) -> bool:
    return name.cell_length <= column and column + len(GAP) + outcome.cell_length <= width


def best_column(pairs: list[tuple[Content, Content]], width: int) -> int:
    """The width of names with which most outcomes stand beside theirs."""
    widths = sorted({name.cell_length for name, _ in pairs})
    return max(widths, key=lambda column: sum(beside(*pair, column, width) for pair in pairs), default=0)


def row(name: Content, outcome: Content, column: int, width: int) -> list[Content]:
    """One check: its outcome in the column, else right behind its name, else below it."""
    if not beside(name, outcome, column, width):
        column = name.cell_length
    if beside(name, outcome, column, width):
        return [name.pad_right(column - name.cell_length) + Content(GAP) + outcome]
    return [*hang(name[:2], name[2:], width), *hang(Content("    "), outcome, width)]
