"""Days to come: what is due is answered, and forgotten as often as foreseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from studyapp.schedule.fsrs import Memory, Rating
from studyapp.schedule.plan import Moment, Rules, answer
from studyapp.schedule.simulation import Habits, Learned, Simulated, Simulation

TODAY = 20_000
ALWAYS_GOOD = Habits(firsts=(0, 0, 1, 0), passes=(0, 1, 0), passed=10, failed=30)
PLAIN = Rules(fuzz=False, learning_steps=())


def simulate(
    cards: list[Learned],
    *,
    unseen: int = 0,
    pace: int = 0,
    days: int = 10,
    habits: Habits = ALWAYS_GOOD,
    luck: float | None = None,
    rules: Rules = PLAIN,
) -> Simulated:
    draw = Random(1).random if luck is None else lambda: luck
    return Simulation(rules, habits, draw).run(cards, unseen, pace, range(TODAY, TODAY + days))


def learned(due: int, stability: float = 5.0) -> Learned:
    return Learned(Memory(stability, 5.0), TODAY - 5, due)


def test_a_card_is_answered_on_its_day_and_what_is_overdue_on_the_first() -> None:
    found = simulate([learned(TODAY - 3), learned(TODAY + 2)], days=3, luck=0.0)
    assert found.answers == [1, 0, 1]
    assert found.seconds == 20


def test_what_is_forgotten_is_asked_again_on_the_same_day() -> None:
    found = simulate([learned(TODAY)], days=1, luck=0.999)
    assert found.answers == [2]
    assert found.seconds == 40


def test_new_cards_come_at_their_pace_as_long_as_there_are_some() -> None:
    found = simulate([], unseen=7, pace=3, days=4, luck=0.0)
    assert found.answers[:2] == [3, 3]  # Good is due again after two days
    assert found.seen == 7


def test_what_is_known_at_the_end_is_the_sum_of_recall() -> None:
    """After as many days as its stability a card is recalled with nine in ten."""
    found = simulate([Learned(Memory(15.0, 5.0), TODAY - 5, TODAY + 30)], days=10)
    assert found.answers == [0] * 10
    assert found.known == pytest.approx(0.9)


def test_a_lower_aim_takes_fewer_answers_and_leaves_less() -> None:
    cards = [learned(TODAY + place % 9, 5.0 + place % 50) for place in range(300)]
    low, high = (
        simulate(cards, days=365, rules=Rules(retention=aim), habits=Habits((1, 1, 6, 2), (1, 7, 2), 10, 30))
        for aim in (0.8, 0.95)
    )
    assert sum(low.answers) < sum(high.answers)
    assert low.known < high.known


def test_grades_come_as_often_as_they_are_usual() -> None:
    """Of first answers half Again, which is asked once more, and half Easy."""
    rules = Rules(learning_steps=(timedelta(minutes=1),))
    habits = Habits((1, 0, 0, 1), (0, 1, 0), 1, 1)
    found = simulate([], unseen=1000, pace=1000, days=1, habits=habits, rules=rules)
    assert found.answers[0] - 1000 == pytest.approx(500, abs=80)


@pytest.mark.parametrize(
    ("rating", "answers"), [(Rating.AGAIN, 3), (Rating.HARD, 3), (Rating.GOOD, 2), (Rating.EASY, 1)]
)
def test_a_new_card_is_asked_at_each_learning_step(rating: Rating, answers: int) -> None:
    """As many times as the scheduler does, with the steps that most learners have."""
    habits = Habits(tuple(float(each == rating) for each in Rating), (0, 1, 0), 10, 30)
    found = simulate([], unseen=1, pace=1, days=1, habits=habits, rules=Rules())
    assert found.answers == [answers]
    at = Moment(datetime(2026, 3, 2, 9, tzinfo=UTC), TODAY)
    state, given = answer(None, rating, at, Rules(), 0.5), 1
    while state.due_at:
        state, given = answer(state, Rating.GOOD, at, Rules(), 0.5), given + 1
    assert given == answers


def test_a_step_of_days_is_waited_for() -> None:
    rules = Rules(fuzz=False, learning_steps=(timedelta(minutes=1), timedelta(days=3)))
    assert simulate([], unseen=1, pace=1, days=4, luck=0.0, rules=rules).answers == [1, 0, 0, 1]


def test_a_clock_that_was_set_back_makes_nobody_forget() -> None:
    """Answered a hundred days from now, as it seems."""
    ahead = Learned(Memory(2.0, 5.0), TODAY + 100, TODAY + 110)
    assert simulate([ahead], days=1).known == 1
    assert simulate([replace(ahead, due=TODAY)], days=1, luck=0.999).answers == [1]
