"""True retention counts what tests memory, and nothing else."""

from __future__ import annotations

import pytest

from studyapp.insight.retention import PERIODS, Retention, true_retention
from studyapp.insight.rows import Done
from studyapp.insight.tally import Tally

TODAY = 20_000


def row(day: int = TODAY, rating: int = 3, age: str = "young", kind: str = "review") -> Done:
    return Done(day, kind, age, rating, 1)


def test_every_grade_but_again_is_a_pass() -> None:
    kept = true_retention([row(rating=rating) for rating in (1, 2, 3, 4)], TODAY)["today"]
    assert kept.all == Tally(passed=3, total=4)
    assert kept.all.rate == 0.75


@pytest.mark.parametrize(
    ("kind", "age", "counted"),
    [
        ("review", "young", 1),
        ("learn", "", 0),
        ("relearn", "", 0),
        ("learn", "young", 1),
        ("relearn", "mature", 1),
    ],
)
def test_steps_and_first_reviews_are_left_out(kind: str, age: str, counted: int) -> None:
    assert true_retention([row(kind=kind, age=age)], TODAY)["all"].all.total == counted


def test_young_and_mature_are_told_apart() -> None:
    kept = true_retention([row(), row(age="mature"), row(age="mature", rating=1)], TODAY)["today"]
    assert (kept.young, kept.mature) == (Tally(1, 1), Tally(1, 2))


@pytest.mark.parametrize(
    ("age", "periods"),
    [
        (-1, set()),
        (0, {"today", "7 days", "30 days", "365 days", "all"}),
        (1, {"yesterday", "7 days", "30 days", "365 days", "all"}),
        (6, {"7 days", "30 days", "365 days", "all"}),
        (7, {"30 days", "365 days", "all"}),
        (29, {"30 days", "365 days", "all"}),
        (30, {"365 days", "all"}),
        (364, {"365 days", "all"}),
        (365, {"all"}),
    ],
)
def test_a_period_ends_with_today(age: int, periods: set[str]) -> None:
    kept = true_retention([row(day=TODAY - age)], TODAY)
    assert {name for name, of in kept.items() if of.all.total} == periods


def test_without_reviews_a_rate_is_none() -> None:
    kept = true_retention([], TODAY)
    assert list(kept) == list(PERIODS)
    assert set(kept.values()) == {Retention(Tally(0, 0), Tally(0, 0))}
    assert kept["all"].all.rate is None


def test_a_rate_of_zero_is_zero() -> None:
    assert true_retention([row(rating=1)], TODAY)["today"].young.rate == 0.0
