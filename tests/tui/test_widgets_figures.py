"""Figures, drawn: never wider than they may be, legible without colour, and true to their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from studyapp.insight.figure import compute
from studyapp.insight.figures import ORDER
from studyapp.tui.widgets.figures import axis, bars, curves, heat
from studyapp.tui.widgets.figures.drawing import draw
from studyapp.tui.widgets.figures.panel import MorePanel, Panel, Span, StrongPanel, WeakPanel
from tests.unit.insight.histories import TODAY, Past, Raw, pasts

CHART_HEIGHT = 6


def raw(day: int, rating: int = 3, phase: str | None = "review", elapsed: int | None = 5) -> Raw:
    return Raw("a", day, 9, rating, phase, 5, 1000, 5.0, elapsed, 0.9, True)


def plain(lines: list[Content]) -> list[str]:
    return [line.plain.rstrip() for line in lines]


@settings(max_examples=60)
@given(past=pasts, width=st.integers(20, 116), height=st.integers(2, 14))
def test_no_drawing_is_wider_than_it_may_be(past: Past, width: int, height: int) -> None:
    for name in ORDER:
        lines = draw(compute(name, past), width, height, 90, TODAY)
        assert max((line.cell_length for line in lines), default=0) <= width, name


@settings(max_examples=30)
@given(past=pasts, width=st.integers(20, 60))
def test_no_panel_is_wider_than_it_may_be(past: Past, width: int) -> None:
    more = MorePanel("more", "MORE")
    panels = {"weeks": Panel, "calendar": Panel, "weak": WeakPanel, "stability": StrongPanel}
    for name, kind in panels.items():
        panel = kind(name, name.upper())
        panel.set_reactive(Panel.figure, compute(name, past))
        panel.span = Span(90, TODAY)
        assert all(line.cell_length <= width for line in panel.lines(width)), name
        assert len(panel.lines(width)) >= panel.least + 1
        more.found[name] = compute(name, past)
    more.set_reactive(Panel.figure, compute("weeks", past))
    assert [line.cell_length for line in more.lines(width)][1:] == [width] * len(panels)


def test_a_curve_and_its_aim_are_told_apart_without_colour() -> None:
    reviews = [raw(TODAY - 7 * week, rating=1 if week == 2 else 3) for week in range(5) for _ in range(4)]
    lines = plain(curves.draw(compute("weeks", Past(reviews, since=None)), 44, CHART_HEIGHT))
    drawn = "\n".join(lines)
    assert "╌" in drawn
    assert "░" in drawn
    assert any(line.endswith(" aim") for line in lines)
    assert any(line.endswith(" 100") for line in lines)
    assert lines[0].startswith("100 ┤")
    assert len(lines) == CHART_HEIGHT + 1


def test_one_point_is_a_point() -> None:
    lines = plain(curves.draw(compute("weeks", Past([raw(TODAY)])), 40, CHART_HEIGHT))
    assert any("•" in line for line in lines)


def test_kinds_of_reviews_have_shades_of_their_own() -> None:
    reviews = [raw(TODAY, phase=phase) for phase in (None, "relearning", "review") for _ in range(4)]
    lines = plain(bars.draw(compute("reviews", Past(reviews)), 40, CHART_HEIGHT))
    assert lines[-1].split() == ["█", "mature", "▓", "young", "▒", "relearn", "░", "learn"]
    column = "".join(line[5] for line in lines[:CHART_HEIGHT])
    assert column == "░░▒▒▓▓"
    assert lines[0].startswith("12 ┤")


def test_days_without_a_review_leave_a_gap() -> None:
    reviews = [raw(TODAY - 2), raw(TODAY), raw(TODAY)]
    bottom = plain(bars.draw(compute("calendar", Past(reviews)), 40, 2))[1]
    assert bottom == "0 ┤█████       █████"


def test_more_days_than_columns_are_added_up() -> None:
    reviews = [raw(TODAY - age) for age in range(200)]
    found, _ = bars.read(compute("reviews", Past(reviews, since=None)))
    gathered = bars.gather(found, 30)
    assert len(gathered) <= 30
    assert sum(sum(parts) for _, parts in gathered) == 200
    lines = plain(bars.draw(compute("reviews", Past(reviews, since=None)), 37, CHART_HEIGHT))
    assert lines[-1].endswith("7 days a bar")


@pytest.mark.parametrize(("count", "mark"), [(0, "·"), (1, "░"), (2, "░"), (3, "▒"), (6, "▓"), (8, "█")])
def test_a_day_is_darker_the_more_was_done(count: int, mark: str) -> None:
    reviews = [raw(TODAY)] * 8 + [raw(TODAY - 7)] * count
    lines = plain(heat.draw(compute("calendar", Past(reviews)), 60, 14, TODAY))
    row = lines[(TODAY + 3) % 7]
    assert row[heat.LABEL + 3] == mark
    assert row[heat.LABEL + 6] == "█"
    assert [line[:3] for line in lines[:7]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_a_year_fits_where_each_week_has_a_cell_and_no_later_day_is_drawn() -> None:
    lines = plain(
        heat.draw(compute("calendar", Past([raw(TODAY - 364), raw(TODAY)], since=None)), 60, 365, TODAY)
    )
    assert len(lines) == 8
    weekday = (TODAY + 3) % 7
    lengths = [len(line) for line in lines[:7]]
    assert lengths == [lengths[0]] * (weekday + 1) + [lengths[0] - 1] * (6 - weekday)
    assert lines[(TODAY - 364 + 3) % 7][heat.LABEL] == "█"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (7.25, "7.2"), (12.6, "13"), (999, "999"), (1200, "1.2k"), (48_000, "48k"), (3e6, "3M")],
)
def test_numbers_are_short(value: float, shown: str) -> None:
    assert axis.count(value) == shown


WIDTHS = (30, 36, 58, 80, 116)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["weeks", "reviews", "time", "knowledge"])
def test_a_long_axis_of_time_says_its_years(name: str, width: int) -> None:
    reviews = [raw(TODAY - age) for age in range(0, 700, 7)]  # TODAY is 4 October 2024
    lines = plain(draw(compute(name, Past(reviews, since=None)), width, CHART_HEIGHT, 365, TODAY))
    labels = lines[CHART_HEIGHT].split("  ")
    shown = [label.strip() for label in labels if label.strip()]
    assert shown[0] in {"Oct 2022", "Nov 2022"}
    assert shown[-1] in {"Sep 2024", "Oct 2024"}
    between = ("2023", "Apr", "Jul", "Oct", "2024", "Apr", "Jul")
    assert is_part_of(shown[1:-1], between)
    assert "2024" in shown or width < 58


@pytest.mark.parametrize("width", WIDTHS)
def test_a_short_one_says_days_and_the_months_between(width: int) -> None:
    reviews = [raw(TODAY - age) for age in range(0, 90, 3)]
    lines = plain(draw(compute("weeks", Past(reviews, since=None)), width, CHART_HEIGHT, 90, TODAY))
    shown = [label.strip() for label in lines[CHART_HEIGHT].split("  ") if label.strip()]
    assert (shown[0], shown[-1]) == ("8 Jul", "30 Sep")
    assert is_part_of(shown[1:-1], ("Aug", "Sep"))
    assert len(shown) == 4 or width < 58


def is_part_of(some: Sequence[str], every: Sequence[str]) -> bool:
    """Whether they are among them, in the same order."""
    rest = iter(every)
    return all(one in rest for one in some)


def test_a_calendar_of_a_year_names_the_year_and_leaves_a_gap_between_names() -> None:
    for today in range(TODAY, TODAY + 28, 7):
        figure = compute("calendar", Past([raw(today)], since=None, today=today))
        shown = plain(heat.draw(figure, 60, 365, today))[-1].split()
        assert shown.index("2024") == shown.index("Dec") + 1
        assert all(one != other for one, other in pairwise(shown))
        assert all(len(name) == 3 for name in shown if name != "2024")


def test_a_curve_keeps_its_name_beside_the_value_of_the_first() -> None:
    reviews = [raw(TODAY, rating=3 if number else 1) for number in range(9)]
    lines = plain(curves.draw(compute("weeks", Past(reviews)), 40, 3))
    assert sum(line.endswith(" 89") for line in lines) == 1
    assert sum(line.endswith(" aim") for line in lines) == 1


def test_a_long_name_of_a_curve_is_not_cut() -> None:
    lines = plain(curves.draw(compute("knowledge", Past([raw(TODAY - 9), raw(TODAY)])), 60, 6))
    assert any(line.endswith(" reviewed") for line in lines)


@given(
    labels=st.lists(st.tuples(st.integers(-3, 40), st.sampled_from(("Jan", "2024", "30 Sep"))), max_size=9),
    width=st.integers(1, 40),
)
def test_no_label_touches_another_and_the_first_that_fits_is_kept(
    labels: list[axis.Label], width: int
) -> None:
    line = axis.spread(labels, width)
    assert len(line) <= width
    words = [word.strip() for word in line.split("  ") if word.strip()]
    assert set(words) <= {"Jan", "2024", "30 Sep"}
    fitting = [(at, text) for at, text in labels if 0 <= at <= width - len(text)]
    assert not fitting or line[fitting[0][0] :].startswith(fitting[0][1])
