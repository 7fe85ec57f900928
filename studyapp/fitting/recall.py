"""FSRS-6 over a whole tree of histories: recall as a function of the weights, with its slopes.

The formulas are those of `studyapp.schedule.fsrs`, which a test holds these against; S is stability, D
difficulty, R retrievability, G the rating.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studyapp.fitting.dual import Dual, exp, lower, where
from studyapp.fitting.tree import Tree
from studyapp.schedule.fsrs import MAX_STABILITY, MIN_STABILITY, Rating

Floats = NDArray[np.float64]


def expected(tree: Tree, weights: Floats) -> Dual:
    """The recall that these weights foresee of each outcome, and its slope in each of them."""
    w = [Dual(weights[place], slope) for place, slope in enumerate(np.eye(len(weights)))]
    stability = join(stabilities(tree, w))[np.array(tree.outcomes.states, np.intp)]
    return recall(stability, np.array(tree.outcomes.elapsed, np.float64), w)


def stabilities(tree: Tree, w: Sequence[Dual]) -> list[Dual]:
    """S of every state, in days, level by level."""
    found: list[Dual] = []
    for level in tree.levels:
        ratings = np.array(level.ratings, np.float64)
        if not found:
            first = np.array(level.ratings, np.intp) - 1
            stability, difficulty = join(w[:4])[first], first_difficulty(ratings, w)
        else:
            parents = np.array(level.parents, np.intp)
            before = stability[parents], difficulty[parents]
            stability, difficulty = follow(*before, ratings, np.array(level.elapsed, np.float64), w)
        stability = stability.within(MIN_STABILITY, MAX_STABILITY)
        difficulty = difficulty.within(1.0, 10.0)
        found.append(stability)
    return found


def recall(s: Dual, elapsed: Floats, w: Sequence[Dual]) -> Dual:
    """R after `elapsed` days: (1 + F·t/S)^−w20, with F such that R(S) = 0.9."""
    factor = exp(-np.log(0.9) / w[20]) - 1
    return (1 + factor * elapsed / s) ** -w[20]


def follow(s: Dual, d: Dual, g: Floats, elapsed: Floats, w: Sequence[Dual]) -> tuple[Dual, Dual]:
    """S and D after a review, `elapsed` study days after the one before."""
    r = recall(s, elapsed, w)
    again = g == Rating.AGAIN
    later = where(again, forgotten(s, d, r, w), recalled(s, d, r, g, w))
    return where(elapsed < 1, same_day(s, g, w), later), next_difficulty(d, g, w)


def recalled(s: Dual, d: Dual, r: Dual, g: Floats, w: Sequence[Dual]) -> Dual:
    one = Dual(np.array(1.0), np.zeros(len(w)))
    grade = where(g == Rating.HARD, w[15], where(g == Rating.EASY, w[16], one))
    return s * (1 + exp(w[8]) * (11 - d) * s ** -w[9] * (exp(w[10] * (1 - r)) - 1) * grade)


def forgotten(s: Dual, d: Dual, r: Dual, w: Sequence[Dual]) -> Dual:
    relearnt = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * exp(w[14] * (1 - r))
    return lower(relearnt, s / exp(w[17] * w[18]))


def same_day(s: Dual, g: Floats, w: Sequence[Dual]) -> Dual:
    increase = exp(w[17] * (w[18] + (g - 3))) * s ** -w[19]
    return where((g > Rating.AGAIN) & (increase.value < 1), s, s * increase)


def next_difficulty(d: Dual, g: Floats, w: Sequence[Dual]) -> Dual:
    moved = d - w[6] * (10 - d) * (g - 3) / 9
    easy = first_difficulty(np.array([4.0]), w)
    return w[7] * easy + (1 - w[7]) * moved


def first_difficulty(g: Floats, w: Sequence[Dual]) -> Dual:
    return w[4] + (1 - exp(w[5] * (g - 1)))


def join(parts: Sequence[Dual]) -> Dual:
    """One row of numbers after another."""
    slopes = np.concatenate([np.atleast_2d(part.slope) for part in parts])
    return Dual(np.concatenate([np.atleast_1d(part.value) for part in parts]), slopes)
