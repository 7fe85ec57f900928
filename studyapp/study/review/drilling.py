"""Sessions that begin at a statistic: on cards that go wrong, on a weak deck, on a weak topic."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.deck.card import Card
from studyapp.insight.figure import Figure
from studyapp.insight.standing import topics_of
from studyapp.study.opening import Study
from studyapp.study.progress.progress import Scope
from studyapp.study.review.choosing import ChosenSession
from studyapp.study.review.session import Session

CARDS = "weak"  # its rows are cards
DRILLED = (CARDS, "decks", "topics")  # the figures whose rows a session can be about


def drill(study: Study, scope: Scope, figure: Figure, rows: Sequence[int]) -> Session:
    """Open a session on some rows of a figure that was computed of this scope.

    Cards are asked whether they are due or not; of decks and topics, those of the scope that are due.
    """
    asked = {str(figure.rows[row][0]) for row in rows}
    if figure.kind.name == CARDS:
        return ChosenSession(study, chosen=tuple(sorted(asked)))
    cards = study.reading.library.cards
    names = cards if scope.cards is None else scope.cards
    found = tuple(name for name in names if name in cards and asked & groups(figure, cards[name]))
    return Session(study, found=found, name=", ".join(sorted(asked)))


def groups(figure: Figure, card: Card) -> set[str]:
    """The rows that count a card, by their names."""
    return set(topics_of(card)) if figure.kind.name == "topics" else {card.deck}
