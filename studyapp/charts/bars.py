"""Upright bars: over days, stacked where a figure has several kinds; or side by side, each with its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from studyapp.charts.palette import Palette
from studyapp.charts.parts import (
    Datum,
    Span,
    Spec,
    column,
    data,
    days_axis,
    instant,
    numbers_axis,
    plain,
    tooltip,
)
from studyapp.insight.figure import Column, Figure, Unit
from studyapp.insight.spell import heading, spell
from studyapp.insight.weeks import WEEK, monday

HEIGHT = 200
MOST = 120  # days, each a bar; of more each week is one
LEAST = 14  # days that an axis has room for
OVERDUE = "overdue"

Sums = Mapping[int, list[float]]  # the parts of each bar, by the day on which it begins


def over_days(figure: Figure, span: Span, palette: Palette) -> Spec:
    """Days on which there was nothing are left free; what is overdue stands on today."""
    axis, *parts = figure.kind.drawn
    unit = column(figure, parts[0]).unit
    title = heading(column(figure, parts[0])) if len(parts) == 1 else of_all(figure, unit)
    days = [int(day) for day in figure.numbers(axis) if day is not None]
    step = WEEK if max(days) - min(days) >= MOST else 1
    sums = gather(days, [figure.numbers(part) for part in parts], step)
    if behind := overdue(figure):
        parts, sums = [*parts, OVERDUE], add(sums, begin(span.today, step), behind)
    columns = [Column("week_from" if step == WEEK else axis, "day"), *(Column(part, unit) for part in parts)]
    return {
        "data": {"values": [tell(day, step, each, columns) for day, each in sums.items()]},
        "height": HEIGHT,
        "transform": stack(parts),
        "mark": {"type": "rect", "stroke": palette.surface, "strokeWidth": 0.5, "aria": False},
        "encoding": {
            "x": {"field": "x", **days_axis(*ends(figure, sums, step))},
            "x2": {"field": "end"},
            "y": {
                "field": "low",
                "type": "quantitative",
                "scale": {"zero": True},
                "axis": numbers_axis(f"{title} a week" if step == WEEK else title, unit),
            },
            "y2": {"field": "high"},
            "color": colours(parts, palette),
            "tooltip": tooltip(columns),
        },
    }


def of_all(figure: Figure, unit: Unit) -> str:
    """What the parts of a bar are parts of."""
    return figure.kind.title.lower() if unit == "count" else unit


def stack(parts: Sequence[str]) -> list[Spec]:
    """Transforms from a row for each bar to one for each part, from `low` to `high`."""
    return [
        {"fold": list(parts), "as": ["part", "value"]},
        {"filter": "datum.value > 0"},
        {"calculate": f"indexof({list(parts)}, datum.part)", "as": "place"},
        {"stack": "value", "groupby": ["x"], "sort": [{"field": "place"}], "as": ["low", "high"]},
    ]


def gather(days: Sequence[int], parts: Sequence[Sequence[float | None]], step: int) -> Sums:
    """A bar for each day that there is, or for each week from Monday, the sum of its days."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0] * len(parts))
    for day, *values in zip(days, *parts, strict=True):
        at = begin(day, step)
        sums[at] = [so_far + (value or 0.0) for so_far, value in zip(sums[at], values, strict=True)]
    return dict(sums)


def begin(day: int, step: int) -> int:
    return monday(day) if step == WEEK else day


def overdue(figure: Figure) -> float:
    behind = figure.facts.get("backlog")
    return float(behind) if isinstance(behind, int | float) else 0.0


def add(sums: Sums, today: int, behind: float) -> Sums:
    """The bars with one more part, which today's alone has."""
    nothing = [0.0] * len(next(iter(sums.values())))
    days = sorted({*sums, today})
    return {day: [*sums.get(day, nothing), behind if day == today else 0.0] for day in days}


def tell(day: int, step: int, values: Sequence[float], columns: Sequence[Column]) -> Datum:
    axis, *parts = columns
    named = {part.name: value for part, value in zip(parts, values, strict=True)}
    return {axis.name: plain(day, "day"), **named, "x": instant(day), "end": instant(day + step)}


def ends(figure: Figure, sums: Sums, step: int) -> tuple[int, int]:
    """Where the axis begins and ends: a single day is no bar as wide as the chart."""
    first, last = min(sums), max(sums) + step
    if figure.kind.is_past:
        return min(first, last - LEAST), last
    return first, max(last, first + LEAST)


def colours(parts: Sequence[str], palette: Palette) -> Spec:
    shades = {OVERDUE: palette.second}
    return {
        "field": "part",
        "type": "nominal",
        "scale": {
            "domain": list(parts),
            "range": [
                shades.get(part, shade)
                for part, shade in zip(parts, palette.stack[: len(parts)], strict=True)
            ],
        },
        "legend": {} if len(parts) > 1 else None,
    }


def side_by_side(figure: Figure, palette: Palette) -> Spec:
    """A bar for each row, between limits where there is a column `below`."""
    axis, part = figure.kind.drawn
    first, counted = column(figure, axis), column(figure, part)
    names = bar_names(figure, first)
    return {
        "data": data(figure, names),
        "height": HEIGHT,
        "mark": {"type": "bar", "color": palette.main, "aria": False},
        "encoding": {
            "x": {
                "field": "x",
                "type": "nominal",
                "sort": None,
                "scale": {
                    "domain": [f"{hour:02}" for hour in range(24)] if first.unit == "hour" else names,
                    "paddingInner": 0.15,
                },
                "axis": {
                    "title": f"{first.unit}" if first.unit == "days" else None,
                    "labelAngle": 0,
                    "labelOverlap": True,
                    "ticks": False,
                },
            },
            "y": {
                "field": part,
                "type": "quantitative",
                "axis": numbers_axis(heading(counted), counted.unit),
            },
            "tooltip": tooltip(figure.kind.columns),
        },
    }


def bar_names(figure: Figure, axis: Column) -> list[str]:
    """As 21–29 for days from 21 and below 30, 3,650+ where there is no end, 80–90%, 08 for an hour."""
    starts = figure.column(axis.name)
    if axis.unit == "hour":
        return [f"{hour:02}" for hour in starts]
    if "below" not in {each.name for each in figure.kind.columns}:
        return [spell(start, axis.unit) for start in starts]
    return [between(start, end, axis) for start, end in zip(starts, figure.column("below"), strict=True)]


def between(start: object, end: object, axis: Column) -> str:
    if axis.unit == "share" and isinstance(start, float) and isinstance(end, float):
        return f"{100 * start:.0f}–{100 * end:.0f}%"
    if not isinstance(start, int | float):
        return "·"
    if not isinstance(end, int | float):
        return f"{start:,}+"
    return f"{start:,}" if end - start <= 1 else f"{start:,}–{end - 1:,}"
