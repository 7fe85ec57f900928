"""What charts are put together from, in the terms of Vega-Lite: rows, axes, tooltips, their common look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from studyapp.charts.palette import Palette
from studyapp.insight.figure import Cell, Column, Figure, Unit
from studyapp.insight.spell import heading, spell, spell_facts
from studyapp.sanitise import visible

Spec = dict[str, object]
Datum = dict[str, Cell]

DAY = 86_400_000  # milliseconds
MONTHS = 120  # days from which on an axis names months
# Formats of d3; a day and an hour are texts by then.
FORMATS: Mapping[Unit, str] = {
    "share": ".0%",
    "count": ",",
    "days": ",.1~f",
    "minutes": ",.1f",
    "number": ",.3~r",
}
FONT = "system-ui, 'Helvetica Neue', Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Span:
    """The period of the figures, in study days."""

    since: int | None  # None: from the first review on
    today: int


def column(figure: Figure, name: str) -> Column:
    return next(column for column in figure.kind.columns if column.name == name)


def data(figure: Figure, xs: Iterable[Cell]) -> Spec:
    """The figure's rows by the names of its columns, and each one's x."""
    return {"values": [{**datum, "x": x} for datum, x in zip(data_rows(figure), xs, strict=True)]}


def data_rows(figure: Figure) -> list[Datum]:
    columns = figure.kind.columns
    return [
        {column.name: plain(value, column.unit) for column, value in zip(columns, row, strict=True)}
        for row in figure.rows
    ]


def plain(value: Cell, unit: Unit) -> Cell:
    """A cell as a chart has it: days and hours in words."""
    if isinstance(value, str):
        return visible(value)
    return spell(value, unit) if unit in {"day", "hour"} and value is not None else value


def tooltip(columns: Iterable[Column]) -> list[Spec]:
    """Every column of the row that is pointed at."""
    return [
        {"field": each.name, "title": heading(each), "type": "quantitative", "format": FORMATS[each.unit]}
        if each.unit in FORMATS
        else {"field": each.name, "title": heading(each), "type": "nominal"}
        for each in columns
    ]


def instant(day: float) -> float:
    """A study day as an axis of time takes it: milliseconds since 1970-01-01, UTC."""
    return day * DAY


def days_axis(first: float, last: float) -> Spec:
    """An axis of days in UTC, in which study days are counted, whatever the reader's time zone."""
    months = last - first > MONTHS
    years = (datetime.fromtimestamp(day * 86400, UTC).year for day in (first, last))
    shape = "%-d %b" if not months else "%b" if len(set(years)) == 1 else "%b %Y"
    return {
        "type": "temporal",
        "scale": {"type": "utc", "domainMin": bound(first), "domainMax": bound(last)},
        "axis": {"title": None, "format": shape, "grid": False, "tickCount": 6, "labelOverlap": True},
    }


def bound(day: float) -> Spec:
    """As an expression: of a plain number Vega makes a date, which its interpreter takes for a year."""
    return {"expr": f"{instant(day):.0f}"}


def numbers_axis(title: str | None, unit: Unit) -> Spec:
    """The upright axis of a chart, its title above it."""
    return {
        "title": title,
        "format": ".0%" if unit == "share" else "~s",
        "tickCount": 5,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "start",
        "titleX": -28,
        "titleY": -14,
        **({"tickMinStep": 1} if unit == "count" else {}),
    }


def describe(figure: Figure) -> str:
    """What a reader is told who does not see the chart."""
    facts = "; ".join(spell_facts(figure))
    return f"{figure.kind.title}. {facts}." if facts else f"{figure.kind.title}."


def look(palette: Palette) -> Spec:
    """The configuration of every chart."""
    words = {"labelColor": palette.muted, "titleColor": palette.muted, "titleFontWeight": "normal"}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **words,
            "domainColor": palette.grid,
            "gridColor": palette.grid,
            "tickColor": palette.grid,
            "gridOpacity": 0.7,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "labelPadding": 4,
            "labelSeparation": 6,
        },
        "axisY": {"domain": False, "ticks": False},
        "legend": {
            **words,
            "title": None,
            "orient": "top",
            "labelColor": palette.text,
            "labelFontSize": 11,
            "offset": 30,
            "symbolSize": 90,
            "columnPadding": 14,
        },
        "title": {
            "color": palette.text,
            "subtitleColor": palette.muted,
            "anchor": "start",
            "fontSize": 16,
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
            "offset": 14,
        },
    }
