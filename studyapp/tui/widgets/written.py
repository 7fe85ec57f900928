"""What the learner wrote for a card the last time, to hold against its answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from studyapp.tui.widgets.lines import Lines, say
from studyapp.tui.widgets.listing import highlight_lines
from studyapp.tui.widgets.surface import Surface


class WrittenLines(Lines):
    """When it was, and the text."""

    def __init__(self, head: str, text: str) -> None:
        super().__init__()
        self.head, self.code = head, highlight_lines(text)

    def lines(self, width: int) -> list[Content]:
        code = [part for line in self.code for part in line.wrap(width) or [Content()]]
        return [*say(self.head, "dim").wrap(width), *code]


class WrittenSheet(Surface):
    """A sheet below the answer."""

    DEFAULT_CSS = """
    WrittenSheet { border-left: outer $foreground 30%; }
    """

    def __init__(self, head: str, text: str) -> None:
        super().__init__()
        self.head, self.text = head, text

    def compose(self) -> ComposeResult:
        yield WrittenLines(self.head, self.text)
