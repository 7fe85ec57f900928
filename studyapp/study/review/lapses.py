"""What a lapse tells: what the card builds on and is weakest, and whether it has become a leech."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.deck.card import Card
from studyapp.schedule.plan import Phase, recall_probability
from studyapp.store import memory
from studyapp.store.events import Practised, Review
from studyapp.study.opening import Study


@dataclass(frozen=True, slots=True)
class Known:
    """A card that another comes after, and how likely it is recalled today; 0 for one never learned."""

    card: Card
    recall: float


@dataclass(frozen=True, slots=True)
class Lapse:
    """A learned card was forgotten."""

    card: Card
    lapses: int  # how often by now
    is_leech: bool  # so often, just now, that something about the card should change
    weakest: Known | None  # of what it comes after

    def spell(self) -> str:
        """That it was one, and what may have been the reason; "" where there is nothing to say of that."""
        return f"Forgotten. {self.spell_weakest()}" if self.weakest else ""

    def spell_weakest(self) -> str:
        """Where to look for the reason, in a line; "" where it builds on nothing."""
        if self.weakest is None:
            return ""
        name = self.weakest.card.title or self.weakest.card.id
        if not self.weakest.recall:
            return f"It builds on “{name}”, which you have not learned yet."
        return f"It builds on “{name}” (known: {self.weakest.recall:.0%})."


def find_lapse(study: Study, card: Card, review: Review | Practised) -> Lapse | None:
    """None where the review was no lapse: only what was learned can be forgotten."""
    if isinstance(review, Practised) or review.rating != 1 or review.phase_before is not Phase.REVIEW:
        return None
    with study.store.read() as connection:
        row = memory.get(connection, card.id)
    lapses = row.lapses if row else 0
    known = prerequisites(study, card)
    weakest = min(known, key=lambda one: one.recall, default=None)
    return Lapse(card, lapses, is_leech(lapses, study.settings.study.leech_lapses), weakest)


def is_leech(lapses: int, limit: int) -> bool:
    """At the limit, and each time when half as many have come on top, as Anki warns of leeches."""
    return lapses >= limit and (lapses - limit) % max(1, limit // 2) == 0


def prerequisites(study: Study, card: Card) -> list[Known]:
    """What a card comes after, as far as the files have it, in the order that it names them."""
    cards, today, found = study.reading.library.cards, study.moment().day, []
    with study.store.read() as connection:
        for name in card.after:
            if name in cards:
                row = memory.get(connection, name)
                recall = recall_probability(row, today, study.rules.weights) if row else 0.0
                found.append(Known(cards[name], recall))
    return found
