"""Histories as a tree: what two of them share is there once."""

from __future__ import annotations

from studyapp.fitting.tree import Graded, answers, grow

GOOD, AGAIN = 3, 1


def history(*reviews: tuple[int, int]) -> list[Graded]:
    return [Graded(1000 * day + place, day, rating) for place, (day, rating) in enumerate(reviews)]


ONE = history((10, GOOD), (13, GOOD), (13, AGAIN))
TWO = history((50, GOOD), (53, GOOD), (60, GOOD))
THREE = history((10, GOOD), (13, AGAIN))


def test_a_beginning_that_is_shared_is_one_state() -> None:
    tree = grow([ONE, TWO, THREE])
    assert [level.ratings for level in tree.levels] == [[GOOD], [GOOD, AGAIN], [AGAIN, GOOD]]
    assert [level.elapsed for level in tree.levels] == [[0], [3, 3], [0, 7]]
    assert [level.parents for level in tree.levels] == [[0], [0, 0], [0, 0]]


def test_an_outcome_counts_a_day_or_more_after_the_review_before() -> None:
    outcomes = grow([ONE, TWO, THREE]).outcomes
    assert outcomes.states == [0, 1]  # after the first Good; after that and another, three days later
    assert outcomes.elapsed == [3, 7]
    assert (outcomes.passed, outcomes.failed) == ([2, 1], [1, 0])


def test_an_outcome_without_weight_is_left_out_and_its_state_is_not() -> None:
    tree = grow([ONE, TWO], lambda review: float(review.day == 60))
    assert (tree.outcomes.states, tree.total) == ([1], 1)
    assert len(tree.levels) == 3


def test_a_clock_that_was_set_back_makes_no_days() -> None:
    back = history((10, GOOD), (9, GOOD))
    assert grow([back]).levels[1].elapsed == [0]
    assert answers(back) == []


def test_nothing_makes_an_empty_tree() -> None:
    assert grow([]).total == 0
