"""What was taken back, in words."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.schedule.days import date_of
from studyapp.study.review.presenting import Presented

DEEDS = {  # by the kind of event
    "review": "the review of",
    "practised": "the practice of",
    "suspend": "suspending",
    "resume": "resuming",
    "bury": "burying",
    "flag": "the flag of",
    "marked": "the ★ of",
    "noted": "the note on",
    "reset": "starting again with",
}
MOVED = "moved"  # no event, but a change of the files


@dataclass(frozen=True, slots=True)
class Undone:
    """A review, or another act, taken back."""

    card: str
    presented: Presented | None  # its question again; None where the card is no longer in the files
    what: str = "review"  # the kind of its event
    day: int = 0  # study day of what was undone
    deck: str = ""  # to which it had been moved
    others: int = 0  # cards that the same was done to at once

    def spell(self, today: int) -> str:
        """What was taken back, of which card, and from when where that was not today."""
        if self.what == MOVED:
            return f"Undone: the move to {self.deck}."
        name = f"“{self.presented.card.title}”" if self.presented else f"{self.card}, no longer in your decks"
        name += f" and {self.others} more" if self.others else ""
        when = "" if self.day == today else f", of {date_of(self.day):%-d %B %Y}"
        return f"Undone: {DEEDS.get(self.what, self.what)} {name}{when}."
