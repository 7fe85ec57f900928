"""When a card comes back: learning steps first, then whole days, as in py-fsrs and Anki.

Nothing here reads a clock or draws a number: the moment and the luck are passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import nextafter

from studyapp.schedule.balance import NOTHING, USUAL, Due, Shares, weights
from studyapp.schedule.days import DAY, require_aware
from studyapp.schedule.fsrs import (
    DEFAULT_NAME,
    DEFAULT_WEIGHTS,
    Memory,
    Rating,
    Weights,
    interval,
    retrievability,
    review,
)
from studyapp.schedule.fuzz import fuzzed
from studyapp.schedule.spell import spell_days, spell_span

LUCKIEST = nextafter(1.0, 0.0)  # of [0, 1)


class Phase(StrEnum):
    """Where a card that was answered at least once stands."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and the learner's study day at that instant."""

    at: datetime  # aware
    day: int  # days since 1970-01-01

    def __post_init__(self) -> None:
        require_aware(self.at)


@dataclass(frozen=True, slots=True)
class State(Memory):
    """A card after its last answer. Due at an instant (a step under a day) or on a study day (the rest)."""

    phase: Phase
    step: int  # index into the steps of the phase; 0 in review
    due_at: datetime | None
    due_day: int | None
    last_at: datetime
    last_day: int
    reps: int  # answers so far
    lapses: int  # times it was forgotten in review

    @property
    def interval(self) -> int:
        """Days from the last answer to when it is due; 0 for a step within a day."""
        return 0 if self.due_day is None else self.due_day - self.last_day

    def __post_init__(self) -> None:
        if (self.due_at is None) == (self.due_day is None):
            raise ValueError("a card is due either at an instant or on a study day")
        require_aware(self.last_at)
        if self.due_at is not None:
            require_aware(self.due_at)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the learner wants cards to come back. Raises ValueError for rules that no plan can keep."""

    retention: float = 0.9  # probability of recall at which a card is due
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = 36500  # days
    fuzz: bool = True
    balance: bool = True  # fuzz towards days on which less is due
    shares: Shares = USUAL  # and towards weekdays that are to take more
    weights: Weights = DEFAULT_WEIGHTS
    parameters: str = DEFAULT_NAME  # what these weights are called

    def __post_init__(self) -> None:
        if not 0 < self.retention < 1:
            raise ValueError(f"retention is a probability between 0 and 1, not {self.retention}")
        if self.maximum_interval < 1:
            raise ValueError(f"the longest interval is at least 1 day, not {self.maximum_interval}")
        if any(step <= timedelta() for step in (*self.learning_steps, *self.relearning_steps)):
            raise ValueError("a learning step is longer than no time")
        if len(self.shares) != len(USUAL) or not all(0 <= share <= 1 for share in self.shares):
            raise ValueError(f"a week is seven shares between 0 and 1, not {self.shares}")
        if len(self.weights) != len(DEFAULT_WEIGHTS):
            raise ValueError(f"FSRS-6 has {len(DEFAULT_WEIGHTS)} weights, not {len(self.weights)}")


def answer(
    state: State | None, rating: Rating, moment: Moment, rules: Rules, luck: float, *, due: Due = NOTHING
) -> State:
    """Return the card's state after an answer; no state means that it is new.

    `luck` in [0, 1) picks the interval within the fuzz range, where `due` says how full its days are.
    Raises ValueError for luck out of range.
    """
    if not 0 <= luck < 1:
        raise ValueError(f"luck is at least 0 and below 1, not {luck}")
    at = moment.at.astimezone(UTC)
    elapsed = elapsed_days(state, moment.day) if state else None
    memory = review(state, rating, elapsed, rules.weights)
    stage = (state.phase, state.step) if state else (Phase.LEARNING, 0)
    phase, step, wait = next_step(*stage, rating, rules) or (Phase.REVIEW, 0, None)
    days = whole_days(memory, moment.day, rules, luck, due) if wait is None else wait // DAY
    forgotten = state is not None and state.phase is Phase.REVIEW and rating == Rating.AGAIN
    return State(
        stability=memory.stability,
        difficulty=memory.difficulty,
        phase=phase,
        step=step,
        due_at=at + wait if wait is not None and days == 0 else None,
        due_day=moment.day + days if days else None,
        last_at=at,
        last_day=moment.day,
        reps=1 + (state.reps if state else 0),
        lapses=int(forgotten) + (state.lapses if state else 0),
    )


def preview(
    state: State | None, moment: Moment, rules: Rules, luck: float, *, due: Due = NOTHING
) -> dict[Rating, State]:
    """Return what each grade would lead to: the answers themselves, given the same luck."""
    return {rating: answer(state, rating, moment, rules, luck, due=due) for rating in Rating}


def reach(state: State | None, moment: Moment, rules: Rules) -> list[range]:
    """Return, for each grade that leads to a later day, the study days on which it may make the card due."""
    firsts, lasts = (preview(state, moment, rules, luck) for luck in (0.0, LUCKIEST))
    ends = [(firsts[rating].due_day, lasts[rating].due_day) for rating in Rating]
    return [range(first, last + 1) for first, last in ends if first is not None and last is not None]


def elapsed_days(state: State, day: int) -> int:
    """Count the study days since the last answer; none where the clock was set back."""
    return max(0, day - state.last_day)


def recall_probability(state: State, day: int, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Probability, 0 to 1, that the card is recalled on a study day."""
    return retrievability(state.stability, elapsed_days(state, day), weights)


