"""Reviews by day, and streaks."""

from __future__ import annotations

from random import Random

import pytest

from studyapp.insight.habit import longest_streak, reviews_per_day, streak
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


def test_streaks_agree_with_a_slow_recount() -> None:
    random = Random(1)
    for _ in range(100):
        days = {TODAY - random.randint(-2, 40) for _ in range(random.randint(0, 60))}
        runs = {
            day: next(n for n in range(50) if day - n not in days) for day in range(TODAY - 40, TODAY + 3)
        }
        assert longest_streak(days) == max(runs.values())
        assert streak(days, TODAY) == (runs[TODAY] or runs[TODAY - 1])
