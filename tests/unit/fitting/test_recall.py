"""The formulas over a tree are the scheduler's, and their slopes are what they change by."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from studyapp.fitting.recall import expected
from studyapp.fitting.tree import Graded, History, answers, grow
from studyapp.fitting.weights import HIGHEST, LOWEST
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Memory, Rating, Weights, retrievability, review


def draw_history(random: Random) -> list[Graded]:
    day, history = 0, []
    for place in range(random.randint(2, 20)):
        day += random.choice([0, 1, 2, 5, random.randint(3, 30), random.randint(30, 900)])
        history.append(Graded(place, day, random.randint(1, 4)))
    return history


def draw_weights(random: Random) -> Weights:
    share = random.random()  # of the way to somewhere else within the bounds
    bounds = zip(LOWEST, DEFAULT_WEIGHTS, HIGHEST, strict=True)
    return tuple(default + share * (random.uniform(low, high) - default) for low, default, high in bounds)


def foresee(history: History, weights: Weights) -> list[float]:
    """What the scheduler expects of each answer that tells of memory."""
    memory: Memory | None = None
    found = []
    for before, now in pairwise([None, *history]):
        assert now is not None
        elapsed = now.day - before.day if before else None
        if memory and elapsed:
            found.append(retrievability(memory.stability, elapsed, weights))
        memory = review(memory, Rating(now.rating), elapsed, weights)
    return found


@pytest.mark.parametrize("seed", range(200))
def test_recall_is_what_the_scheduler_expects(seed: int) -> None:
    random = Random(seed)
    history, weights = draw_history(random), draw_weights(random)
    if answers(history):
        recall = expected(grow([history]), np.array(weights)).value
        assert list(recall) == pytest.approx(foresee(history, weights), rel=1e-9)


def test_slopes_are_what_recall_changes_by() -> None:
    """At weights without a kink beside them; every weight matters to some history."""
    random = Random(5)
    tree = grow([draw_history(random) for _ in range(100)])
    weights = np.array(DEFAULT_WEIGHTS) + 0.003
    slopes = expected(tree, weights).slope
    for place, step in enumerate(np.eye(len(weights)) * 1e-6):
        change = expected(tree, weights + step).value - expected(tree, weights - step).value
        assert slopes[:, place] == pytest.approx(change / 2e-6, rel=1e-3, abs=1e-6)
        assert np.abs(slopes[:, place]).max() > 1e-4
