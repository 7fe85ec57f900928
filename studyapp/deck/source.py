"""A deck's text: its lines, the bytes that are no text, and pieces cut out of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from studyapp.deck.prose import Gap, Prose, Slot

NEWLINE = re.compile(r"\r\n?|\n")
NO_TEXT = re.compile("[\udc80-\udcff\0]")
BOM = "\ufeff"
QUOTE = re.compile(r" {0,3}>")
BLANKS = " \t"
TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the rest of one: [start, end) of the text, shown after `indent` spaces."""

    start: int
    end: int
    indent: int = 0


@dataclass(frozen=True)
class Source:
    """The text of a deck, every line ended by one newline character, NUL and broken bytes replaced."""

    text: str
    bad_lines: tuple[int, ...]  # counted from 0

    @classmethod
    def read(cls, content: bytes) -> Source:
        """Decode a file; what is no UTF-8, and NUL, becomes U+FFFD one for one and is noted by its line."""
        raw = NEWLINE.sub("\n", decode(content))
        text = NO_TEXT.sub("\ufffd", raw)
        if text == raw:
            return cls(text, ())
        return cls(text, tuple(i for i, line in enumerate(raw.split("\n")) if NO_TEXT.search(line)))

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line_at(self, offset: int) -> int:
        """The line, counted from 0, that an offset lies in."""
        return bisect_right(self.starts, offset) - 1

    def line(self, number: int) -> Line:
        """A whole line, counted from 0, without its newline."""
        last = number + 1 >= len(self.starts)
        return Line(self.starts[number], len(self.text) if last else self.starts[number + 1] - 1)

    def cut(self, line: Line) -> str:
        return self.text[line.start : line.end]

    def unquoted(self, first: int, stop: int) -> list[Line]:
        """The lines of a block quote without their `>`, as Markdown sees them."""
        return self.trimmed(self._unquoted(self.line(number)) for number in range(first, stop))

    def dedented(self, first: int, stop: int, columns: int) -> list[Line]:
        """Whole lines [first, stop) without up to `columns` columns of white space before each."""
        return [self._shifted(self.line(number), 0, columns) for number in range(first, stop)]

    def trimmed(self, lines: Iterable[Line]) -> list[Line]:
        """The lines without the blank ones at both ends."""
        every = list(lines)
        written = [number for number, line in enumerate(every) if self.cut(line).strip(BLANKS)]
        return every[written[0] : written[-1] + 1] if written else []

    def prose(self, lines: list[Line], spans: Iterable[Gap | Slot] = ()) -> Prose:
        """Markdown made of lines, with those spans of the text that lie in them."""
        pieces = [" " * line.indent + self.cut(line) for line in lines]
        return Prose("\n".join(pieces), tuple(moved(lines, list(spans))))

    def _unquoted(self, line: Line) -> Line:
        quote = QUOTE.match(self.text, line.start, line.end)
        if quote:
            column = quote.end() - line.start
            return self._shifted(Line(quote.end(), line.end), column, column + 1)
        # A lazy line continues a paragraph: deep enough in, a run of = can't underline one.
        return line if self.cut(line).strip("=" + BLANKS) else Line(line.start, line.end, TAB)

    def _shifted(self, line: Line, column: int, columns: int) -> Line:
        """Leave out white space up to a column of the file; tabs beyond it become spaces."""
        start, column = self._skip(line.start, line.end, column, columns)
        rest, width = self._skip(start, line.end, column, len(self.text))
        if column <= columns and "\t" not in self.text[start:rest]:
            return Line(start, line.end)
        return Line(rest, line.end, width - columns)

    def _skip(self, start: int, end: int, column: int, columns: int) -> tuple[int, int]:
        """Where the white space from `start` ends or has reached a column, and that column."""
        while start < end and self.text[start] in BLANKS and column < columns:
            column += TAB - column % TAB if self.text[start] == "\t" else 1
            start += 1
        return start, column


def decode(content: bytes) -> str:
    """The text of a file without its byte order mark; broken bytes become lone surrogates."""
    return content.decode("utf-8", "surrogateescape").removeprefix(BOM)


def moved(lines: list[Line], spans: list[Gap | Slot]) -> Iterator[Gap | Slot]:
    """Spans of the text at their offsets in the prose made of these lines."""
    if not spans:
        return
    starts = [line.start for line in lines]
    shifts = []
    length = 0
    for line in lines:
        shifts.append(length + line.indent - line.start)
        length += line.indent + line.end - line.start + 1
    for span in spans:
        start, end = (shifts[bisect_right(starts, at) - 1] + at for at in (span.start, span.end))
        yield replace(span, start=start, end=end)
