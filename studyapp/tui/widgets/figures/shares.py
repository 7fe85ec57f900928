"""A line for each row: its name, its share as a bar, and its numbers."""

from __future__ import annotations

from textual.content import Content

from studyapp.insight.figure import Figure
from studyapp.tui.widgets.lines import FAINT, fit, say

LONGEST = 30  # cells of a bar
STYLE = "$text-success"


def draw(figure: Figure, width: int, height: int) -> list[Content]:
    """Up to `height` rows."""
    name, share = figure.kind.drawn
    rows = list(zip(figure.column(name), figure.numbers(share), strict=True))[:height]
    widest = min(max((len(str(label)) for label, _ in rows), default=0), width // 2)
    return [row(str(label), value, widest, width) for label, value in rows]


def row(label: str, share: float | None, widest: int, width: int) -> Content:
    room = max(4, min(LONGEST, width - widest - 8))
    head = fit(say(label), widest) + say("  ")
    if share is None:
        return head + say("·", "dim")
    return head + bar(share, room) + say(f" {share:>4.0%}")


def bar(share: float, room: int) -> Content:
    filled = round(min(1.0, max(0.0, share)) * room)
    return say("━" * filled, STYLE) + say("─" * (room - filled), FAINT)
