"""Fitting: nearer to how a learner remembers, held near the defaults where little is known."""

from __future__ import annotations

import numpy as np

from studyapp.fitting.tree import Graded, grow
from studyapp.fitting.trial import hold_out
from studyapp.fitting.weights import HIGHEST, LOWEST, descend, fit, measure
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS
from tests.learner import FORGETFUL, remember


def test_a_learner_who_remembers_otherwise_is_recognised() -> None:
    histories = remember(FORGETFUL, cards=800, reviews=8)
    fitted = fit(histories)
    assert abs(fitted[2] - FORGETFUL[2]) < abs(DEFAULT_WEIGHTS[2] - FORGETFUL[2]) / 2
    held_out = hold_out(histories)
    assert held_out.is_won
    assert abs(held_out.fitted.recall - held_out.recalled) < abs(held_out.defaults.recall - held_out.recalled)


def test_a_learner_who_remembers_by_the_defaults_gains_nothing() -> None:
    assert not hold_out(remember(DEFAULT_WEIGHTS, cards=200, reviews=8)).is_won


def test_it_ends_where_no_step_leads_further_down() -> None:
    tree = grow(remember(FORGETFUL, cards=60, reviews=8))
    fitted = np.array(descend(tree))
    loss = measure(tree, fitted)[0]
    for step in np.eye(len(fitted)) * 0.02:
        for there in (fitted + step, fitted - step):
            assert measure(tree, np.clip(there, LOWEST, HIGHEST))[0] > loss - 0.2


def test_no_answer_leaves_the_defaults() -> None:
    assert fit([]) == DEFAULT_WEIGHTS
    assert fit([[Graded(1, 10, 3)], [Graded(2, 11, 1)]]) == DEFAULT_WEIGHTS


def test_answers_of_one_instant_foresee_nothing_of_each_other() -> None:
    together = [[Graded(1, 10, 3), Graded(1, 12, 1)]] * 5
    assert not hold_out(together).is_won


def test_one_answer_moves_little() -> None:
    moved = np.array(fit([[Graded(1, 10, 3), Graded(2, 12, 1)]])) - DEFAULT_WEIGHTS
    assert np.abs(moved[4:]).max() < 0.1


def test_a_better_first_answer_never_leaves_less() -> None:
    """Hard first answers that were all recalled after months, Good ones forgotten after days."""
    hard = [[Graded(n, 0, 2), Graded(100 + n, 90, 3)] for n in range(30)]
    good = [[Graded(n, 0, 3), Graded(100 + n, 4, 1 + 2 * (n % 2))] for n in range(30)]
    again, first_hard, first_good, easy = fit([*hard, *good])[:4]
    assert again <= first_hard <= first_good <= easy
