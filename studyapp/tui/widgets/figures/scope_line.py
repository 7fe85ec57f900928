"""Whose figures of which period are shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from studyapp.tui.widgets.lines import Lines, fit, say
from studyapp.words import plural

LEAST = 12  # cells that a name has before the count behind it is left out


class ScopeLine(Lines):
    """`Everything › last 90 days      30 days  [90 days]  year  all`; of a query, how many cards it finds."""

    DEFAULT_CSS = """
    ScopeLine { height: 1; }
    """

    def __init__(self, periods: Sequence[str]) -> None:
        super().__init__()
        self.periods = periods
        self.name_, self.period = "", ""
        self.cards: int | None = None

    def show(self, name: str, cards: int | None, period: str) -> None:
        self.name_, self.cards, self.period = name, cards, period
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        choices = [
            say(f"[{period}]", "bold $text-accent") if period == self.period else say(f" {period} ", "dim")
            for period in self.periods
        ]
        right = Content("").join(choices)
        left = self.left(max(1, width - right.cell_length - 1))
        return [(left + say(" ") + right).truncate(width)]

    def left(self, room: int) -> Content:
        """All of it, or without the period that is marked on the right, or as much of the name as fits."""
        last = "all time" if self.period == "all" else f"last {self.period}"
        count = "" if self.cards is None else f" · {self.cards:,} {plural(self.cards, 'card')}"
        name, behind = say(self.name_, "bold"), say(count, "dim")
        for line in (name + behind + say(f" › {last}", "bold"), name + behind):
            if line.cell_length <= room:
                return fit(line, room)
        short = max(room - behind.cell_length, 0)
        return fit(name, room) if short < LEAST else fit(name, short) + behind
