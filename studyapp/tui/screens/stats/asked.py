"""What the learner wants to see statistics of."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.query.tree import Field
from studyapp.study.cards.browsing import find_cards
from studyapp.study.opening import Study
from studyapp.study.progress.progress import PERIODS, Scope, deck_scope


@dataclass(slots=True)
class Asked:
    """Every screen of statistics follows it; a deck and a query take each other's place."""

    deck: str = ""  # "" for everything, or a query's cards
    query: str = ""
    period: str = "90 days"

    def turn(self, step: int) -> bool:
        """Go to the next period; whether there is one."""
        names = list(PERIODS)
        place = names.index(self.period) + step
        if not 0 <= place < len(names):
            return False
        self.period = names[place]
        return True

    def ask_deck(self, deck: str) -> None:
        self.deck, self.query = deck, ""

    def ask_query(self, query: str) -> None:
        self.deck, self.query = "", query

    @property
    def days(self) -> int | None:
        return PERIODS[self.period]

    @property
    def as_query(self) -> str:
        """A query that finds the same cards, to go on from; "" for all."""
        return self.query or (str(Field("deck", self.deck)) if self.deck else "")

    def scope(self, study: Study) -> Scope:
        """Raise QueryError for a query that takes too long, or that cannot be."""
        if not self.query:
            return deck_scope(study, self.deck)
        known = study.reading.library.cards
        return Scope(self.query, tuple(name for name in find_cards(study, self.query) if name in known))
