"""Widgets that draw themselves as lines of text, from the width they are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from studyapp.sanitise import visible

FAINT = "$foreground 30%"  # for tracks and axes, which need not be read
EIGHTHS = " ▁▂▃▄▅▆▇█"
SPACES = {ord("\n"): " ", ord("\t"): " "}


class Lines(Widget):
    """Draws lines(width); call redraw() when what they show has changed."""

    DEFAULT_CSS = """
    Lines {
        width: 1fr;
        height: auto;
        color: $text;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    _drawn: tuple[int, list[Content]] | None = None

    def lines(self, width: int) -> list[Content]:
        """What to show, each line at most `width` cells wide."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again, and lay out again only where the number of lines changed."""
        self._drawn = None
        width, height = self.content_size
        self.refresh(layout=width == 0 or len(self.draw(width)) != height)

    def draw(self, width: int) -> list[Content]:
        """The lines at this width, kept until the next redraw()."""
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = width, self.lines(width)
        return self._drawn[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.draw(width))

    def render(self) -> Content:
        return Content("\n").join(self.draw(self.content_size.width))


def say(text: object, style: str | Style = "") -> Content:
    """One line of text from a card or a proof: never markup, and never a command to the terminal."""
    return Content.styled(visible(str(text)).translate(SPACES), style)


def join(cells: Iterable[tuple[str, str]]) -> Content:
    """Characters, each with its style, as one line."""
    runs = groupby(cells, key=lambda cell: cell[1])
    return Content.assemble(*(("".join(character for character, _ in run), style) for style, run in runs))


def fit(content: Content, width: int, *, right: bool = False) -> Content:
    """Exactly `width` cells: padded, or cut with an ellipsis."""
    content = content.truncate(width, ellipsis=True)
    missing = width - content.cell_length
    return content.pad_left(missing) if right else content.pad_right(missing)


def centre(content: Content, width: int) -> Content:
    return content.pad_left(max(0, (width - content.cell_length) // 2))


def hang(head: Content, text: Content, width: int) -> list[Content]:
    """The text behind its head, wrapped; later lines stand under the text's first."""
    indent = head.cell_length
    least = min(8, max(1, width // 2))  # cells of text, however wide the head is
    first, *rest = text.wrap(max(least, width - indent)) or [Content()]
    return [head + first, *(line.pad_left(indent) for line in rest)]


def flow(parts: Sequence[Content], width: int, between: str = " · ") -> list[Content]:
    """As many parts on each line as fit; none is parted but one wider than a line."""
    lines: list[Content] = []
    for part in parts:
        longer = lines[-1] + say(between, "dim") + part if lines else part
        if lines and longer.cell_length <= width:
            lines[-1] = longer
        else:
            lines += part.wrap(width)
    return lines


def heading(title: str, width: int) -> list[Content]:
    """A title above a picture, or no line at all."""
    return say(title, "bold").wrap(width) if title else []


def widest(contents: list[Content]) -> int:
    return max((content.cell_length for content in contents), default=0)
