"""The lines that a screen begins with, whatever its width: nothing in them is cut or overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from textual.content import Content
from textual.reactive import var

from studyapp.tui.widgets.lines import Lines, flow, say

GAP = 3  # cells between two parts


class Edges(Lines):
    """A text at the left edge, and at the right one as many others as fit, the first of them first."""

    left: var[Content] = var(Content())
    rights: var[tuple[Content, ...]] = var(())

    def show(self, left: Content, *rights: Content) -> None:
        self.left, self.rights = left, rights
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        room, right = width - self.left.cell_length - GAP, Content()
        for longer in accumulate(self.rights, lambda some, more: some + say(" · ", "dim") + more):
            if longer.cell_length <= room:
                right = longer
        if not right:
            return self.left.wrap(width)
        return [self.left.pad_right(room + GAP - right.cell_length) + right]


class Flow(Lines):
    """Parts behind each other, as many on each line as fit; none is parted but one wider than a line."""

    parts: var[tuple[Content, ...]] = var(())

    def show(self, parts: Sequence[Content]) -> None:
        self.parts = tuple(parts)
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        return flow(self.parts, width, " " * GAP) or [Content()]
