"""A figure as a Vega-Lite specification, as its kind says that it is drawn."""

from __future__ import annotations

from studyapp.charts import bars
from studyapp.charts.calendar import calendar
from studyapp.charts.lines import lines
from studyapp.charts.palette import Palette
from studyapp.charts.parts import Span, Spec, column, describe, look
from studyapp.charts.shares import shares
from studyapp.insight.figure import Chart, Figure
from studyapp.insight.spell import spell_facts

WIDTH = 640  # pixels of a picture


def chart(figure: Figure, span: Span, palette: Palette) -> Spec | None:
    """None where there is nothing to draw, or where the table says it all."""
    drawn = None if figure.is_empty else draw(figure, span, palette)
    return None if drawn is None else {"description": describe(figure), **drawn}


def draw(figure: Figure, span: Span, palette: Palette) -> Spec | None:
    match figure.kind.chart:
        case Chart.LINES:
            return lines(figure, palette)
        case Chart.BARS:
            first = column(figure, figure.kind.drawn[0])
            if first.unit == "day":
                return bars.over_days(figure, span, palette)
            return bars.side_by_side(figure, palette)
        case Chart.CALENDAR:
            return calendar(figure, span, palette)
        case Chart.SHARES:
            return shares(figure, palette)
        case Chart.TABLE:
            return None


def picture(figure: Figure, span: Span, palette: Palette, caption: str) -> Spec | None:
    """A chart that stands by itself: its title, what it is of, its numbers and its own background."""
    drawn = chart(figure, span, palette)
    if drawn is None:
        return None
    words = [caption, " · ".join(spell_facts(figure))]
    return {
        **drawn,
        "width": WIDTH,
        "padding": 20,
        "title": {"text": figure.kind.title, "subtitle": [line for line in words if line]},
        "config": {**look(palette), "background": palette.background},
    }
