"""A calendar: a column for each week, a cell for each day, darker the more was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from studyapp.charts.palette import Palette
from studyapp.charts.parts import Datum, Span, Spec, data_rows, plain, tooltip
from studyapp.insight.figure import Cell, Figure
from studyapp.insight.weeks import LEVELS, WEEK, WEEKDAYS, level, monday

HEIGHT = 132
YEAR = 53 * WEEK  # days shown at most


def calendar(figure: Figure, span: Span, palette: Palette) -> Spec:
    """Of a longer period the newest year."""
    days = days_of(figure, span)
    cells, names = cells_of(figure, days)
    shades = {name: names.index(name) for name in names}  # of few reviews several are called the same
    return {
        "data": {"values": cells},
        "height": HEIGHT,
        "mark": {"type": "rect", "cornerRadius": 1.5, "aria": False},
        "encoding": {
            "x": weeks_axis(list(dict.fromkeys(cell["week"] for cell in cells)), days),
            "y": {
                "field": "weekday",
                "type": "ordinal",
                "scale": {"domain": list(WEEKDAYS), "paddingInner": 0.12, "paddingOuter": 0},
                "axis": {"title": None, "values": list(WEEKDAYS[::2]), "domain": False, "ticks": False},
            },
            "color": {
                "field": "level",
                "type": "ordinal",
                "scale": {"domain": [*shades], "range": [palette.shades[place] for place in shades.values()]},
                "legend": {"symbolType": "square"},
            },
            "tooltip": tooltip(figure.kind.columns),
        },
    }


def cells_of(figure: Figure, days: Sequence[int]) -> tuple[list[Datum], list[str]]:
    """A row for each day, those without any review too, and the names of the shades."""
    axis, counted = figure.kind.drawn
    rows = {row[axis]: row for row in data_rows(figure)}
    nothing: Datum = {each.name: 0 for each in figure.kind.columns}
    most = max((count_of(row, counted) for row in rows.values()), default=0)
    names = level_names(most)
    cells = []
    for day in days:
        name = plain(day, "day")
        row = rows.get(name, {**nothing, axis: name})
        cells.append({**row, **place(day), "level": names[level(count_of(row, counted), most)]})
    return cells, names


def weeks_axis(weeks: Sequence[Cell], days: Sequence[int]) -> Spec:
    """A column for each week, the months below."""
    return {
        "field": "week",
        "type": "ordinal",
        "scale": {"domain": list(weeks), "paddingInner": 0.12, "paddingOuter": 0},
        "axis": {
            "title": None,
            "values": list(month_begins(days)),
            "labelExpr": "utcFormat(toDate(datum.value), '%b')",
            "labelAngle": 0,
            "labelAlign": "left",
            "labelOverlap": True,
            "domain": False,
            "ticks": False,
        },
    }


def days_of(figure: Figure, span: Span) -> range:
    known = [int(day) for day in figure.numbers(figure.kind.drawn[0]) if day is not None]
    since = min(known, default=span.today) if span.since is None else span.since
    newest = monday(span.today) + WEEK
    return range(max(since, newest - YEAR), span.today + 1)


def place(day: int) -> Datum:
    """The Monday of its week, and its weekday."""
    week = monday(day)
    return {"week": plain(week, "day"), "weekday": WEEKDAYS[day - week]}


def month_begins(days: Sequence[int]) -> Iterator[object]:
    """The first whole week of each month, by its Monday."""
    before = ""
    for day in days:
        if day == monday(day):
            week = str(plain(day, "day"))
            if week[:7] != before:
                yield week
            before = week[:7]


def count_of(row: Datum, counted: str) -> int:
    value = row[counted]
    return value if isinstance(value, int) else 0


def level_names(most: int) -> list[str]:
    """What each shade means: ["0", "1–12", "13–25", …]; of less than four some are the same."""
    highest = [most * number // LEVELS for number in range(LEVELS + 1)]
    names = ["0"]
    for low, high in pairwise(highest):
        names.append(f"{low + 1}–{high}" if high > low + 1 else f"{high}")
    return names
