"""A session: the next card, its grade, and the way back. Every grade is on the disk before the next card."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from studyapp.deck.card import Card
from studyapp.schedule.days import study_day
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.plan import preview
from studyapp.schedule.spell import spell_due
from studyapp.store import memory, queue, shown, undoing
from studyapp.store.errors import AlreadyGradedError
from studyapp.store.events import Practised, Review
from studyapp.store.scope import Scope
from studyapp.study.doubt.unproven import spell_waiting
from studyapp.study.opening import Study, offset_minutes
from studyapp.study.review.allowance import allow
from studyapp.study.review.counting import Counts, sum_up
from studyapp.study.review.grading import Given, make_review, spell_wait
from studyapp.study.review.lapses import prerequisites
from studyapp.study.review.presenting import Presented, present, present_again
from studyapp.study.review.scoping import make_scope
from studyapp.study.review.undone import MOVED, Undone
from studyapp.words import counted

APART = 5  # answers between two cards of one proof, while others wait
AHEAD = 50  # cards asked of the queue at once; all but the first serve only where it is unknown here


@dataclass(frozen=True, slots=True)
class Done:
    """A review of this session."""

    card: str
    rating: Rating
    seconds: float


@dataclass(slots=True)
class Session:
    """Cards of a deck, or those that a query found (default: all), until nothing is left for now."""

    study: Study
    deck: str = ""
    found: tuple[str, ...] | None = None  # ids that a query found; None: no query
    minutes: float | None = None  # after which no further card comes; None: no limit
    name: str = ""  # what the learner asked for, in their words
    last: str = ""  # the heading that was graded last
    done: dict[str, Done] = field(default_factory=dict)  # by review, those of this session that stand
    started: float = field(init=False)
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.study.clock.stopwatch()
        settings, weights = self.study.settings.study, self.study.rules.weights
        self.scope = make_scope(settings, self.deck, self.found, weights)

    @property
    def graded(self) -> list[Rating]:
        return [done.rating for done in self.done.values()]

    @property
    def forgotten(self) -> list[str]:
        """Titles of the cards that were answered Again, each once."""
        again = dict.fromkeys(done.card for done in self.done.values() if done.rating is Rating.AGAIN)
        cards = self.study.reading.library.cards
        return [cards[key].title for key in again if key in cards]

    @property
    def seconds(self) -> float:
        return sum(done.seconds for done in self.done.values())

    @property
    def is_over(self) -> bool:
        """Whether the minutes that were asked for have passed."""
        if self.minutes is None:
            return False
        return self.study.clock.stopwatch() - self.started >= 60 * self.minutes

    def counts(self) -> Counts:
        """What is left: learning steps up to the learn-ahead limit, today's reviews and new cards."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            allowed = allow(self.study, connection, moment.day)
            horizon = self.horizon(moment.at)
            by_deck = queue.counts(connection, horizon, moment.day, self.scope, most=allowed.new)
        return sum_up(by_deck, allowed)

    def next(self) -> Presented | None:
        """Show the next card: a learning step that is due, a review, a new card, a step that is due soon."""
        self._forget_undone()
        key = None if self.is_over else self._next_id()
        if key is None:
            return None
        card = self.study.reading.library.cards[key]
        with self.study.store.read() as connection:
            self.study.renew_rules(connection)
            known = memory.get(connection, key)
        return present(self.study, card, known)

    def previews(self, presented: Presented) -> dict[Rating, str]:
        """Each grade's interval, as its button says it; exactly what that grade would lead to."""
        moment = self.study.moment()
        states = preview(presented.memory, moment, presented.rules, presented.luck, due=presented.due)
        return {rating: spell_wait(state, moment.at) for rating, state in states.items()}

    def grade(self, presented: Presented, rating: Rating, given: Given) -> Review | Practised:
        """Save the grade and what follows from it; return it as it was saved.

        Raise AlreadyGradedError where another window was faster, and the store's errors.
        """
        review = make_review(self.study, presented, rating, given)
        now, offset = self.study.clock.now(), offset_minutes(self.study)
        try:
            event = memory.record(self.study.store, review, presented.memory, at=now, utc_offset=offset)
        except AlreadyGradedError as error:
            raise AlreadyGradedError(f"“{presented.card.title}”") from error
        self.done[event] = Done(presented.card.id, rating, review.seconds or 0.0)
        self.last = presented.card.note
        return review

    def undo(self) -> Undone:
        """Take the newest review, move or other act back, of whatever session, and show its question again.

        Raise NothingToUndoError where nothing stands, and StudyError for a move whose files were changed.
        """
        if self.study.moves and (undone := self._undo_move()) is not None:
            return undone
        now, offset = self.study.clock.now(), offset_minutes(self.study)
        event, count = undoing.undo(self.study.store, at=now, utc_offset=offset)
        self.done.pop(event.id, None)
        key = event.body.shown if isinstance(event.body, Review) else None
        assert event.card is not None
        starts = self.study.settings.study.day_starts
        day = study_day(event.at, timedelta(minutes=event.utc_offset), starts)
        return Undone(event.card, self.find(key, event.card), event.body.kind, day, others=count - 1)

    def _forget_undone(self) -> None:
        """Count no longer what another window has taken back."""
        if self.done:
            with self.study.store.read() as connection:
                stands = memory.standing(connection, self.done)
            self.done = {event: done for event, done in self.done.items() if event in stands}

    def _undo_move(self) -> Undone | None:
        from studyapp.study.library.moving import last_move, take_back

        move = last_move(self.study)
        if move is None:
            return None
        take_back(self.study, move)
        return Undone(move.notes[0], None, MOVED, self.study.moment().day, move.deck)

    def find(self, key: str | None, name: str) -> Presented | None:
        """What was shown as `key`, or else the card of that name, or former name, shown anew.

        None where the card is not, or no longer, in the files.
        """
        with self.study.store.read() as connection:
            self.study.renew_rules(connection)
            was = shown.get(connection, key) if key else None
            card = self.study.reading.library.find(was.card if was else name)
            known = memory.get(connection, card.id) if card else None
        if card is None:
            return None
        again = present_again(self.study, was, known) if was else None
        return again or present(self.study, card, known)

    def spell_done(self, time: str) -> str:
        """What was done so far, in how much time."""
        return f"Done: {counted(len(self.done), 'review')} in {time}."

    def spell_saved(self) -> str:
        """What was done so far, where no clock was asked for."""
        return f"{counted(len(self.done), 'review')} done and saved."

    def spell_rest(self) -> str:
        """What comes next: cards that wait now, where the time that was set is over, or one later."""
        left = self.counts().total if self.is_over else 0
        if left:
            wait = "one more card waits" if left == 1 else f"{left} more cards wait"
            return f"The time that you set is over; {wait} now."
        soon = self.spell_next()
        return f"The next card comes {soon}." if soon else "No other card waits."

    def spell_next(self) -> str:
        """When the next card comes, in words; "" where none does. An instant is always before a later day."""
        at, day = self.next_due()
        if at is None and day is None:
            return ""
        moment = self.study.moment()
        return spell_due(at, None if at else day, moment.at, moment.day)

    def spell_nothing(self) -> str:
        """Why there is nothing to show."""
        day = self.study.moment().day
        with self.study.store.read() as connection:
            allowed = allow(self.study, connection, day)
            closed = queue.closed_cards(connection, day, self.scope)
            unproven = queue.count_unproven(connection, day, self.scope)
        if allowed.paused:
            return "Nothing to review here now, and new cards are paused."
        waits = [self._spell_closed(closed) if closed else "", spell_waiting(unproven)]
        return " ".join(["Nothing to review here now.", *filter(None, waits)])

    def _spell_closed(self, closed: tuple[str, int]) -> str:
        """Which new cards wait, and what the first of them waits for."""
        first, many = closed
        card = self.study.reading.library.cards.get(first)
        known = prerequisites(self.study, card) if card else []
        if not known:
            return ""
        needed = min(known, key=lambda one: one.recall).card
        one = "One new card waits for what it builds on"
        waits = f"{many} new cards wait for what they build on" if many > 1 else one
        return f"{waits}: first “{needed.title}” ({self.deck_title(needed)})."

    def leave_out(self, card: str) -> None:
        """Show a card no more that was put off: the queue does not hold it already."""

    def deck_title(self, card: Card) -> str:
        decks = self.study.reading.library.decks
        return next((deck.title for deck in decks if deck.name == card.deck), card.deck)

    def next_due(self) -> tuple[datetime | None, int | None]:
        """When the next card comes that is not due yet, or new: an instant, a study day, or both."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            upcoming = queue.upcoming(connection, moment.at, moment.day, self.scope)
            allowed = allow(self.study, connection, moment.day)
            if allowed.tomorrow and queue.new_cards(connection, moment.day + 1, self.scope):
                return upcoming.at, moment.day + 1
        return upcoming.at, upcoming.day

    def waiting(self) -> tuple[list[str], list[str]]:
        """The cards that may come now, and learning steps that are due soon; the first of them first."""
        moment = self.study.moment()
        with self.study.store.read() as connection:
            soon, today, scope = self.horizon(moment.at), moment.day, self.scope
            allowed = allow(self.study, connection, today)
            due, new = (AHEAD if allowed.due is None else allowed.due), (AHEAD if allowed.new else 0)
            reviews = queue.kept_cards if allowed.back else queue.review_cards
            found = queue.learning_cards(connection, moment.at, today, scope, limit=AHEAD)
            found += reviews(connection, today, scope, limit=due)
            found += queue.new_cards(connection, today, scope, limit=new)
            return found, queue.learning_cards(connection, soon, today, scope, limit=AHEAD)

    def horizon(self, now: datetime) -> datetime:
        """Until when a learning step is shown, where nothing else is left."""
        return now + self.study.settings.study.learn_ahead

    def _next_id(self) -> str | None:
        # A card that another process has read from the files since is left to the next start.
        cards = self.study.reading.library.cards
        groups = [[key for key in group if key in cards] for group in self.waiting()]
        fresh = self._shown_lately()
        # Not one that the last proofs may have given away, nor a sibling of the last card, while others wait.
        for group in groups:
            apart = (key for key in group if cards[key].note != self.last and cards[key].proof not in fresh)
            others = (key for key in group if cards[key].note != self.last)
            if (key := next(chain(apart, others), None)) is not None:
                return key
        return next(chain(*groups), None)

    def _shown_lately(self) -> set[str]:
        """The proofs of the cards that were answered last: each shows what its other cards ask."""
        cards = self.study.reading.library.cards
        latest = [done.card for done in self.done.values()][-APART:]
        return {cards[key].proof for key in latest if key in cards and cards[key].proof}
