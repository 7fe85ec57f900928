"""Any figure at any size."""

from __future__ import annotations

from textual.content import Content

from studyapp.insight.figure import Chart, Figure
from studyapp.tui.widgets.figures import bars, curves, heat, shares

EMPTY = "Nothing yet."


def draw(figure: Figure, width: int, height: int, days: int, today: int) -> list[Content]:
    """A figure's drawing, of about `height` rows; no line where a table says it all."""
    return [line.truncate(width) for line in draw_kind(figure, width, height, days, today)]


def draw_kind(figure: Figure, width: int, height: int, days: int, today: int) -> list[Content]:
    match figure.kind.chart:
        case Chart.LINES:
            return curves.draw(figure, width, height)
        case Chart.BARS:
            return bars.draw(figure, width, height)
        case Chart.CALENDAR:
            return heat.draw(figure, width, days, today)
        case Chart.SHARES:
            return shares.draw(figure, width, height)
        case Chart.TABLE:
            return []
