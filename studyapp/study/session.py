"""A session: the next card, its grade, and the way back. Every grade is on the disk before the next card."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from studyapp.deck.card import Card
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.plan import State, answer, elapsed_days, preview, reason
from studyapp.schedule.spell import spell_interval
from studyapp.store import journal, memory, queue, shown
from studyapp.store.errors import NothingToUndoError
from studyapp.store.events import Review
from studyapp.study.opening import Study, offset_minutes
from studyapp.study.presenting import Presented, present, present_again

PARAMETERS = "fsrs-6"  # the default weights, by name
LONGEST = 300.0  # seconds; a longer thought was a walk to the kitchen


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards that this session can still show."""

    new: int
    learning: int
    due: int

    @property
    def total(self) -> int:
        return self.new + self.learning + self.due


@dataclass(frozen=True, slots=True)
class Given:
    """What the learner answered, for the journal."""

    answer: str | None = None
    proposed: Rating | None = None
    seconds: float | None = None  # from the question to the grade
    run: str | None = None  # id of the proof's stored run


@dataclass(frozen=True, slots=True)
class Undone:
    """A review taken back."""

    card: str
    presented: Presented | None  # its question again; None where the card is no longer in the files


@dataclass(slots=True)
class Session:
    """Cards of a deck (default: of all), until nothing is left for now."""

    study: Study
    deck: str = ""
    graded: list[Rating] = field(default_factory=list)  # grades that stand, in order
    seconds: float = 0.0

    def counts(self) -> Counts:
        """What is left: learning steps up to the learn-ahead limit, today's reviews and new cards."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            found = queue.counts(connection, self._horizon(moment.at), moment.day, self.deck).values()
            unseen = min(sum(count.new for count in found), self._new_left(moment.day))
        return Counts(unseen, sum(count.learning for count in found), sum(count.due for count in found))

    def next(self) -> Presented | None:
        """Show the next card: a learning step that is due, a review, a new card, a step that is due soon."""
        key = self._next_id()
        if key is None:
            return None
        card = self.study.reading.library.cards[key]
        with self.study.store.read() as connection:
            known = memory.get(connection, key)
        return present(self.study, card, known)

    def previews(self, presented: Presented) -> dict[Rating, str]:
        """Each grade's interval, as its button says it; exactly what that grade would lead to."""
        moment = self.study.moment()
        states = preview(presented.state, moment, self.study.rules, presented.luck)
        return {rating: spell_wait(state, moment.at) for rating, state in states.items()}

    def grade(self, presented: Presented, rating: Rating, given: Given) -> Review:
        """Save the grade and what follows from it; return the review as it was saved.

        Raise AlreadyGradedError where another window was faster, and the store's errors.
        """
        moment, before = self.study.moment(), presented.state
        after = answer(before, rating, moment, self.study.rules, presented.luck)
        seconds = None if given.seconds is None else min(given.seconds, LONGEST)
        review = Review(
            card=presented.card.id,
            day=moment.day,
            rating=int(rating),
            rating_from="proposal" if rating == given.proposed else "learner",
            proposed=None if given.proposed is None else int(given.proposed),
            answer=given.answer,
            seconds=seconds,
            shown=presented.id or None,
            seed=presented.seed,
            arguments=dict(presented.values),
            run=given.run or None,
            elapsed_days=None if before is None else elapsed_days(before, moment.day),
            phase_before=None if before is None else before.phase.value,
            interval_before=previous_interval(before),
            parameters=PARAMETERS,
            phase=after.phase.value,
            step=after.step,
            stability=after.memory.stability,
            difficulty=after.memory.difficulty,
            due_at=after.due_at,
            due_day=after.due_day,
            reason=reason(before, after, self.study.rules),
        )
        offset = offset_minutes(self.study)
        memory.record(self.study.store, review, presented.memory, at=moment.at, utc_offset=offset)
        self.graded.append(rating)
        self.seconds += seconds or 0.0
        return review

    def undo(self) -> Undone:
        """Take the newest review back, of whatever session, and show its question again.

        Raise NothingToUndoError where no review stands.
        """
        store = self.study.store
        with store.read() as connection:
            event = journal.last_review(connection)
        if event is None:
            raise NothingToUndoError("there is no review to undo.")
        offset = offset_minutes(self.study)
        known = memory.withdraw(store, event.id, at=self.study.clock.now(), utc_offset=offset)
        if self.graded:
            self.graded.pop()
        assert isinstance(event.body, Review)
        with store.read() as connection:
            was = shown.get(connection, event.body.shown) if event.body.shown else None
        if was is not None:
            return Undone(event.body.card, present_again(self.study, was, known))
        card = self.study.reading.library.cards.get(event.body.card)
        return Undone(event.body.card, None if card is None else present(self.study, card, known))

    def ask_again(self, presented: Presented) -> Presented | None:
        """The same showing from the files as they are now; None where its card is no longer among them."""
        store = self.study.store
        with store.read() as connection:
            was = shown.get(connection, presented.id) if presented.id else None
            known = memory.get(connection, presented.card.id)
        if was is not None:
            return present_again(self.study, was, known)
        card = self.study.reading.library.cards.get(presented.card.id)
        return None if card is None else present(self.study, card, known)

    def deck_title(self, card: Card) -> str:
        decks = self.study.reading.library.decks
        return next((deck.title for deck in decks if deck.name == card.deck), card.deck)

    def next_due(self) -> tuple[datetime | None, int | None]:
        """When the next card comes that is not due yet: an instant, a study day, or both."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            upcoming = queue.upcoming(connection, moment.at, moment.day, self.deck)
        return upcoming.at, upcoming.day

    def _next_id(self) -> str | None:
        moment = self.study.moment()
        with self.study.store.read() as connection:
            found = (
                queue.learning_cards(connection, moment.at, moment.day, self.deck)
                or queue.review_cards(connection, moment.day, self.deck)
                or (self._new_left(moment.day) and queue.new_cards(connection, moment.day, self.deck))
                or queue.learning_cards(connection, self._horizon(moment.at), moment.day, self.deck)
            )
        return found[0] if found else None

    def _horizon(self, now: datetime) -> datetime:
        return now + self.study.settings.study.learn_ahead

    def _new_left(self, today: int) -> int:
        introduced = queue.introduced(self.study.store.connection, today)
        return max(0, self.study.settings.study.new_per_day - introduced)


def previous_interval(state: State | None) -> int:
    """Days from the last answer to when it was due; 0 for a learning step and for a new card."""
    return 0 if state is None or state.due_day is None else state.due_day - state.last_day


def spell_wait(state: State, now: datetime) -> str:
    """How long until the state is due, as a grade's button says it."""
    if state.due_at is not None:
        return spell_interval(state.due_at - now)
    assert state.due_day is not None
    return spell_interval(state.due_day - state.last_day)
