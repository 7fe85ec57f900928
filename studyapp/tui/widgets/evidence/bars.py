"""Bars, one per rank, grouped by moment: what grows and shrinks is seen from top to bottom."""

from __future__ import annotations

import math

from textual.content import Content

from studyapp.proof.evidence import Bars
from studyapp.proof.text import spell
from studyapp.tui.widgets.evidence.picture import Picture
from studyapp.tui.widgets.lines import fit, heading, say, widest

GAP = Content("  ")
LONGEST = 48  # cells of a bar


class BarsView(Picture[Bars]):
    """`unshard  rank 0  ▇▇▇▇▇▇▇▇ 1,024 B`."""

    beside: Bars | None = None  # drawn next to these, and so on the same scale

    def picture(self, width: int) -> list[Content]:
        moments = [say(moment) for moment in self.item.moments]
        column = min(widest(moments), width // 3)
        drawn = heading(self.item.title, width)
        for number, moment in enumerate(moments):
            beside = self.group(number, width - column - GAP.cell_length)
            names = [fit(line, column) for line in moment.wrap(max(1, column))]
            for row in range(max(len(beside), len(names))):
                name = names[row] if row < len(names) else Content(" " * column)
                drawn.append(name + GAP + (beside[row] if row < len(beside) else Content()))
        return drawn

    def group(self, moment: int, width: int) -> list[Content]:
        """One moment's bars, a line for each rank."""
        ranks = self.item.values
        names = [say(f"rank {rank}  ", "dim") if len(ranks) > 1 else Content() for rank in range(len(ranks))]
        name, number = widest(names), widest([self.number(value) for value in self.all_values()])
        room = max(1, min(LONGEST, width - name - number - 1))
        drawn = []
        for each, values in zip(names, ranks, strict=True):
            if moment < len(values):
                bar = "▇" * self.length(values[moment], room)
                drawn.append(
                    fit(each, name)
                    + say(bar, "$text-primary")
                    + say(" " if bar else "")
                    + self.number(values[moment])
                )
        return drawn

    def all_values(self) -> list[float]:
        """These, and those beside them."""
        drawn = [self.item, *([self.beside] if self.beside else [])]
        return [value for bars in drawn for rank in bars.values for value in rank]

    def length(self, value: float, room: int) -> int:
        """Cells of a bar; whatever is above zero shows at least one."""
        most = max(filter(math.isfinite, self.all_values()), default=0.0)
        if not math.isfinite(value) or value <= 0:
            return room if value == math.inf else 0
        return max(1, round(value / most * room))

    def number(self, value: float) -> Content:
        whole = math.isfinite(value) and value.is_integer() and abs(value) < 1e15
        unit = f" {self.item.unit}" if self.item.unit else ""
        return say((f"{int(value):,}" if whole else spell(value)) + unit)
