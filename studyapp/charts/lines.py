"""Curves over days or over a share, with the band that the truth lies in, the aim, and the diagonal."""

from __future__ import annotations

from studyapp.charts.palette import Palette
from studyapp.charts.parts import Spec, column, data, days_axis, instant, numbers_axis, tooltip
from studyapp.insight.figure import Figure
from studyapp.insight.spell import heading

HEIGHT = 220
DASH = [5, 4]


def lines(figure: Figure, palette: Palette) -> Spec:
    """The band is an area over days; over a share, where groups lie apart, each point has its own bar."""
    axis, *names = figure.kind.drawn
    over_days = column(figure, axis).unit == "day"
    xs = [value for value in figure.numbers(axis) if value is not None]
    layers = [
        *([band(palette, over_days=over_days)] if has(figure, "low") else []),
        *([] if over_days else [diagonal(figure, palette)]),
        *rule(figure, palette),
        curves(names, palette),
        *(points(figure, name, colour) for name, colour in zip(names, palette.curves, strict=False)),
    ]
    return {
        "data": data(figure, map(instant, xs) if over_days else xs),
        "height": HEIGHT,
        "encoding": {
            "x": x_axis(figure, xs, over_days=over_days),
            "y": y_axis(figure, names),
        },
        "layer": layers,
    }


def x_axis(figure: Figure, xs: list[float], *, over_days: bool) -> Spec:
    if over_days:
        return {"field": "x", **days_axis(min(xs), max(*xs, min(xs) + 1))}
    axis = column(figure, figure.kind.drawn[0])
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [floor(min(xs)), 1], "nice": False},
        "axis": {"title": heading(axis), "format": ".0%", "grid": False, "tickCount": 5},
    }


def y_axis(figure: Figure, names: list[str]) -> Spec:
    """A share's axis begins at a whole tenth; every other at none.

    A week with few reviews has a band down to the ground, which would leave no room for the curve: over days
    it is cut.
    """
    first = column(figure, names[0])
    scale: Spec = {"zero": True}
    if first.unit == "share":
        over_days = column(figure, figure.kind.drawn[0]).unit == "day"
        shown = [value for name in names for value in figure.numbers(name)]
        shown += [] if over_days or not has(figure, "low") else figure.numbers("low")
        least = min((value for value in (*shown, aim_of(figure)) if value is not None), default=0.0)
        scale = {"domain": [floor(least - 0.1 if over_days else least), 1]}
    title = heading(first) if len(names) == 1 else "cards"
    return {"type": "quantitative", "scale": scale, "axis": numbers_axis(title, first.unit)}


def aim_of(figure: Figure) -> float | None:
    aim = figure.facts.get("aim")
    return aim if isinstance(aim, float) else None


def has(figure: Figure, name: str) -> bool:
    return any(each.name == name for each in figure.kind.columns)


def floor(lowest: float) -> float:
    return max(0.0, int(lowest * 10 + 1e-9) / 10)


def band(palette: Palette, *, over_days: bool) -> Spec:
    """95% confidence, from low to high."""
    mark: Spec = (
        {"type": "area", "color": palette.main, "opacity": 0.18, "clip": True, "aria": False}
        if over_days
        else {"type": "rule", "color": palette.main, "opacity": 0.45, "strokeWidth": 5, "aria": False}
    )
    return {"mark": mark, "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}}}


def diagonal(figure: Figure, palette: Palette) -> Spec:
    """Where what was foreseen is what came."""
    axis = figure.kind.drawn[0]
    low = floor(min((value for value in figure.numbers(axis) if value is not None), default=0.0))
    return {
        "data": {"values": [{"x": low, "exact": low}, {"x": 1, "exact": 1}]},
        "mark": {
            "type": "line",
            "color": palette.muted,
            "strokeDash": DASH,
            "strokeWidth": 1.2,
            "clip": True,
            "aria": False,
        },
        "encoding": {"y": {"field": "exact"}},
    }


def rule(figure: Figure, palette: Palette) -> list[Spec]:
    """The aim, where the figure has one: a line, and its name at its right end."""
    aim = aim_of(figure)
    if aim is None:
        return []
    at: Spec = {"y": {"datum": aim}}
    stroke = {"type": "rule", "color": palette.second, "strokeDash": DASH, "strokeWidth": 1.5, "aria": False}
    name = {
        "type": "text",
        "text": f"aim {aim:.0%}",
        "color": palette.second,
        "align": "left",
        "dx": 5,
        "fontSize": 11,
        "aria": False,
    }
    return [
        {"data": {"values": [{}]}, "mark": stroke, "encoding": {**at, "x": None}},
        {"data": {"values": [{}]}, "mark": name, "encoding": {**at, "x": {"value": "width"}}},
    ]


def curves(names: list[str], palette: Palette) -> Spec:
    """The first is a line, the others are dashed too, so that colour alone tells nothing."""
    count = len(names)
    told: Spec = {"field": "curve", "type": "nominal", "legend": {} if count > 1 else None}
    colours = {"domain": names, "range": palette.curves[:count]}
    dashes = {"domain": names, "range": [[1, 0], DASH, [2, 2]][:count]}
    return {
        "transform": [{"fold": names, "as": ["curve", "value"]}],
        "mark": {"type": "line", "strokeWidth": 2, "aria": False},
        "encoding": {
            "y": {"field": "value"},
            "color": {**told, "scale": colours},
            "strokeDash": {**told, "scale": dashes},
        },
    }


def points(figure: Figure, name: str, colour: str) -> Spec:
    """What there is to point at: every row, with all of its numbers."""
    return {
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": 45, "color": colour, "aria": False},
        "encoding": {"y": {"field": name}, "tooltip": tooltip(figure.kind.columns)},
    }
