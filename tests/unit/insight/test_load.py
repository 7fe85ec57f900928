"""The load ahead."""

from __future__ import annotations

from studyapp.insight.load import backlog, due_tomorrow, forecast

TODAY = 20_000
DUE = [TODAY - 400, TODAY - 1, TODAY, TODAY, TODAY + 1, TODAY + 3, TODAY + 3, TODAY + 13, TODAY + 14]


def test_a_forecast_starts_with_today_and_leaves_the_backlog_out() -> None:
    assert forecast(DUE, TODAY, days=5) == [2, 1, 0, 2, 0]


def test_a_forecast_is_two_weeks_long() -> None:
    assert forecast(DUE, TODAY) == [2, 1, 0, 2, *[0] * 9, 1]


def test_the_backlog_was_due_before_today() -> None:
    assert backlog(DUE, TODAY) == 2


def test_tomorrow_is_the_next_study_day_only() -> None:
    assert due_tomorrow(DUE, TODAY) == 1


def test_any_iterable_will_do() -> None:
    assert forecast(iter(DUE), TODAY, days=1) == [2]
    assert forecast(iter([]), TODAY, days=2) == [0, 0]
