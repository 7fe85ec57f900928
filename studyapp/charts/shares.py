"""A line for each row: its name, its share as a bar, and the share in digits."""

from __future__ import annotations

from studyapp.charts.palette import Palette
from studyapp.charts.parts import Spec, column, data, plain, tooltip
from studyapp.insight.figure import Figure

STEP = 24  # pixels of a line


def shares(figure: Figure, palette: Palette) -> Spec:
    name, share = figure.kind.drawn
    unit = column(figure, name).unit
    names = [plain(value, unit) for value in figure.column(name)]
    known = f"datum['{share}'] !== null"
    return {
        "data": data(figure, names),
        "height": STEP * len(names),
        "encoding": {
            "y": {
                "field": "x",
                "type": "nominal",
                "sort": None,
                "scale": {"paddingInner": 0.4, "paddingOuter": 0.2},
                "axis": {
                    "title": None,
                    "labelLimit": 150,
                    "labelColor": palette.text,
                    "labelFontSize": 12,
                },
            },
            "tooltip": tooltip(figure.kind.columns),
        },
        "layer": [
            {
                "mark": {"type": "bar", "color": palette.empty, "aria": False},
                "encoding": {"x": {"value": 0}, "x2": {"value": "width"}},
            },
            {
                "mark": {"type": "bar", "color": palette.main, "aria": False},
                "encoding": {
                    "x": {
                        "field": share,
                        "type": "quantitative",
                        "scale": {"domain": [0, 1]},
                        "axis": None,
                    }
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 6,
                    "color": palette.text,
                    "fontSize": 12,
                    "aria": False,
                },
                "encoding": {
                    "x": {"value": "width"},
                    "text": {
                        "condition": {"test": known, "field": share, "type": "quantitative", "format": ".0%"},
                        "value": "·",
                    },
                },
            },
        ],
    }
