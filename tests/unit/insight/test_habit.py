"""Streaks and the day's work."""

from __future__ import annotations

import pytest

from studyapp.insight.habit import Today, longest_streak, reviews_per_day, streak, today_figures
from studyapp.insight.rows import Done

TODAY = 20_000


def row(day: int = TODAY, rating: int = 3, reviews: int = 1, milliseconds: int = 4000) -> Done:
    return Done(day, "review", "young", rating, reviews, milliseconds)


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
    assert list(reviews_per_day([row(TODAY), row(TODAY - 2), row(TODAY, reviews=4)]).items()) == [
        (TODAY - 2, 1),
        (TODAY, 5),
    ]


def test_todays_figures_leave_other_days_out() -> None:
    rows = [row(rating=1), row(), row(milliseconds=2500), row(TODAY - 1), row(TODAY + 1)]
    done = today_figures(rows, TODAY, 2)
    assert done == Today(cards=2, reviews=3, again=1, seconds=10.5)
    assert done.correct == pytest.approx(2 / 3)


def test_without_reviews_the_share_correct_is_none() -> None:
    assert today_figures([], TODAY, 0).correct is None
    assert today_figures([row(rating=1)], TODAY, 1).correct == 0.0
