"""What a plan promises: order of the grades, no time travel, one due date, and its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.schedule.fsrs import Rating
from studyapp.schedule.fuzz import fuzz_range, fuzzed
from studyapp.schedule.plan import (
    Moment,
    Phase,
    Rules,
    State,
    answer,
    elapsed_days,
    preview,
    reason,
    recall_probability,
)

DAY = 20_000
NOON = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=DAY)
NOW = Moment(NOON, DAY)
MINUTE = timedelta(minutes=1)
PLAIN = Rules(fuzz=False)

lucks = st.floats(0, 1, exclude_max=True)
ratings = st.sampled_from(Rating)
# A clock may be set to anything between two answers, and the learner may travel.
moments = st.builds(
    lambda day, minutes: Moment(NOON + timedelta(days=day, minutes=minutes), DAY + day),
    st.integers(-3000, 3000),
    st.integers(-700, 700),
)
steps = st.lists(st.integers(1, 3000).map(lambda minutes: minutes * MINUTE), max_size=3).map(tuple)
rules_of_any_kind = st.builds(
    Rules,
    retention=st.floats(0.7, 0.99),
    learning_steps=steps,
    relearning_steps=steps,
    maximum_interval=st.integers(1, 40_000),
    fuzz=st.booleans(),
)
histories = st.lists(st.tuples(ratings, moments, lucks), min_size=1, max_size=12)


def in_review(stability: float = 20.0, day: int = DAY - 20) -> State:
    return State(
        stability=stability,
        difficulty=5.0,
        phase=Phase.REVIEW,
        step=0,
        due_at=None,
        due_day=DAY,
        last_at=NOON - timedelta(days=DAY - day),
        last_day=day,
        reps=4,
        lapses=1,
    )


def replay(history: list[tuple[Rating, Moment, float]], rules: Rules) -> State:
    state: State | None = None
    for rating, moment, luck in history:
        state = answer(state, rating, moment, rules, luck)
    assert state is not None
    return state


@given(histories, rules_of_any_kind)
def test_whatever_the_clock_a_card_is_due_after_its_answer(
    history: list[tuple[Rating, Moment, float]], rules: Rules
) -> None:
    state, moment = replay(history, rules), history[-1][1]
    if state.due_at is not None:
        assert state.due_day is None
        assert timedelta() < state.due_at - moment.at < timedelta(days=1)
    else:
        assert state.due_day is not None
        assert state.due_day > moment.day
    if state.phase is Phase.REVIEW:
        assert state.due_day is not None
        assert state.due_day - moment.day <= rules.maximum_interval


@given(histories, rules_of_any_kind, moments, lucks)
def test_a_preview_is_the_answer(
    history: list[tuple[Rating, Moment, float]], rules: Rules, moment: Moment, luck: float
) -> None:
    state = replay(history, rules)
    shown = preview(state, moment, rules, luck)
    assert list(shown) == list(Rating)
    for rating in Rating:
        assert answer(state, rating, moment, rules, luck) == shown[rating]


@given(st.floats(0.01, 5000), st.integers(1, 1000), lucks)
def test_a_better_grade_never_comes_back_sooner(stability: float, elapsed: int, luck: float) -> None:
    shown = preview(in_review(stability, DAY - elapsed), NOW, Rules(), luck)
    days = [shown[rating].due_day or 0 for rating in (Rating.HARD, Rating.GOOD, Rating.EASY)]
    assert days == sorted(days)


@given(st.integers(1, 40_000), lucks)
def test_fuzz_stays_within_its_range(days: int, luck: float) -> None:
    shortest, longest = fuzz_range(days, 36500)
    assert 1 <= shortest <= fuzzed(days, 36500, luck) <= longest <= 40_000


@given(st.integers(3, 36500))
def test_luck_reaches_both_ends_of_the_range(days: int) -> None:
    ends = {fuzzed(days, 36500, 0.0), fuzzed(days, 36500, 1 - 1e-9)}
    assert ends == set(fuzz_range(days, 36500))
    assert len(ends) == 2


@given(st.integers(1, 36500), st.integers(1, 36500), lucks)
def test_fuzz_keeps_the_order_of_intervals(one: int, other: int, luck: float) -> None:
    short, long = sorted([one, other])
    assert fuzzed(short, 36500, luck) <= fuzzed(long, 36500, luck)


def test_one_and_two_days_are_never_fuzzed() -> None:
    assert [fuzz_range(days, 36500) for days in (1, 2, 3)] == [(1, 1), (2, 2), (2, 4)]


@given(st.integers(0, 5000))
def test_a_clock_that_was_set_back_counts_as_the_same_day(days: int) -> None:
    state = in_review(day=DAY + days)
    one, other = (answer(known, Rating.GOOD, NOW, PLAIN, 0) for known in (state, in_review(day=DAY)))
    assert (one.stability, one.difficulty) == (other.stability, other.difficulty)
    assert recall_probability(state, DAY) == 1.0
    assert elapsed_days(state, DAY) == 0


def test_elapsed_time_counts_study_days_and_not_hours() -> None:
    late = replace(in_review(day=DAY - 1), last_at=NOON - timedelta(hours=2))
    early = replace(in_review(day=DAY - 1), last_at=NOON - timedelta(hours=40))
    assert answer(late, Rating.GOOD, NOW, PLAIN, 0) == answer(early, Rating.GOOD, NOW, PLAIN, 0)


def test_hard_on_the_first_of_two_steps_waits_for_their_mean() -> None:
    state = answer(None, Rating.HARD, NOW, PLAIN, 0)
    assert (state.step, state.due_at) == (0, NOON + 5.5 * MINUTE)


def test_hard_on_an_only_step_waits_half_as_long_again() -> None:
    state = answer(in_review(), Rating.AGAIN, NOW, PLAIN, 0)
    assert answer(state, Rating.HARD, NOW, PLAIN, 0).due_at == NOON + 15 * MINUTE


def test_a_step_of_a_day_is_due_on_a_study_day() -> None:
    rules = Rules(learning_steps=(timedelta(hours=36),))
    state = answer(None, Rating.GOOD, NOW, Rules(learning_steps=(MINUTE, timedelta(days=1))), 0)
    assert (state.phase, state.due_at, state.due_day) == (Phase.LEARNING, None, DAY + 1)
    assert answer(None, Rating.AGAIN, NOW, rules, 0).due_day == DAY + 1


def test_only_forgetting_in_review_is_a_lapse() -> None:
    forgotten = answer(in_review(), Rating.AGAIN, NOW, PLAIN, 0)
    again = answer(forgotten, Rating.AGAIN, NOW, PLAIN, 0)
    assert (forgotten.lapses, again.lapses) == (2, 2)
    assert answer(None, Rating.AGAIN, NOW, PLAIN, 0).lapses == 0
    assert again.reps == in_review().reps + 2


def test_a_lapse_without_relearning_steps_stays_in_review() -> None:
    state = answer(in_review(), Rating.AGAIN, NOW, Rules(relearning_steps=(), fuzz=False), 0)
    assert (state.phase, state.lapses) == (Phase.REVIEW, 2)
    assert state.due_day is not None


def test_times_are_kept_in_utc() -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    state = answer(None, Rating.GOOD, Moment(tokyo, DAY), PLAIN, 0)
    assert state.due_at is not None
    assert {state.last_at.tzinfo, state.due_at.tzinfo} == {UTC}


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Moment(NOON.replace(tzinfo=None), DAY)
    with pytest.raises(ValueError, match="no time zone"):
        replace(in_review(), last_at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no time zone"):
        replace(in_review(), due_day=None, due_at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("due_at", [None, NOON])
def test_a_state_is_due_in_exactly_one_way(due_at: datetime | None) -> None:
    with pytest.raises(ValueError, match="either"):
        replace(in_review(), due_at=due_at, due_day=DAY if due_at else None)


@pytest.mark.parametrize("luck", [-0.1, 1.0, float("nan")])
def test_luck_out_of_range_is_refused(luck: float) -> None:
    with pytest.raises(ValueError, match="luck"):
        answer(None, Rating.GOOD, NOW, PLAIN, luck)


@pytest.mark.parametrize("retention", [0.0, 1.0, 90.0])
def test_a_retention_that_is_no_probability_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Rules(retention=retention)


def test_rules_that_no_plan_can_keep_are_refused() -> None:
    with pytest.raises(ValueError, match="longest interval"):
        Rules(maximum_interval=0)
    with pytest.raises(ValueError, match="step"):
        Rules(learning_steps=(timedelta(),))
    with pytest.raises(ValueError, match="21 weights"):
        Rules(weights=(0.4, 0.6))


def told(before: State | None, rating: Rating, rules: Rules, luck: float = 0.0) -> str:
    return reason(before, answer(before, rating, NOW, rules, luck), rules)


def test_a_step_explains_itself() -> None:
    assert told(None, Rating.GOOD, PLAIN) == "Still learning: step 2 of 2, back after 10 minutes."
    assert told(in_review(), Rating.AGAIN, PLAIN) == (
        "Forgotten: relearning step 1 of 1, back after 10 minutes."
    )
    relearning = answer(in_review(), Rating.AGAIN, NOW, PLAIN, 0)
    assert told(relearning, Rating.HARD, PLAIN) == "Still relearning: step 1 of 1, back after 15 minutes."
    day = Rules(learning_steps=(timedelta(days=1),))
    assert told(None, Rating.AGAIN, day) == "Still learning: step 1 of 1, back after 1 day."


def test_an_interval_explains_itself() -> None:
    assert told(None, Rating.EASY, PLAIN) == (
        "Stability is now 8.3 days, so recall falls to 90% after 8.3 days: due in 8 days."
    )


def test_a_fuzzed_interval_says_by_how_much_and_why() -> None:
    assert told(None, Rating.EASY, Rules()) == (
        "Stability is now 8.3 days, so recall falls to 90% after 8.3 days: "
        "due in 6 days, 2 days sooner so that cards answered together drift apart and days even out."
    )
    assert told(None, Rating.EASY, Rules(balance=False)).endswith("answered together drift apart.")
    easy = Rules(shares=(1, 1, 1, 1, 1, 0.5, 0))
    assert told(None, Rating.EASY, easy).endswith("drift apart, days even out and easy days stay easy.")


def test_the_shortest_and_the_longest_interval_are_named() -> None:
    no_steps = Rules(learning_steps=(), fuzz=False)
    assert told(None, Rating.AGAIN, no_steps).endswith("due in 1 day, the shortest interval.")
    short = Rules(maximum_interval=5, fuzz=False)
    assert told(in_review(), Rating.GOOD, short).endswith("due in 5 days, as no interval is longer.")
    assert "(it was 20 days)" in told(in_review(), Rating.GOOD, short)
