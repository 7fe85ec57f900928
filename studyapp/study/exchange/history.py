"""Anki's log of a card → events of the journal: what it was graded, and when it is to come back.

Stability and difficulty are our memory model's, folded over the grades; due dates are as Anki had them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from studyapp.exchange.anki.collection import (
    DAY_LEARNING,
    LEARNED,
    LEARNING,
    NEW,
    RELEARNED,
    RELEARNING,
    REVIEW,
    REVIEWED,
    SUSPENDED,
    AnkiCard,
    Answer,
)
from studyapp.schedule import fsrs
from studyapp.schedule.days import DAY, EPOCH, study_day
from studyapp.schedule.plan import Phase, State, elapsed_days
from studyapp.store.events import Act, Event, Flag, Marked, Practised, Reset, Review, Suspend
from studyapp.store.identity import derived_reading, derived_uuid7
from studyapp.study.opening import Study
from studyapp.study.review.grading import capped, expected_recall

DEVICE = "anki"
LOGGED = ("review", "practised", "reset")  # what Anki's log has lines of
PHASES = {  # by what the next answer was to, or by what the card is now
    LEARNED: Phase.LEARNING,
    REVIEWED: Phase.REVIEW,
    RELEARNED: Phase.RELEARNING,
}
NOW = {LEARNING: Phase.LEARNING, REVIEW: Phase.REVIEW, RELEARNING: Phase.RELEARNING}
FURTHEST = 36_500  # days; what lies beyond is damage
INSTANT = 10**8  # a due number from here on is in seconds, below it in days
REASON = "As Anki had it."


@dataclass(slots=True)
class Retelling:
    """One collection's history, told to one study."""

    study: Study
    first_day: int  # that Anki counts due days from
    done: Collection[tuple[str, str, int]] = ()  # kinds, cards and seconds that the journal has already
    unlogged: int = 0  # cards with a due date that nothing in the log led to

    def tell(self, name: str, card: AnkiCard, *, starred: bool) -> Iterator[Event]:
        """What was done to a card, oldest first, but what the journal has."""
        state: State | None = None
        for place, answer in enumerate(card.answers):
            body: Act | Review | None = None
            if answer.is_reset:
                body = Reset(card=name) if state is not None else None
                state = None
            elif answer.is_practice:
                body = Practised(card=name, rating=answer.rating, seconds=self.seconds(answer))
            elif answer.is_review:
                after = self.follow(state, answer, card.answers[place + 1 :], card)
                body = self.review(name, answer, state, after)
                state = after
            if body is not None and not self.has(body, answer):
                yield self.event(body, answer.at, name)
        yield from self.marks(name, card, state, starred=starred)

    def marks(self, name: str, card: AnkiCard, state: State | None, *, starred: bool) -> Iterator[Event]:
        at = 1000 * card.modified
        if card.kind == NEW and state is not None:  # made new again, which older logs do not say
            last = (state.last_at - EPOCH) // timedelta(milliseconds=1)
            yield self.event(Reset(card=name), last + 1, name)
        self.unlogged += card.kind != NEW and state is None
        acts: list[Act] = []
        if card.queue == SUSPENDED:
            acts.append(Suspend(card=name))
        if card.flag:
            acts.append(Flag(card=name, flag=card.flag))
        if starred:
            acts.append(Marked(card=name, marked=True))
        for act in acts:
            yield self.event(act, at, name, act.model_dump_json())

    def follow(
        self, before: State | None, answer: Answer, later: tuple[Answer, ...], card: AnkiCard
    ) -> State:
        """The card after an answer: where it stands is told by what came next, or by the card as it is."""
        at, offset = self.when(answer.at)
        day = study_day(at, offset, self.study.settings.study.day_starts)
        rating = fsrs.Rating(answer.rating)
        elapsed = elapsed_days(before, day) if before else None
        memory = fsrs.review(before, rating, elapsed, self.study.rules.weights)
        following = next((one for one in later if one.is_reset or one.is_review), None)
        is_now = following is None and card.kind in NOW
        phase = NOW[card.kind] if is_now else phase_after(answer, following)
        due_at, due_day, step = *due_after(answer, at, day, phase), 0
        if is_now:
            due_at, due_day, step = *self.due_now(card, day), self.step_now(card, phase)
        forgotten = before is not None and before.phase is Phase.REVIEW and rating == fsrs.Rating.AGAIN
        return State(
            stability=memory.stability,
            difficulty=memory.difficulty,
            phase=phase,
            step=step,
            due_at=due_at,
            due_day=due_day,
            last_at=at,
            last_day=day,
            reps=1 + (before.reps if before else 0),
            lapses=int(forgotten) + (before.lapses if before else 0),
        )

    def due_now(self, card: AnkiCard, day: int) -> tuple[datetime | None, int | None]:
        """When Anki would ask the card next."""
        if card.kind != REVIEW and card.queue != DAY_LEARNING and card.due >= INSTANT:
            return EPOCH + timedelta(seconds=card.due), None
        return None, min(max(day, self.first_day + card.due), day + FURTHEST)

    def step_now(self, card: AnkiCard, phase: Phase) -> int:
        """Which of our steps has as many behind it as are left in Anki."""
        rules = self.study.rules
        steps = rules.learning_steps if phase is Phase.LEARNING else rules.relearning_steps
        if phase is Phase.REVIEW or not steps:
            return 0
        return min(max(0, len(steps) - card.steps_left), len(steps) - 1)

    def review(self, name: str, answer: Answer, before: State | None, after: State) -> Review:
        return Review(
            card=name,
            day=after.last_day,
            rating=answer.rating,
            rating_from="learner",
            seconds=self.seconds(answer),
            elapsed_days=None if before is None else elapsed_days(before, after.last_day),
            phase_before=None if before is None else before.phase.value,
            interval_before=before.interval if before else 0,
            parameters=self.study.rules.parameters,
            phase=after.phase.value,
            step=after.step,
            stability=after.stability,
            difficulty=after.difficulty,
            expected=expected_recall(before, after.last_day, self.study.rules),
            due_at=after.due_at,
            due_day=after.due_day,
            reason=REASON,
        )

    def seconds(self, answer: Answer) -> float | None:
        return capped(self.study, answer.milliseconds / 1000) if answer.milliseconds > 0 else None

    def has(self, body: Act | Review, answer: Answer) -> bool:
        """Whether this went out from here, and came back: its time may have been moved a little."""
        second = answer.at // 1000
        return any((body.kind, body.card, near) in self.done for near in (second - 1, second, second + 1))

    def when(self, milliseconds: int) -> tuple[datetime, timedelta]:
        at = EPOCH + timedelta(milliseconds=milliseconds)
        return at, self.study.clock.offset_at(at)

    def event(self, body: Act | Review, milliseconds: int, *names: str) -> Event:
        at, offset = self.when(milliseconds)
        names = (body.kind, *names)
        key = derived_uuid7(milliseconds, str(milliseconds), *names)
        reading = derived_reading(milliseconds, *names)
        return Event(key, DEVICE, reading, at, offset // timedelta(minutes=1), body)


def phase_after(answer: Answer, following: Answer | None) -> Phase:
    """What the next answer says that it was to, or else what the wait after this one tells."""
    if following is not None and following.is_review and following.kind in PHASES:
        return PHASES[following.kind]
    if answer.interval > 0:
        return Phase.REVIEW
    return Phase.LEARNING if answer.kind == LEARNED else Phase.RELEARNING


def due_after(answer: Answer, at: datetime, day: int, phase: Phase) -> tuple[datetime | None, int | None]:
    """When the card was to come back, as the log has it: in days, or in seconds below zero."""
    wait = timedelta(days=answer.interval) if answer.interval > 0 else timedelta(seconds=-answer.interval)
    if phase is Phase.REVIEW or wait >= DAY:
        return None, day + min(max(1, wait // DAY), FURTHEST)
    return at + wait, None
