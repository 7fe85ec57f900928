"""What the drawings share: short numbers, dates, and the place of labels."""

from __future__ import annotations

from datetime import UTC, date, datetime

from textual.content import Content

from studyapp.insight.figure import Cell, Unit
from studyapp.insight.spell import spell
from studyapp.tui.widgets.lines import fit, say


def date_of(day: float) -> date:
    return datetime.fromtimestamp(day * 86400, UTC).date()


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


def ends(left: str, right: str, width: int) -> Content:
    """Two labels below a drawing, at its ends."""
    if len(left) + len(right) >= width:
        return say(right.rjust(width)[-width:], "dim")
    return say(left, "dim") + fit(say(right, "dim"), width - len(left), right=True)
