"""Answers that changed after they were learned: once for each, whether the progress still holds is asked."""

from __future__ import annotations

from studyapp.deck.card import Card
from studyapp.store import cards
from studyapp.study.opening import Study, hash_answer, offset_minutes


def changed_answers(study: Study) -> list[Card]:
    """The cards whose answer is another one than the learner knows, in the library's order."""
    return [card for key in study.unsettled if (card := study.reading.library.cards.get(key))]


def settle(study: Study, card: Card, *, keep: bool) -> None:
    """Keep the card's progress, or start it again; raise the store's errors."""
    at, offset = study.clock.now(), offset_minutes(study)
    cards.settle(study.store, card.id, hash_answer(card), keep=keep, at=at, utc_offset=offset)
    study.unsettled = tuple(key for key in study.unsettled if key != card.id)
