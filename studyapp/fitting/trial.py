"""Whether fitted weights foresee better than the defaults: on answers that came after what they saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from studyapp.fitting.messages import Foreseen, HeldOut
from studyapp.fitting.recall import Floats, expected
from studyapp.fitting.tree import Graded, History, Tree, answers, grow
from studyapp.fitting.weights import clipped, fit
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Weights

PARTS = 5  # of the answers in time, as many in each


def hold_out(histories: Sequence[History]) -> HeldOut:
    """Foresee each part of the answers but the first with weights fitted to all reviews before it.

    Raise IndexError where there are fewer answers than parts.
    """
    counts, old, new = (np.concatenate(rows, axis=1) for rows in zip(*foresee(histories), strict=True))
    total = counts.sum()
    gain = ((old - new) * counts).sum() / total
    spread = ((old - new - gain) ** 2 * counts).sum() / total

    def foreseen(surprises: Floats) -> Foreseen:
        return Foreseen(
            log_loss=(surprises * counts).sum() / total,
            recall=(np.exp(-surprises[0]) * counts).sum() / total,
        )

    return HeldOut(
        answers=round(total),
        recalled=counts[0].sum() / total,
        defaults=foreseen(old),
        fitted=foreseen(new),
        gain=gain,
        error=np.sqrt(spread / total),
    )


def foresee(histories: Sequence[History]) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Of each part: how many were right and wrong, and how either surprised the defaults and the fit."""
    times = sorted(review.at for history in histories for review in answers(history))
    cuts = [times[part * len(times) // PARTS] for part in range(1, PARTS)]
    for start, stop in zip(cuts, [*cuts[1:], times[-1] + 1], strict=True):
        earlier = [[review for review in history if review.at < start] for history in histories]
        part = grow(histories, between(start, stop))
        counts = np.array([part.outcomes.passed, part.outcomes.failed])
        yield counts, surprise(part, DEFAULT_WEIGHTS), surprise(part, fit(earlier))


def between(start: int, stop: int) -> Callable[[Graded], float]:
    return lambda review: float(start <= review.at < stop)


def surprise(tree: Tree, weights: Weights) -> Floats:
    """Of each outcome, nats for a right answer and for a wrong one: −ln of the probability given to it."""
    recall = clipped(expected(tree, np.array(weights)).value)
    return np.array([-np.log(recall), -np.log(1 - recall)])
