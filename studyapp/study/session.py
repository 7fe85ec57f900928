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
AHEAD = 50  # cards asked of the queue at once; all but the first serve only where it is unknown here
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


@dataclass(frozen=True, slots=True)
class Done:
    """A review of this session."""

    rating: Rating
    seconds: float


@dataclass(slots=True)
class Session:
    """Cards of a deck (default: of all), until nothing is left for now."""

    study: Study
    deck: str = ""
    last: str = ""  # the heading that was graded last
    done: dict[str, Done] = field(default_factory=dict)  # by review, those of this session that stand

    @property
    def graded(self) -> list[Rating]:
        return [done.rating for done in self.done.values()]

    @property
    def seconds(self) -> float:
        return sum(done.seconds for done in self.done.values())

    def counts(self) -> Counts:
        """What is left: learning steps up to the learn-ahead limit, today's reviews and new cards."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            found = queue.counts(connection, self.horizon(moment.at), moment.day, self.deck).values()
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
        event = memory.record(self.study.store, review, presented.memory, at=moment.at, utc_offset=offset)
        self.done[event] = Done(rating, seconds or 0.0)
        self.last = presented.card.note
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
        memory.withdraw(store, event.id, at=self.study.clock.now(), utc_offset=offset)
        self.done.pop(event.id, None)
        assert isinstance(event.body, Review)
        return Undone(event.body.card, self.find(event.body.shown, event.body.card))

    def find(self, key: str | None, name: str) -> Presented | None:
        """What was shown as `key`, or else the card of that name, or former name, shown anew.

        None where the card is not, or no longer, in the files.
        """
        cards = self.study.reading.library.cards
        with self.study.store.read() as connection:
            was = shown.get(connection, key) if key else None
            name = was.card if was else name
            card = cards.get(name) or next((card for card in cards.values() if card.was == name), None)
            known = memory.get(connection, card.id) if card else None
        if card is None:
            return None
        again = present_again(self.study, was, known) if was else None
        return again or present(self.study, card, known)

    def deck_title(self, card: Card) -> str:
        decks = self.study.reading.library.decks
        return next((deck.title for deck in decks if deck.name == card.deck), card.deck)

    def next_due(self) -> tuple[datetime | None, int | None]:
        """When the next card comes that is not due yet: an instant, a study day, or both."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            upcoming = queue.upcoming(connection, moment.at, moment.day, self.deck)
        return upcoming.at, upcoming.day

    def candidates(self) -> list[str]:
        """The cards that may come next, the first of them first."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            soon, today, deck = self.horizon(moment.at), moment.day, self.deck
            new = AHEAD if self._new_left(today) else 0
            found = queue.learning_cards(connection, moment.at, today, deck, limit=AHEAD)
            found += queue.review_cards(connection, today, deck, limit=AHEAD)
            found += queue.new_cards(connection, today, deck, limit=new)
            return found + queue.learning_cards(connection, soon, today, deck, limit=AHEAD)

    def horizon(self, now: datetime) -> datetime:
        """Until when a learning step is shown, where nothing else is left."""
        return now + self.study.settings.study.learn_ahead

    def _next_id(self) -> str | None:
        # A card that another process has read from the files since is left to the next start.
        cards = self.study.reading.library.cards
        known = [key for key in self.candidates() if key in cards]
        # Not a sibling of the card just answered, which would give it away, while anything else waits.
        return next((key for key in known if key.partition("~")[0] != self.last), known[0] if known else None)

    def _new_left(self, today: int) -> int:
        introduced = queue.introduced(self.study.store.connection, today)
        return max(0, self.study.settings.study.new_per_day - introduced)


def previous_interval(state: State | None) -> int:
    """Days from the last answer to when it was due; 0 for a step within a day and for a new card."""
    return 0 if state is None or state.due_day is None else state.due_day - state.last_day


def spell_wait(state: State, now: datetime) -> str:
    """How long until the state is due, as a grade's button says it."""
    if state.due_at is not None:
        return spell_interval(state.due_at - now)
    assert state.due_day is not None
    return spell_interval(state.due_day - state.last_day)
