"""Practice: cards outside of the schedule, ahead of it or all at once; no due date moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from studyapp.schedule.fsrs import Rating
from studyapp.store import journal
from studyapp.store.events import Practised
from studyapp.study.opening import offset_minutes
from studyapp.study.review.counting import Counts
from studyapp.study.review.grading import Given, capped
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Done, Session
from studyapp.study.review.undone import Undone
from studyapp.words import counted


@dataclass(slots=True)
class Practice(Session):
    """Each card until it is known: one that was answered Again comes once more at the end."""

    pile: list[str] = field(default_factory=list)  # ids, the next one first

    def counts(self) -> Counts:
        return Counts(0, 0, 0, len(self.pile))

    def waiting(self) -> tuple[list[str], list[str]]:
        return list(self.pile), []

    def next_due(self) -> tuple[datetime | None, int | None]:
        return None, None

    def previews(self, presented: Presented) -> dict[Rating, str]:
        """What each grade leads to here: once more, or done."""
        return {rating: "once more" if rating == Rating.AGAIN else "done" for rating in Rating}

    def grade(self, presented: Presented, rating: Rating, given: Given) -> Practised:
        """Keep the answer in the journal; raise the store's errors."""
        study, card = self.study, presented.card.id
        seconds = capped(study, given.seconds)
        act = Practised(card=card, rating=int(rating), answer=given.answer, seconds=seconds, run=given.run)
        now, offset = study.clock.now(), offset_minutes(study)
        event = journal.append(study.store, act, at=now, utc_offset=offset)
        self.done[event] = Done(card, rating, seconds or 0.0)
        self.last = presented.card.note
        self.leave_out(card)
        if rating == Rating.AGAIN:
            self.pile.append(card)
        return act

    def spell_done(self, time: str) -> str:
        return f"Practised: {counted(len(self.done), 'answer')} in {time}; no due date moved."

    def spell_saved(self) -> str:
        return f"{counted(len(self.done), 'answer')} practised; no due date moved."

    def spell_rest(self) -> str:
        return Session.spell_rest(self) if self.is_over and self.pile else ""

    def spell_nothing(self) -> str:
        return "There is no card to practise here: nothing falls due in those days."

    def leave_out(self, card: str) -> None:
        self.pile = [key for key in self.pile if key != card]

    def undo(self) -> Undone:
        undone = Session.undo(self)
        if undone.presented is not None:
            self.pile = [undone.card, *(card for card in self.pile if card != undone.card)]
        return undone
