"""Every figure's chart: what it shows is the table, and it is one that Vega can draw."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import vl_convert
from hypothesis import given, settings

from studyapp.charts.calendar import level_names
from studyapp.charts.chart import chart, picture
from studyapp.charts.drawing import draw_png, draw_svg
from studyapp.charts.palette import INK, NAMED, PAPER, Palette
from studyapp.charts.parts import Span, data_rows
from studyapp.insight.figure import Chart, Figure, compute
from studyapp.insight.figures import ORDER
from studyapp.insight.weeks import level
from tests.unit.charts.conftest import SPAN
from tests.unit.insight.histories import TODAY, Past, pasts

DRAWN = [name for name in ORDER if name != "weak"]


def drawn(figure: Figure, span: Span = SPAN) -> Any:
    found = chart(figure, span, NAMED)
    assert found is not None
    return found


def values(figure: Figure, span: Span = SPAN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = drawn(figure, span)["data"]["values"]
    return found


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_is_one_that_vega_takes(name: str, figures: dict[str, Figure]) -> None:
    compiled = vl_convert.vegalite_to_vega({**drawn(figures[name]), "width": "container"})
    assert compiled["marks"]
    assert compiled["description"]


@pytest.mark.parametrize("name", [name for name in DRAWN if name != "calendar"])
def test_what_is_drawn_is_in_the_table(name: str, figures: dict[str, Figure]) -> None:
    figure = figures[name]
    rows = [[row[column] for column in figure.kind.drawn] for row in data_rows(figure)]
    shown = [[value[column] for column in figure.kind.drawn] for value in values(figure)]
    if "backlog" in figure.facts:  # today has a bar for it, whatever else is due
        shown = [row for row in shown if row in rows]
    assert shown == rows


def test_a_calendar_has_a_cell_for_each_day_of_the_period(figures: dict[str, Figure]) -> None:
    figure = figures["calendar"]
    shown = {value["day"]: value["reviews"] for value in values(figure)}
    rows = {row["day"]: row["reviews"] for row in data_rows(figure)}
    assert len(shown) == 90
    assert {day: count for day, count in shown.items() if count} == rows
    assert {value["weekday"] for value in values(figure) if value["day"] == value["week"]} == {"Mon"}


def test_a_calendar_of_all_time_shows_the_newest_year(figures: dict[str, Figure]) -> None:
    figure = figures["calendar"]
    long_ago = replace(figure, rows=((TODAY - 900, 3, 1.0), *figure.rows))
    shown = values(long_ago, Span(None, TODAY))
    assert 365 <= len(shown) <= 371
    assert len({value["week"] for value in shown}) == 53


@pytest.mark.parametrize(
    ("most", "names"),
    [
        (0, ["0", "0", "0", "0", "0"]),
        (40, ["0", "1–10", "11–20", "21–30", "31–40"]),
        (2, ["0", "0", "1", "1", "2"]),
        (14, ["0", "1–3", "4–7", "8–10", "11–14"]),
    ],
)
def test_a_shade_says_what_it_counts(most: int, names: list[str]) -> None:
    assert level_names(most) == names
    for count in range(1, most + 1):
        low, _, high = names[level(count, most)].partition("–")
        assert int(low) <= count <= int(high or low)


def test_no_shade_is_named_twice(figures: dict[str, Figure]) -> None:
    few = replace(figures["calendar"], rows=((TODAY - 1, 1, 1.0), (TODAY, 2, 1.0)))
    scale = drawn(few)["encoding"]["color"]["scale"]
    assert scale["domain"] == ["0", "1", "2"]
    assert scale["range"] == [NAMED.empty, NAMED.some, NAMED.most]


def test_days_of_more_than_four_months_are_gathered_into_weeks(figures: dict[str, Figure]) -> None:
    figure = figures["reviews"]
    long = replace(figure, rows=((TODAY - 300, 1, 2, 3, 4), *figure.rows))
    shown = values(long)
    assert len(shown) < len(long.rows) / 3
    assert len({value["week_from"] for value in shown}) == len(shown)
    for kind in ("learn", "relearn", "young", "mature"):
        assert sum(value[kind] for value in shown) == sum(value or 0 for value in long.numbers(kind))


def test_what_is_overdue_stands_on_today(figures: dict[str, Figure]) -> None:
    later = replace(figures["due"], rows=tuple(row for row in figures["due"].rows if row[0] != TODAY))
    first, *others = values(later)
    assert (first["overdue"], first["cards"], first["day"]) == (5, 0, "2024-10-04")
    assert all(not value["overdue"] for value in others)


def test_the_aim_and_the_diagonal_are_drawn_where_they_mean_something(figures: dict[str, Figure]) -> None:
    def texts(name: str) -> list[str]:
        return [layer["mark"].get("text", "") for layer in drawn(figures[name])["layer"]]

    def diagonals(name: str) -> list[object]:
        return [layer for layer in drawn(figures[name])["layer"] if "exact" in str(layer.get("data"))]

    assert "aim 90%" in texts("weeks")
    assert "aim 90%" not in texts("calibration")
    assert len(diagonals("predicted")) == len(diagonals("calibration")) == 1
    assert diagonals("weeks") == diagonals("knowledge") == []


def test_bars_between_limits_say_both(figures: dict[str, Figure]) -> None:
    names = [value["x"] for value in values(figures["retrievability"])]
    assert names[0] == "0–10%"
    assert names[-1] == "90–100%"
    figure = replace(figures["intervals"], rows=((1, 2, 4, 0.5), (21, 30, 3, 0.9), (3650, None, 1, 1.0)))
    assert [value["x"] for value in values(figure)] == ["1", "21–29", "3,650+"]


@given(pasts)
@settings(max_examples=30)
def test_no_history_is_without_its_charts(past: Past) -> None:
    for name in ORDER:
        figure = compute(name, past)
        found = chart(figure, Span(past.since, past.today), PAPER)
        assert (found is None) == (figure.is_empty or figure.kind.chart is Chart.TABLE)


def test_nothing_is_drawn_of_nothing() -> None:
    assert all(chart(compute(name, Past()), SPAN, PAPER) is None for name in ORDER)


@pytest.mark.parametrize("palette", [PAPER, INK])
def test_a_picture_stands_by_itself(figures: dict[str, Figure], palette: Palette) -> None:
    spec = picture(figures["weeks"], SPAN, palette, "everything, last 90 days")
    assert spec is not None
    text = draw_svg(spec)
    for words in ("Recall, week by week", "everything, last 90 days", "aim 90%", palette.background):
        assert words in text
    assert "var(" not in text


def test_a_picture_in_pixels_is_a_png(figures: dict[str, Figure]) -> None:
    spec = picture(figures["cards"], SPAN, PAPER, "everything")
    assert spec is not None
    assert draw_png(spec).startswith(b"\x89PNG\r\n")
