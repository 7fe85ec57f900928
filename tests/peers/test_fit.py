"""Weights fitted here foresee a learner's later answers as well as those that Anki fits to the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from studyapp.fitting.tree import History, grow
from studyapp.fitting.trial import surprise
from studyapp.fitting.weights import fit
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Weights
from tests.learner import FORGETFUL, remember
from tests.peers.asking import ask

pytestmark = pytest.mark.anki


def log_loss(histories: list[History], since: int, weights: Weights) -> float:
    """Of the answers from an instant on, in nats an answer."""
    tree = grow(histories, lambda review: float(review.at >= since))
    counts = np.array([tree.outcomes.passed, tree.outcomes.failed])
    return float((surprise(tree, weights) * counts).sum() / tree.total)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("memory", [FORGETFUL, DEFAULT_WEIGHTS], ids=["forgetful", "usual"])
def test_later_answers_are_foreseen_as_well(memory: Weights, seed: int) -> None:
    histories: list[History] = [*remember(memory, cards=600, reviews=8, seed=seed)]
    times = sorted(review.at for history in histories for review in history)
    cut = times[4 * len(times) // 5]
    earlier = [[review for review in history if review.at < cut] for history in histories]
    script = Path(__file__).with_name("anki_fit.py")
    theirs = tuple(ask({"histories": earlier}, timedelta(), script))
    ours = log_loss(histories, cut, fit(earlier))
    assert ours < 1.01 * log_loss(histories, cut, theirs)
