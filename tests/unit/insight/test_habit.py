"""Streaks and the day's work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from studyapp.insight.habit import Today, longest_streak, reviews_per_day, streak, today_figures
from studyapp.insight.rows import Reviewed

TODAY = 20_000


def row(day: int = TODAY, card: str = "a", rating: int = 3, seconds: float | None = 4.0) -> Reviewed:
    at = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    return Reviewed(card, at, day, rating, "review", 5, seconds)


@pytest.mark.parametrize(
    ("ages", "length"),
    [
        ([], 0),
        ([0], 1),
        ([0, 1, 2], 3),
        ([1, 2], 2),
        ([2, 3, 4], 0),
        ([0, 2, 3], 1),
        ([0, 0, 1, 1], 2),
        ([-1, 0, 1], 2),
    ],
)
def test_a_streak_runs_up_to_today_or_yesterday(ages: list[int], length: int) -> None:
    assert streak([TODAY - age for age in ages], TODAY) == length


@pytest.mark.parametrize(
    ("days", "length"),
    [([], 0), ([7], 1), ([1, 2, 3, 9, 10], 3), ([9, 10, 1, 12, 11, 11], 4), ([-1, 0, 1], 3), ([0, 2, 4], 1)],
)
def test_the_longest_streak_may_lie_in_the_past(days: list[int], length: int) -> None:
    assert longest_streak(days) == length


def test_reviews_are_counted_by_study_day_in_order() -> None:
    assert list(reviews_per_day([row(TODAY), row(TODAY - 2), row(TODAY)]).items()) == [
        (TODAY - 2, 1),
        (TODAY, 2),
    ]


def test_todays_figures_leave_other_days_out() -> None:
    rows = [
        row(card="a", rating=1),
        row(card="a"),
        row(card="b", seconds=2.5),
        row(TODAY - 1),
        row(TODAY + 1),
    ]
    done = today_figures(rows, TODAY)
    assert done == Today(cards=2, reviews=3, again=1, seconds=10.5)
    assert done.correct == pytest.approx(2 / 3)


def test_a_time_that_was_not_taken_adds_nothing() -> None:
    assert today_figures([row(seconds=None), row(seconds=3.0)], TODAY).seconds == 3.0


def test_without_reviews_the_share_correct_is_none() -> None:
    assert today_figures([], TODAY).correct is None
    assert today_figures([row(rating=1)], TODAY).correct == 0.0
