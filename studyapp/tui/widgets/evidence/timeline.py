"""Spans on a time axis, a line for each lane: what ran when, and what ran at the same time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_letters, digits

from textual.content import Content

from studyapp.proof.evidence import Span, Timeline
from studyapp.proof.text import brief
from studyapp.tui.widgets.evidence.curve import place
from studyapp.tui.widgets.evidence.picture import Picture
from studyapp.tui.widgets.lines import FAINT, fit, hang, heading, say, widest

EDGE = say(" │", FAINT)
COLOURS = ("primary", "accent", "success", "secondary", "warning", "error")
LETTERS = ascii_letters + digits  # stand for names that are longer than their bars
ANY = "•"  # for those that come after all letters are taken


@dataclass(frozen=True, slots=True)
class Bar:
    """A span in columns: from the first to just before the last."""

    name: str
    first: int
    last: int

    @property
    def width(self) -> int:
        return self.last - self.first


class TimelineView(Picture[Timeline]):
    """`rank 0 │├forward──────┤├backward───────────┤`."""

    def picture(self, width: int) -> list[Content]:
        title = heading(self.item.title, width)
        known = [span for span in self.item.spans if math.isfinite(span.start) and math.isfinite(span.end)]
        drawn = Drawing(known, self.item.unit, width).lines() if known else []
        unknown = [span for span in self.item.spans if span not in known]
        told = ", ".join(f"{span.name} {span.start:g} to {span.end:g}" for span in unknown)
        if told or not known:
            drawn += hang(say("not drawn: ", "dim"), say(told or "there is no span", "dim"), width)
        return title + drawn


class Drawing:
    """The bars of one timeline at one width."""

    def __init__(self, spans: Sequence[Span], unit: str, width: int) -> None:
        self.width, self.unit = width, unit
        times = [time for span in spans for time in (span.start, span.end)]
        self.low, self.high = min(times), max(times)
        lanes = list(dict.fromkeys(span.lane for span in spans))
        self.margin = min(widest([say(lane, "dim") for lane in lanes]), width // 3)
        self.columns = max(2, width - self.margin - EDGE.cell_length)
        self.lanes = {lane: pack([self.bar(span) for span in spans if span.lane == lane]) for lane in lanes}
        names = list(dict.fromkeys(span.name for span in spans))
        self.styles = {name: f"$text-{COLOURS[number % len(COLOURS)]}" for number, name in enumerate(names)}
        bars = [bar for rows in self.lanes.values() for row in rows for bar in row]
        long = [name for name in names if any(bar.name == name and not fits(bar) for bar in bars)]
        free = [letter for letter in LETTERS if letter not in names]
        self.letters = {name: free[n] if n < len(free) else ANY for n, name in enumerate(long)}

    def bar(self, span: Span) -> Bar:
        """At least one column wide, whatever its length."""
        first = min(place(span.start, self.low, self.high, self.columns + 1), self.columns - 1)
        last = place(span.end, self.low, self.high, self.columns + 1)
        return Bar(span.name, first, max(last, first + 1))

    def lines(self) -> list[Content]:
        drawn = [line for lane, rows in self.lanes.items() for line in self.lane(lane, rows)]
        return [*drawn, self.floor(), *self.keys()]

    def lane(self, lane: str, rows: list[list[Bar]]) -> list[Content]:
        """One line of bars; more of them where spans of the lane overlap, or its name is long."""
        names = say(lane, "dim").wrap(max(1, self.margin))
        blank = Content()
        return [
            fit(names[row] if row < len(names) else blank, self.margin)
            + EDGE
            + (self.row(rows[row]) if row < len(rows) else blank)
            for row in range(max(len(names), len(rows)))
        ]

    def row(self, bars: list[Bar]) -> Content:
        line = Content()
        for bar in bars:
            line = line.pad_right(bar.first - line.cell_length) + self.draw(bar)
        return line

    def draw(self, bar: Bar) -> Content:
        """`├name──┤`, or the name's letter where the bar is too short for it."""
        letter = self.letters.get(bar.name)
        name, style = say(bar.name if fits(bar) or letter is None else letter), self.styles[bar.name]
        if bar.width == 1:
            return name.stylize(style)
        if bar.width == 2:
            return (name + Content("┤")).stylize(style)
        rest = bar.width - 2 - name.cell_length
        return Content.assemble("├", name, "─" * rest, "┤").stylize(style)

    def floor(self) -> Content:
        """Where time begins and ends."""
        first, last = say(brief(self.low), "dim"), say(f"{brief(self.high)} {self.unit}".rstrip(), "dim")
        line = Content(" " * (self.margin + EDGE.cell_length)) + first
        if first.cell_length + last.cell_length >= self.columns:
            return line + say(" to ", "dim") + last
        return line + fit(last, self.columns - first.cell_length, right=True)

    def keys(self) -> list[Content]:
        """What each letter stands for, as many beside each other as fit."""
        indent = Content(" " * (self.margin + EDGE.cell_length))
        keys = [
            say(letter, f"bold {self.styles[name]}") + say(f" {name}")
            for name, letter in self.letters.items()
        ]
        rows: list[Content] = []
        for key in keys:
            if rows and rows[-1].cell_length + 3 + key.cell_length <= self.columns:
                rows[-1] = rows[-1] + Content("   ") + key
            else:
                rows.append(key)
        return [line for row in rows for line in hang(indent, row, self.width)]


def fits(bar: Bar) -> bool:
    """Whether the name stands between the bar's ends; one of one cell always stands somewhere."""
    return say(bar.name).cell_length <= max(1, bar.width - 2)


def pack(bars: list[Bar]) -> list[list[Bar]]:
    """As few rows as hold the bars without any lying on another."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.first, -bar.last)):
        free = next((row for row in rows if row[-1].last <= bar.first), None)
        if free is None:
            rows.append([bar])
        else:
            free.append(bar)
    return rows
