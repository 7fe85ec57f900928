"""The options of a choice card, listed under the question; after the reveal they stay in place."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual import events
from textual.content import Content
from textual.reactive import var

from studyapp.tui.widgets.inline import inline
from studyapp.tui.widgets.lines import Lines, hang, say


class Choices(Lines):
    """▌ marks what is picked; after the reveal ✓ what is right and ✗ a wrong pick."""

    DEFAULT_CSS = """
    Choices { margin-bottom: 1; }
    """

    labels = var("abcdefghi")
    options: var[list[Content]] = var(list)
    right = var(frozenset[int]())
    picked = var(frozenset[int]())
    multiple = var(False)
    revealed = var(False)

    def show(self, options: Sequence[str], right: Collection[int], *, multiple: bool = False) -> None:
        """Ask anew. options: one line of Markdown each; right: which of them are, counted from 0."""
        self.options = [inline(option) for option in options]
        self.right, self.picked = frozenset(right), frozenset()
        self.multiple, self.revealed = multiple, False
        self.redraw()

    def pick(self, index: int) -> None:
        """Pick an option; where several may be right, pick it or take it back. Nothing after the reveal."""
        if self.revealed or index not in range(len(self.options)):
            return
        self.picked = self.picked ^ {index} if self.multiple else frozenset({index})
        self.redraw()

    def reveal(self) -> None:
        self.revealed = True
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Pick the option under the mouse."""
        below = event.y - self.gutter.top
        for index in range(len(self.options)):
            below -= len(self.option(index, self.content_size.width))
            if below < 0:
                self.pick(index)
                return

    def lines(self, width: int) -> list[Content]:
        return [line for index in range(len(self.options)) for line in self.option(index, width)]

    def option(self, index: int, width: int) -> list[Content]:
        picked, right = index in self.picked, index in self.right
        mark, style, weight = "   ", "dim", "dim" if self.revealed else ""
        if picked and not self.revealed:
            mark, style, weight = "▌  ", "$text-primary", "bold"
        elif self.revealed and right:
            mark, style, weight = " ✓ ", "$text-success", "bold"
        elif picked:
            mark, style, weight = " ✗ ", "$text-error", ""
        head = say(f"{mark}{self.labels[index]}  ", style)
        text = self.options[index]
        if weight:  # what recedes loses its colours, too: dimmed, they would be hard to read
            text = (text.without_spans if weight == "dim" else text).stylize_before(weight)
        is_missed = self.revealed and self.multiple and right and not picked
        return hang(head, text + say("   missed" if is_missed else "", "dim"), width)
