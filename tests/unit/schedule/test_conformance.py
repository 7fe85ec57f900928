"""py-fsrs is the oracle: the same answers lead to the same memory, step and due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import fsrs
import pytest
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from studyapp.schedule.days import study_day
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Rating, Weights, interval, retrievability
from studyapp.schedule.fuzz import fuzz_range, fuzzed
from studyapp.schedule.plan import Moment, Phase, Rules, State, answer, recall_probability

FIRST_DAY = 20_000
PHASES = {
    fsrs.State.Learning: Phase.LEARNING,
    fsrs.State.Review: Phase.REVIEW,
    fsrs.State.Relearning: Phase.RELEARNING,
}
STEPS: list[tuple[timedelta, ...]] = [
    (timedelta(minutes=1), timedelta(minutes=10)),
    (),
    (timedelta(minutes=10),),
    (timedelta(seconds=30), timedelta(minutes=7), timedelta(hours=5)),
    (timedelta(minutes=15), timedelta(days=1), timedelta(days=3)),
]


@dataclass(frozen=True)
class Answer:
    rating: Rating
    day: int
    at: datetime


def nearly(value: float | None) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def noon(day: int) -> datetime:
    """py-fsrs floors 24 hours; between noons that counts study days."""
    return datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)


def draw_history(random: Random) -> list[Answer]:
    """Answers in time order, several of them on the same study day now and then."""
    answers, day, minute = [], FIRST_DAY, 0
    for _ in range(random.randint(1, 25)):
        gap = random.choice([0, 0, 0, 1, 1, 2, 5, random.randint(3, 30), random.randint(30, 900)])
        day, minute = day + gap, random.randint(minute, 1439) if gap == 0 else random.randint(0, 600)
        at = datetime(1970, 1, 1, 4, tzinfo=UTC) + timedelta(days=day, minutes=minute)
        assert study_day(at, timedelta()) == day
        answers.append(Answer(random.choice(list(Rating)), day, at))
    return answers


def draw_weights(random: Random) -> Weights:
    bounds = zip(LOWER_BOUNDS_PARAMETERS, DEFAULT_WEIGHTS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(low, w * random.uniform(0.8, 1.25)), high) for low, w, high in bounds)


def draw_rules(random: Random, weights: Weights) -> Rules:
    return Rules(
        retention=random.choice([0.7, 0.85, 0.9, 0.97]),
        learning_steps=random.choice(STEPS),
        relearning_steps=random.choice(STEPS),
        maximum_interval=random.choice([36500, 365, 20]),
        fuzz=False,
        weights=weights,
    )


def oracle_of(rules: Rules) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=rules.weights,
        desired_retention=rules.retention,
        learning_steps=rules.learning_steps,
        relearning_steps=rules.relearning_steps,
        maximum_interval=rules.maximum_interval,
        enable_fuzzing=False,
    )


def assert_same(state: State, card: fsrs.Card, given: Answer) -> None:
    assert state.stability == nearly(card.stability)
    assert state.difficulty == nearly(card.difficulty)
    assert state.phase is PHASES[card.state]
    assert state.step == (card.step or 0)
    wait = card.due - noon(given.day)
    if wait < timedelta(days=1):
        assert (state.due_at, state.due_day) == (given.at + wait, None)
    else:
        assert (state.due_at, state.due_day) == (None, given.day + wait.days)


def assert_history_agrees(random: Random, weights: Weights) -> None:
    rules = draw_rules(random, weights)
    oracle, card = oracle_of(rules), fsrs.Card(card_id=1)
    state: State | None = None
    for given in draw_history(random):
        card, _ = oracle.review_card(card, fsrs.Rating(given.rating), noon(given.day))
        state = answer(state, given.rating, Moment(given.at, given.day), rules, luck=random.random())
        assert_same(state, card, given)
        later = given.day + random.randint(0, 500)
        recalled = oracle.get_card_retrievability(card, noon(later))
        assert recall_probability(state, later, weights) == nearly(recalled)


def test_the_default_weights_are_those_of_py_fsrs() -> None:
    assert fsrs.Scheduler().parameters == DEFAULT_WEIGHTS


@pytest.mark.parametrize("block", range(10))
def test_a_thousand_random_histories_agree(block: int) -> None:
    random = Random(f"histories {block}")
    for _ in range(100):
        assert_history_agrees(random, DEFAULT_WEIGHTS)


def test_histories_under_other_weights_agree() -> None:
    random = Random("weights")
    for _ in range(200):
        assert_history_agrees(random, draw_weights(random))


def test_steps_that_were_made_fewer_since_agree() -> None:
    """A card may stand at a step that the learner's settings no longer have."""
    many = Rules(learning_steps=STEPS[3], fuzz=False)
    few = Rules(learning_steps=STEPS[2], fuzz=False)
    for rating in Rating:
        card, state = fsrs.Card(card_id=1), None
        for rules, given in [(many, Rating.GOOD), (many, Rating.GOOD), (few, rating), (few, Rating.HARD)]:
            card, _ = oracle_of(rules).review_card(card, fsrs.Rating(given), noon(FIRST_DAY))
            state = answer(state, given, Moment(noon(FIRST_DAY), FIRST_DAY), rules, luck=0.0)
            assert_same(state, card, Answer(given, FIRST_DAY, noon(FIRST_DAY)))


@pytest.mark.parametrize("retention", [0.7, 0.8, 0.9, 0.95])
def test_the_interval_is_where_the_forgetting_curve_meets_the_retention(retention: float) -> None:
    assert retrievability(12.5, interval(12.5, retention)) == nearly(retention)


@pytest.mark.parametrize("maximum", [36500, 40])
def test_the_fuzz_range_is_that_of_py_fsrs(maximum: int, monkeypatch: pytest.MonkeyPatch) -> None:
    oracle = fsrs.Scheduler(maximum_interval=maximum)
    for days in [*range(1, 120), 365, 1000, 3651]:
        if days > maximum:
            continue
        reached = set()
        for luck in (0.0, 1 - 1e-9):
            monkeypatch.setattr("fsrs.scheduler.random", lambda luck=luck: luck)
            reached.add(oracle._get_fuzzed_interval(interval=timedelta(days=days)).days)
        shortest, longest = fuzz_range(days, maximum)
        # py-fsrs rounds a draw in [shortest, longest + 1) where it means to floor it: one day past its range.
        assert reached == {shortest, min(longest + (days > 2), maximum)}
        assert {fuzzed(days, maximum, luck) for luck in (0.0, 1 - 1e-9)} == {shortest, longest}
