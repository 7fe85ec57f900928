"""From a grade to the review that is saved: what was answered, what follows, and when it comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from studyapp.schedule.balance import NOTHING, Due
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.plan import Moment, Rules, State, answer, elapsed_days, reason, recall_probability
from studyapp.schedule.spell import spell_interval
from studyapp.store.events import Review
from studyapp.study.opening import Study
from studyapp.study.review.presenting import Presented


@dataclass(frozen=True, slots=True)
class Given:
    """What the learner answered, for the journal."""

    answer: str | None = None
    proposed: Rating | None = None
    seconds: float | None = None  # from the question to the grade
    run: str | None = None  # id of the proof's stored run
    confidence: float | None = None  # that the answer is right, 0.5 to 0.99, before it was seen
    hints: int = 0  # asked for before the answer


def make_review(study: Study, presented: Presented, rating: Rating, given: Given) -> Review:
    """The review as it is saved; what each grade's button promised is what comes of it."""
    return compose(
        presented.card.id,
        presented.memory,
        rating,
        replace(given, seconds=capped(study, given.seconds)),
        moment=study.moment(),
        rules=presented.rules,
        luck=presented.luck,
        due=presented.due,
        shown=presented,
    )


def compose(
    card: str,
    before: State | None,
    rating: Rating,
    given: Given,
    *,
    moment: Moment,
    rules: Rules,
    luck: float,
    due: Due = NOTHING,
    shown: Presented | None = None,
) -> Review:
    """What is saved of an answer: what was given, and what follows from it."""
    after = answer(before, rating, moment, rules, luck, due=due)
    return Review(
        card=card,
        day=moment.day,
        rating=int(rating),
        rating_from="proposal" if rating == given.proposed else "learner",
        proposed=None if given.proposed is None else int(given.proposed),
        answer=given.answer,
        confidence=given.confidence,
        seconds=given.seconds,
        hints=given.hints,
        shown=shown.id or None if shown else None,
        seed=shown.seed if shown else None,
        arguments=dict(shown.values) if shown else {},
        run=given.run or None,
        elapsed_days=None if before is None else elapsed_days(before, moment.day),
        phase_before=before.phase if before else None,
        interval_before=before.interval if before else 0,
        parameters=rules.parameters,
        phase=after.phase,
        step=after.step,
        stability=after.stability,
        difficulty=after.difficulty,
        expected=expected_recall(before, moment.day, rules),
        due_at=after.due_at,
        due_day=after.due_day,
        reason=reason(before, after, rules),
    )


def temper(proposed: Rating, hints: int) -> Rating:
    """A hint makes what was right a hard one."""
    return Rating.HARD if hints and proposed > Rating.HARD else proposed


def capped(study: Study, seconds: float | None) -> float | None:
    """A longer thought was a walk to the kitchen."""
    return None if seconds is None else min(seconds, study.settings.study.longest_answer.total_seconds())


def expected_recall(before: State | None, day: int, rules: Rules) -> float | None:
    """The recall foreseen for an answer; None where no memory was tested: the first, one of the same day."""
    if before is None or not elapsed_days(before, day):
        return None
    return recall_probability(before, day, rules.weights)


def spell_wait(state: State, now: datetime) -> str:
    """How long until the state is due, as a grade's button says it."""
    return spell_interval(state.interval if state.due_at is None else state.due_at - now)
