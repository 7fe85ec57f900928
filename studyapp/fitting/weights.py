"""The weights under which a learner's reviews are likeliest, held near those that most learners have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from studyapp.fitting.recall import Floats, expected
from studyapp.fitting.tree import Graded, History, Tree, grow
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Weights

# How far learners' weights lie apart: fsrs-rs 5, training.rs. Where they end: py-fsrs 6.3, scheduler.py.
SPREADS = np.array(
    [
        *(6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33),
        *(0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27),
    ]
)
LOWEST = np.array([*[0.001] * 4, 1, *[0.001] * 3, 0, 0, *[0.001] * 4, 0, 0, 1, 0, 0, 0, 0.1])
HIGHEST = np.array([*[100] * 4, 10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8])

OLDEST = 0.25  # what the oldest review weighs; the newest weighs 1
STEPS = 50  # at most; half a dozen are usual
SETTLED = 0.1  # nats over all reviews: a step that gains less is the last
LEAST_DAMPING = 1e-3


def fit(histories: Sequence[History]) -> Weights:
    """Minimise the log loss of the answers, in nats, plus Σ((w − default)/spread)².

    The later a review, the more it weighs, as in fsrs-rs: 0.25 + 0.75·x³ at the place x in time, from 0 to 1.
    """
    tree = grow(histories, by_age(histories))
    return descend(tree) if tree.total else DEFAULT_WEIGHTS


def by_age(histories: Sequence[History]) -> Callable[[Graded], float]:
    times = sorted({review.at for history in histories for review in history})
    places = {at: place / max(1, len(times) - 1) for place, at in enumerate(times)}
    return lambda review: OLDEST + (1 - OLDEST) * places[review.at] ** 3


def descend(tree: Tree) -> Weights:
    """Fisher scoring within the bounds from the defaults on, damped as Levenberg and Marquardt do it."""
    weights, damping = np.array(DEFAULT_WEIGHTS), LEAST_DAMPING
    loss, slope, curvature = measure(tree, weights)
    for _ in range(STEPS):
        free = ~((weights <= LOWEST) & (slope > 0) | (weights >= HIGHEST) & (slope < 0))
        damped = curvature + damping * np.diag(np.diag(curvature))
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(damped[np.ix_(free, free)], -slope[free])
        there = ordered(np.clip(weights + step, LOWEST, HIGHEST))
        gain = loss - (found := measure(tree, there))[0]
        if gain > 0:
            weights, damping = there, max(damping / 10, LEAST_DAMPING)
            loss, slope, curvature = found
        else:
            damping *= 10
        if 0 <= gain < SETTLED:
            break
    return tuple(weights.tolist())


def ordered(weights: Floats) -> Floats:
    """A better first answer never leaves less stability; Good, the usual one, stays as it is."""
    again, hard, good, easy = weights[:4]
    hard = min(hard, good)
    return np.array([min(again, hard), hard, good, max(easy, good), *weights[4:]])


def measure(tree: Tree, weights: Floats) -> tuple[float, Floats, Floats]:
    """What is minimised, its slope, and its curvature as Fisher's information foresees it."""
    recall = expected(tree, weights)
    r = clipped(recall.value)
    passed, failed = np.array(tree.outcomes.passed), np.array(tree.outcomes.failed)
    away = (weights - DEFAULT_WEIGHTS) / SPREADS
    loss = float(-(passed * np.log(r) + failed * np.log(1 - r)).sum() + (away**2).sum())
    slope = ((failed / (1 - r) - passed / r) @ recall.slope) + 2 * away / SPREADS
    informed = recall.slope * ((passed + failed) / (r * (1 - r)))[:, np.newaxis]
    return loss, slope, recall.slope.T @ informed + np.diag(2 / SPREADS**2)


def clipped(recall: Floats) -> Floats:
    """Never sure, so that no single answer costs without end."""
    return np.clip(recall, 1e-6, 1 - 1e-6)
