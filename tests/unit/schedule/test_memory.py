"""What the memory model promises, whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.schedule.fsrs import (
    DEFAULT_WEIGHTS,
    MAX_STABILITY,
    MIN_STABILITY,
    Memory,
    Rating,
    first,
    interval,
    retrievability,
    review,
)

stabilities = st.floats(MIN_STABILITY, 40_000)
retentions = st.floats(0.5, 0.99)
ratings = st.sampled_from(Rating)
memories = st.builds(Memory, stabilities, st.floats(1, 10))


@given(stabilities, stabilities, retentions)
def test_the_interval_grows_with_stability(one: float, other: float, retention: float) -> None:
    low, high = sorted([one, other])
    assert interval(low, retention) <= interval(high, retention)


@given(stabilities, retentions, retentions)
def test_wanting_more_retention_shortens_the_interval(stability: float, one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert interval(stability, high) <= interval(stability, low)


@given(stabilities)
def test_stability_is_the_interval_at_nine_tenths(stability: float) -> None:
    assert interval(stability, 0.9) == pytest.approx(stability)


@given(stabilities, st.integers(0, 10_000), st.integers(0, 10_000))
def test_recall_only_falls_with_time(stability: float, one: int, other: int) -> None:
    early, late = sorted([one, other])
    assert 0 < retrievability(stability, late) <= retrievability(stability, early) <= 1


def test_a_time_before_the_review_counts_as_none() -> None:
    assert retrievability(3.0, -5) == retrievability(3.0, 0) == 1.0


@given(memories, ratings, st.integers(0, 10_000))
def test_difficulty_stays_between_one_and_ten(memory: Memory, rating: Rating, elapsed: int) -> None:
    assert 1 <= review(memory, rating, elapsed).difficulty <= 10


@given(memories, st.integers(1, 10_000))
def test_better_grades_leave_more_stability(memory: Memory, elapsed: int) -> None:
    left = [review(memory, rating, elapsed).stability for rating in Rating]
    assert left == sorted(left)


@given(memories, st.integers(0, 10_000))
def test_forgetting_never_strengthens(memory: Memory, elapsed: int) -> None:
    assert review(memory, Rating.AGAIN, elapsed).stability <= memory.stability


@given(memories, st.sampled_from([Rating.HARD, Rating.GOOD, Rating.EASY]), st.integers(0, 10_000))
def test_a_pass_never_weakens(memory: Memory, rating: Rating, elapsed: int) -> None:
    assert review(memory, rating, elapsed).stability >= memory.stability


def test_stability_has_a_floor() -> None:
    assert review(Memory(MIN_STABILITY, 10.0), Rating.AGAIN, 0).stability == MIN_STABILITY


@given(ratings)
def test_without_a_memory_a_review_is_the_first(rating: Rating) -> None:
    assert review(None, rating, None) == first(rating)


def test_a_memory_needs_the_elapsed_days() -> None:
    with pytest.raises(ValueError, match="how many days"):
        review(Memory(1.0, 5.0), Rating.GOOD, None)


def test_a_thousand_answers_on_one_day_overflow_nothing() -> None:
    weights = (*DEFAULT_WEIGHTS[:17], 2.0, 2.0, 0.0, DEFAULT_WEIGHTS[20])  # as steep as a fit may be
    memory = first(Rating.EASY, weights)
    for _ in range(1000):
        memory = review(memory, Rating.EASY, 0, weights)
    assert memory.stability == MAX_STABILITY