def reason(before: State | None, after: State, rules: Rules) -> str:
    """Explain in one sentence why the card is due when it is, after the answer that led to `after`."""
    if after.phase is not Phase.REVIEW:
        return _step_reason(before, after, rules)
    stability = after.stability
    exact = interval(stability, rules.retention, rules.weights)
    was = f" (it was {spell_days(before.stability)})" if before else ""
    return (
        f"Stability is now {spell_days(stability)}{was}, so recall falls to {100 * rules.retention:g}% "
        f"after {spell_days(exact)}: {_interval_reason(exact, after.interval, rules)}."
    )


def next_step(phase: Phase, step: int, rating: Rating, rules: Rules) -> tuple[Phase, int, timedelta] | None:
    """Phase, step and wait of the next learning step, or None where the card goes on in whole days."""
    if phase is Phase.REVIEW:
        if rating != Rating.AGAIN:
            return None
        phase = Phase.RELEARNING
    steps = rules.learning_steps if phase is Phase.LEARNING else rules.relearning_steps
    if not steps or rating == Rating.EASY:
        return None
    if rating == Rating.AGAIN:
        return phase, 0, steps[0]
    if rating == Rating.GOOD:
        step += 1
    if step >= len(steps):  # the last step is done, or the steps were made fewer since
        return None
    return phase, step, _hard_wait(steps, step) if rating == Rating.HARD else steps[step]


def _hard_wait(steps: Sequence[timedelta], step: int) -> timedelta:
    """Hard repeats a step; on the first one, which Again repeats too, it waits longer than Again."""
    if step > 0:
        return steps[step]
    return (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5


def whole_days(memory: Memory, day: int, rules: Rules, luck: float, due: Due = NOTHING) -> int:
    """Days from an answer in review, on a study day, until the card is due."""
    days = _allowed(interval(memory.stability, rules.retention, rules.weights), rules)
    if not rules.fuzz:
        return days
    return fuzzed(
        days, rules.maximum_interval, luck, weights(day, rules.shares, due if rules.balance else None)
    )


def _allowed(exact: float, rules: Rules) -> int:
    """Whole days for an exact interval, from one to the longest."""
    return min(max(round(exact), 1), rules.maximum_interval)


def _step_reason(before: State | None, after: State, rules: Rules) -> str:
    if after.phase is Phase.LEARNING:
        name, steps = "Still learning: step", rules.learning_steps
    elif before and before.phase is Phase.REVIEW:
        name, steps = "Forgotten: relearning step", rules.relearning_steps
    else:
        name, steps = "Still relearning: step", rules.relearning_steps
    wait = after.due_at - after.last_at if after.due_at else after.interval * DAY
    return f"{name} {after.step + 1} of {len(steps)}, back after {spell_span(wait)}."


def _aims(rules: Rules) -> str:
    """What days are moved for."""
    aims = ["cards answered together drift apart"]
    if rules.balance:
        aims.append("days even out")
    if rules.shares != USUAL:
        aims.append("easy days stay easy")
    *most, last = aims
    return f"{', '.join(most)} and {last}" if most else last


def _interval_reason(exact: float, days: int, rules: Rules) -> str:
    allowed = _allowed(exact, rules)
    said = [f"due in {spell_days(days)}"]
    if allowed > round(exact):
        said.append("the shortest interval")
    elif allowed < round(exact):
        said.append("as no interval is longer")
    if days != allowed:
        side = "later" if days > allowed else "sooner"
        said.append(f"{spell_days(abs(days - allowed))} {side} so that {_aims(rules)}")
    return ", ".join(said)
