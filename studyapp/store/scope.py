"""Which cards a question of the queue is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cards are meant, and when a new one may come."""

    deck: str = ""  # a deck or a folder of decks; "" for all
    cards: str | None = None  # a JSON list of ids; None for all
    reach: float = 1e9  # days for which a prerequisite of one day's stability keeps its cards open
    apart: bool = False  # of a heading's cards one a day

    def values(self, today: int) -> dict[str, object]:
        """As the statements take it."""
        apart = int(self.apart)
        return {"deck": self.deck, "cards": self.cards, "reach": self.reach, "apart": apart, "today": today}


ALL = Scope()
