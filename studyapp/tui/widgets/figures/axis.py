"""What the drawings share: short numbers, dates, and the place of labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from textual.content import Content

from studyapp.insight.figure import Cell, Unit
from studyapp.insight.spell import spell
from studyapp.schedule.days import date_of
from studyapp.tui.widgets.lines import FAINT, fit, say

EPOCH = date(1970, 1, 1)
LONG = 300  # days from which on an axis needs the year
QUARTERS = (4, 7, 10)  # the months that they begin in, after the year's
APART = 2  # cells between two labels of an axis

Label = tuple[int, str]  # the cell that it begins at, and its text


def short(value: Cell, unit: Unit) -> str:
    """As an axis has room for it: "24 Aug", "80", "1.2k"."""
    if value is None or isinstance(value, str):
        return spell(value, unit)
    match unit:
        case "day":
            return f"{date_of(value):%-d %b}"
        case "share":
            return f"{100 * value:.0f}"
        case "hour":
            return f"{value:.0f}"
    return count(value)


def count(value: float) -> str:
    """With three digits or fewer."""
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.1f}".removesuffix(".0")[:4].removesuffix(".") + sign
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def spread(labels: Iterable[Label], width: int, apart: int = APART) -> str:
    """The labels on one line, the most important first: one that would touch an earlier one is left out."""
    kept: list[Label] = []

    def is_clear(at: int, end: int) -> bool:
        apart_from = (at >= other + len(word) + apart or other >= end + apart for other, word in kept)
        return at >= 0 and end <= width and all(apart_from)

    for at, text in labels:
        if is_clear(at, at + len(text)):
            kept.append((at, text))
    line = ""
    for at, text in sorted(kept):
        line = line.ljust(at) + text
    return line


def dates(first: float, last: float, width: int, place: Callable[[float], int]) -> Content:
    """The dates below a drawing: both ends, and as many months between them as there is room for.

    `place` says which cell a day is at. Over a long time the ends are months with their year, between them
    are years first, and then quarters.
    """
    is_long = last - first > LONG
    left, right = (f"{date_of(day):{'%b %Y' if is_long else '%-d %b'}}" for day in (first, last))
    if len(left) + APART + len(right) > width:
        return ends(left, right, width)
    begun = [(place((day - EPOCH).days), day) for day in beginnings(date_of(first), date_of(last))]
    years = [(at, f"{day:%Y}") for at, day in begun if is_long and day.month == 1]
    months = [(at, f"{day:%b}") for at, day in begun if not is_long or day.month in QUARTERS]
    return say(spread([(0, left), (width - len(right), right), *years, *months], width), "dim")


def beginnings(first: date, last: date) -> Iterator[date]:
    """The first day of each month that begins after `first`."""
    month = 12 * first.year + first.month  # of the next one, counted from January of year 0
    while (begins := date(month // 12, month % 12 + 1, 1)) <= last:
        yield begins
        month += 1


def axis(label: Content | None, margin: int) -> Content:
    """One line of the upright axis, `margin` cells wide: a tick where it has a label."""
    return fit(label or Content(), margin - 2, right=True) + say(" ┤" if label else " │", FAINT)


def ends(left: str, right: str, width: int) -> Content:
    """Two labels below a drawing, at its ends."""
    if len(left) + len(right) >= width:
        return say(right.rjust(width)[-width:], "dim")
    return say(left, "dim") + fit(say(right, "dim"), width - len(left), right=True)
