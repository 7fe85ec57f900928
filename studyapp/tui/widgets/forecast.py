"""The load ahead: a small bar, a number and a weekday for each of the next days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content
from textual.reactive import var

from studyapp.tui.widgets.lines import EIGHTHS, Lines, fit, say

ROWS = 2  # lines of a bar
TALLEST = 8 * ROWS - 1  # eighths of a line; the one left over parts it from the title
NARROW, WIDE, TODAY = 5, 6, 6  # cells of a day


class Forecast(Lines):
    """NEXT FOURTEEN DAYS, as many of them as fit."""

    counts: var[tuple[int, ...]] = var(())
    today = var(date.min)

    def show(self, counts: Sequence[int], today: date) -> None:
        """counts: cards due on each day, the first of which is today."""
        self.counts, self.today = tuple(counts), today
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        title = [say("NEXT FOURTEEN DAYS", "dim")]
        digits = max((len(str(count)) for count in self.counts), default=0)
        steps = [step for step in (WIDE, NARROW) if step > digits and step * len(self.counts) < width]
        step = steps[0] if steps else max(NARROW, digits + 1)
        shown = range(min(len(self.counts), 1 + (width - TODAY) // step))
        columns = [[fit(cell, step if ahead else TODAY) for cell in self.column(ahead)] for ahead in shown]
        return title + [Content("").join(row).rstrip() for row in zip(*columns, strict=True)]

    def column(self, ahead: int) -> list[Content]:
        """One day, from the top: its bar, its number, its name."""
        count, most = self.counts[ahead], max(self.counts)
        height = max(1, round(count / most * TALLEST)) if count else 0
        eighths = [min(8, max(0, height - 8 * row)) for row in reversed(range(ROWS))]
        bars = [say(EIGHTHS[level] * 3, "$text-primary") for level in eighths]
        day = "today" if ahead == 0 else f"{self.today + timedelta(days=ahead):%a}".lower()
        return [*bars, say(count or "·", "" if count else "dim"), say(day, "bold" if ahead == 0 else "dim")]
