"""The load ahead."""

from __future__ import annotations

from collections import Counter

import pytest

from studyapp.insight.figure import compute
from studyapp.insight.load import backlog, daily_load, forecast
from studyapp.insight.rows import Standing, Strength
from tests.unit.insight.histories import TODAY, Past

DUE = Counter([TODAY - 400, TODAY - 1, TODAY, TODAY, TODAY + 1, TODAY + 3, TODAY + 3, TODAY + 13, TODAY + 14])


def test_a_forecast_starts_with_today_and_leaves_the_backlog_out() -> None:
    assert forecast(DUE, TODAY, days=5) == [2, 1, 0, 2, 0]


def test_a_forecast_is_two_weeks_long() -> None:
    assert forecast(DUE, TODAY) == [2, 1, 0, 2, *[0] * 9, 1]


def test_the_backlog_was_due_before_today() -> None:
    assert backlog(DUE, TODAY) == 2


def test_a_card_is_a_review_a_day_at_most() -> None:
    assert daily_load({0: 1, 1: 1, 4: 2}) == pytest.approx(2.5)
    assert daily_load({}) == 0


def standing(name: str, phase: str, due_day: int, buried: bool = False) -> Standing:
    known = Strength(phase, 4.0, 5.0, TODAY - 4, due_day, phase != "review", 0)
    return Standing(name, "", "deck", buried=buried, strength=known)


def test_a_card_in_a_step_is_one_review_a_day_of_the_load() -> None:
    cards = [standing(phase, phase, TODAY) for phase in ("learning", "relearning", "review")]
    assert compute("due", Past(cards=cards)).facts["daily_load"] == pytest.approx(2.25)


def test_a_buried_card_is_due_neither_today_nor_before_but_is_later() -> None:
    cards = [standing(f"{day}", "review", day, buried=True) for day in (TODAY - 1, TODAY, TODAY + 1)]
    figure = compute("due", Past(cards=cards))
    assert figure.rows == ((TODAY + 1, 1, 1),)
    assert figure.facts["backlog"] == 0
    assert figure.facts["tomorrow"] == 1
