"""The load ahead."""

from __future__ import annotations

from collections import Counter

import pytest

from studyapp.insight.load import backlog, daily_load, forecast

TODAY = 20_000
DUE = Counter([TODAY - 400, TODAY - 1, TODAY, TODAY, TODAY + 1, TODAY + 3, TODAY + 3, TODAY + 13, TODAY + 14])


def test_a_forecast_starts_with_today_and_leaves_the_backlog_out() -> None:
    assert forecast(DUE, TODAY, days=5) == [2, 1, 0, 2, 0]


def test_a_forecast_is_two_weeks_long() -> None:
    assert forecast(DUE, TODAY) == [2, 1, 0, 2, *[0] * 9, 1]


def test_the_backlog_was_due_before_today() -> None:
    assert backlog(DUE, TODAY) == 2


def test_a_card_is_a_review_a_day_at_most() -> None:
    assert daily_load([0, 1, 4]) == pytest.approx(2.25)
    assert daily_load([]) == 0
