"""Sessions of every sort: a deck's, a query's, some minutes; or practice outside of the schedule."""

from __future__ import annotations

from studyapp.errors import UsageError
from studyapp.store import queue
from studyapp.study.cards.browsing import find_cards
from studyapp.study.opening import Study
from studyapp.study.review.practice import Practice
from studyapp.study.review.scoping import make_scope
from studyapp.study.review.session import Session
from studyapp.study.review.wanted import Pace, Wanted


def open_session(study: Study, wanted: Wanted) -> Session:
    """Raise UsageError where the text is neither a deck nor a query that finds something."""
    deck, found = find_scope(study, wanted.text)
    if wanted.pace is Pace.SCHEDULED:
        return Session(study, deck, found, wanted.minutes, wanted.text)
    scope, today = make_scope(study.settings.study, deck, found, study.rules.weights), study.moment().day
    with study.store.read() as connection:
        if wanted.pace is Pace.AHEAD:
            pile = queue.cards_ahead(connection, today, today + wanted.days, scope)
        else:
            pile = queue.weakest_cards(connection, today, scope)
    return Practice(study, deck, found, wanted.minutes, wanted.text, pile=pile)


def find_scope(study: Study, text: str) -> tuple[str, tuple[str, ...] | None]:
    """The deck that a text names; or else, as a query, the ids that it finds.

    Raise UsageError where it is a wrong query, or one that finds nothing.
    """
    if (deck := study.find_deck(text)) is not None:
        return deck, None
    found = find_cards(study, text)
    if not found:
        what = f"there is no deck {text!r}, and as a query it finds no card"
        raise UsageError(what, todo=f"Decks: {study.deck_names}.")
    return "", found
