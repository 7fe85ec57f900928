"""A session over cards that the learner chose, whatever the queue would say."""

from __future__ import annotations

from dataclasses import dataclass, field

from studyapp.schedule.fsrs import Rating
from studyapp.store import queue
from studyapp.store.events import Practised, Review
from studyapp.store.queue import Chosen
from studyapp.study.review.counting import Counts
from studyapp.study.review.grading import Given
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from studyapp.study.review.undone import Undone


@dataclass(slots=True)
class ChosenSession(Session):
    """These cards and no others, due or not, new ones too: each once, and the steps that follow."""

    chosen: tuple[str, ...] = ()
    seen: set[str] = field(default_factory=set)  # those that this session has graded

    def counts(self) -> Counts:
        left = self.left()
        new = sum(card.is_new for card in left)
        learning = sum(card.due_at is not None for card in left)
        return Counts(new, learning, len(left) - new - learning)

    def waiting(self) -> tuple[list[str], list[str]]:
        """Steps that are due and the others in the library's order; steps that are due soon."""
        now = self.study.clock.now()
        steps = sorted((card.due_at, card.card) for card in self.left() if card.due_at is not None)
        others = [card.card for card in self.left() if card.due_at is None]
        due = [card for at, card in steps if at <= now]
        return [*due, *others], [card for at, card in steps if at > now]

    def left(self) -> list[Chosen]:
        """What this session can still show."""
        moment = self.study.moment()
        soon = self.horizon(moment.at)
        with self.study.store.read() as connection:
            found = queue.chosen_cards(connection, moment.day, self.chosen)
        return [
            card
            for card in found
            if card.card not in self.seen or (card.due_at is not None and card.due_at <= soon)
        ]

    def grade(self, presented: Presented, rating: Rating, given: Given) -> Review | Practised:
        review = Session.grade(self, presented, rating, given)
        self.seen.add(presented.card.id)
        return review

    def undo(self) -> Undone:
        undone = Session.undo(self)
        self.seen.discard(undone.card)
        return undone
