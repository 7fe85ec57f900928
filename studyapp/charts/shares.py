"""A line for each row: its name, its share as a bar, and the share in digits."""

from __future__ import annotations

from studyapp.charts.palette import Palette
from studyapp.charts.parts import Spec, column, data, plain, tooltip
from studyapp.insight.figure import Figure

STEP = 24  # pixels of a line


def shares(figure: Figure, palette: Palette) -> Spec:
    """The ground of a bar is the whole; a share that is not known has no bar, and "·" for digits."""
    name, share = figure.kind.drawn
    unit = column(figure, name).unit
    names = [plain(value, unit) for value in figure.column(name)]
    value: Spec = {"field": share, "type": "quantitative"}
    return {
        "data": data(figure, names),
        "height": STEP * len(names),
        "encoding": {"y": names_axis(palette), "tooltip": tooltip(figure.kind.columns)},
        "layer": [
            {
                "mark": {"type": "bar", "color": palette.empty, "aria": False},
                "encoding": {"x": {"value": 0}, "x2": {"value": "width"}},
            },
            {
                "mark": {"type": "bar", "color": palette.main, "aria": False},
                "encoding": {"x": {**value, "scale": {"domain": [0, 1]}, "axis": None}},
            },
            digits(share, palette),
        ],
    }


def names_axis(palette: Palette) -> Spec:
    return {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "scale": {"paddingInner": 0.4, "paddingOuter": 0.2},
        "axis": {"title": None, "labelLimit": 150, "labelColor": palette.text, "labelFontSize": 12},
    }


def digits(share: str, palette: Palette) -> Spec:
    """The share in digits, right of its bar."""
    known = {"test": f"datum['{share}'] !== null", "field": share, "type": "quantitative", "format": ".0%"}
    return {
        "mark": {
            "type": "text",
            "align": "left",
            "dx": 6,
            "color": palette.text,
            "fontSize": 12,
            "aria": False,
        },
        "encoding": {"x": {"value": "width"}, "text": {"condition": known, "value": "·"}},
    }
