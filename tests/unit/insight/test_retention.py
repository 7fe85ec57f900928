"""True retention counts what tests memory, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from studyapp.insight.retention import PERIODS, Retention, Tally, true_retention
from studyapp.insight.rows import Reviewed

TODAY = 20_000


def row(day: int = TODAY, rating: int = 3, phase: str | None = "review", interval: int = 5) -> Reviewed:
    at = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    return Reviewed("a-card", at, day, rating, phase, interval, seconds=4.0)


def test_every_grade_but_again_is_a_pass() -> None:
    kept = true_retention([row(rating=rating) for rating in (1, 2, 3, 4)], TODAY)["today"]
    assert kept.all == Tally(passed=3, total=4)
    assert kept.all.rate == 0.75


@pytest.mark.parametrize(
    ("phase", "interval", "counted"),
    [
        ("review", 5, 1),
        ("review", 0, 1),
        ("learning", 0, 0),
        ("relearning", 0, 0),
        (None, 0, 0),
        ("learning", 1, 1),
        ("relearning", 3, 1),
    ],
)
def test_steps_and_first_reviews_are_left_out(phase: str | None, interval: int, counted: int) -> None:
    kept = true_retention([row(phase=phase, interval=interval)], TODAY)
    assert kept["all"].all.total == counted


@pytest.mark.parametrize(("interval", "young", "mature"), [(20, 1, 0), (21, 0, 1), (22, 0, 1)])
def test_a_card_is_mature_by_its_previous_interval(interval: int, young: int, mature: int) -> None:
    kept = true_retention([row(interval=interval)], TODAY)["today"]
    assert (kept.young.total, kept.mature.total) == (young, mature)


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
