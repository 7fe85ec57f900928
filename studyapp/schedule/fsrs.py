"""FSRS-6, a model of memory: how stable a card is, how difficult, and how likely it is recalled.

Formulas: "The Algorithm", section FSRS-6, in the wiki of open-spaced-repetition; clamps as in py-fsrs 6.3.
All of it over plain floats; times are in days. In formulas S is stability, D difficulty, R retrievability,
G the rating and w the weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from math import exp
from typing import NamedTuple

Weights = tuple[float, ...]

DEFAULT_NAME = "fsrs-6"
DEFAULT_WEIGHTS: Weights = (
    *(0.212, 1.2931, 2.3065, 8.2956),  # w0–w3: first stability, by rating
    *(6.4133, 0.8334, 3.0194, 0.001),  # w4–w7: difficulty
    *(1.8722, 0.1666, 0.796),  # w8–w10: stability after recall
    *(1.4835, 0.0614, 0.2629, 1.6483),  # w11–w14: stability after forgetting
    *(0.6014, 1.8729),  # w15 for Hard, w16 for Easy
    *(0.5425, 0.0912, 0.0658),  # w17–w19: reviews on the same day
    0.1542,  # w20: how fast the forgetting curve falls
)

MIN_STABILITY = 0.001
# Far above any interval: with w19 = 0, a hundred answers on one day would otherwise overflow.
MAX_STABILITY = 1e6


class Rating(IntEnum):
    """How well an answer was known; everything but AGAIN is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What the model keeps of a card."""

    stability: float  # days after which it is recalled with probability 0.9
    difficulty: float  # 1 (easy) to 10


class Curve(NamedTuple):
    """A forgetting curve: recall after t days at stability S is (1 + factor · t/S)^decay."""

    factor: float
    decay: float  # below 0


def retrievability(stability: float, elapsed_days: float, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Probability of recall after `elapsed_days`: R = (1 + F·t/S)^−w20, with F such that R(S) = 0.9.

    A time before the review counts as none.
    """
    return float((1 + _factor(weights) * max(0.0, elapsed_days) / stability) ** -weights[20])


def curve(weights: Weights = DEFAULT_WEIGHTS) -> Curve:
    """Return `retrievability` with these weights, for where it is computed elsewhere."""
    return Curve(_factor(weights), -weights[20])


def forgetting(weights: Weights = DEFAULT_WEIGHTS) -> Callable[[float, float], float]:
    """Return `retrievability` with these weights, quick where many cards are asked for: (S, t) → R."""
    factor, decay = curve(weights)
    return lambda stability, elapsed: float((1 + factor * max(0.0, elapsed) / stability) ** decay)


def interval(stability: float, retention: float, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Days, unrounded, until recall falls to `retention`: the forgetting curve solved for t."""
    return float(stability / _factor(weights) * (retention ** (-1 / weights[20]) - 1))


def first(rating: Rating, weights: Weights = DEFAULT_WEIGHTS) -> Memory:
    """Return the memory after the first review: S = w[G−1], D = w4 − e^(w5·(G−1)) + 1."""
    difficulty = _clamp_difficulty(_first_difficulty(rating, weights))
    return Memory(_clamp_stability(weights[rating - 1]), difficulty)


def review(
    memory: Memory | None, rating: Rating, elapsed_days: int | None, weights: Weights = DEFAULT_WEIGHTS
) -> Memory:
    """Return the memory after an answer, `elapsed_days` after the last; no memory means the first review.

    Less than a day is a review on the same day. Raises ValueError for a memory without elapsed days.
    """
    if memory is None:
        return first(rating, weights)
    if elapsed_days is None:
        raise ValueError("a card that has a memory was reviewed before: how many days ago is needed")
    if elapsed_days < 1:
        stability = _same_day(memory, rating, weights)
    elif rating == Rating.AGAIN:
        stability = _forgotten(memory, elapsed_days, weights)
    else:
        stability = _recalled(memory, rating, elapsed_days, weights)
    return Memory(_clamp_stability(stability), _next_difficulty(memory.difficulty, rating, weights))


def _recalled(memory: Memory, rating: Rating, elapsed_days: int, w: Weights) -> float:
    """S·(1 + e^w8·(11−D)·S^−w9·(e^(w10·(1−R)) − 1)·w15 if Hard·w16 if Easy)."""
    s, d = memory.stability, memory.difficulty
    r = retrievability(s, elapsed_days, w)
    grade = {Rating.HARD: w[15], Rating.EASY: w[16]}.get(rating, 1.0)
    return float(s * (1 + exp(w[8]) * (11 - d) * s ** -w[9] * (exp(w[10] * (1 - r)) - 1) * grade))


def _forgotten(memory: Memory, elapsed_days: int, w: Weights) -> float:
    """w11·D^−w12·((S+1)^w13 − 1)·e^(w14·(1−R)), at most S/e^(w17·w18): forgetting never strengthens."""
    s, d = memory.stability, memory.difficulty
    r = retrievability(s, elapsed_days, w)
    relearnt = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * exp(w[14] * (1 - r))
    return float(min(relearnt, s / exp(w[17] * w[18])))


def _same_day(memory: Memory, rating: Rating, w: Weights) -> float:
    """S·e^(w17·(G−3+w18))·S^−w19, where a pass never weakens."""
    s = memory.stability
    increase = exp(w[17] * (rating - 3 + w[18])) * s ** -w[19]
    return float(s * (increase if rating == Rating.AGAIN else max(1.0, increase)))


def _next_difficulty(difficulty: float, rating: Rating, w: Weights) -> float:
    """w7·D0(Easy) + (1−w7)·(D − w6·(G−3)·(10−D)/9): damped near 10, drawn towards an easy card's."""
    moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
    return _clamp_difficulty(w[7] * _first_difficulty(Rating.EASY, w) + (1 - w[7]) * moved)


def _first_difficulty(rating: Rating, w: Weights) -> float:
    return w[4] - exp(w[5] * (rating - 1)) + 1


def _factor(weights: Weights) -> float:
    return float(0.9 ** (-1 / weights[20]) - 1)


def _clamp_difficulty(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)


def _clamp_stability(stability: float) -> float:
    return min(max(stability, MIN_STABILITY), MAX_STABILITY)
