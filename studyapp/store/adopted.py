"""The memory model's weights that are in use, and what they make of every review.

As long as none were adopted, each review stands as it was saved: it was computed with the defaults.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, text, update

from studyapp.schedule import fsrs
from studyapp.schedule.fsrs import Memory, Rating, Weights
from studyapp.store import knowledge, meta, tables
from studyapp.store.events import Adopted

KEY = "adopted"
_FORGET = delete(tables.meta).where(tables.meta.c.key == KEY)
# A review of a card that was started again later is no part of what it remembers, nor of its history.
_REVIEWS = (
    "SELECT review.event, review.card, review.at, review.day, review.rating, (SELECT count(*) FROM act"
    " CROSS JOIN event ON event.id = act.event AND event.kind = 'reset'"
    " WHERE act.card = review.card AND act.hlc < review.hlc) AS starts FROM review{} ORDER BY card, hlc"
)
_ALL = text(_REVIEWS.format(""))
_SOME = text(_REVIEWS.format(" WHERE card IN (SELECT value FROM json_each(:cards))"))
_LEFT = select(tables.review.c.event, tables.review.c.stability, tables.review.c.difficulty).where(
    tables.review.c.card == bindparam("card")
)
_RESTATE = (
    update(tables.review)
    .where(tables.review.c.event == bindparam("of"))
    .values(stability=bindparam("s"), difficulty=bindparam("d"))
)
_REMEMBER = (
    update(tables.memory)
    .where(tables.memory.c.card == bindparam("whose"), tables.memory.c.event == bindparam("of"))
    .values(stability=bindparam("s"), difficulty=bindparam("d"))
)


class InUse(NamedTuple):
    """Weights that were adopted."""

    name: str
    weights: Weights


class Stands(NamedTuple):
    """A review that stands; with `starts` equal, two of a card belong to one history."""

    event: str
    card: str
    at: int  # microseconds since 1970
    day: int  # study day
    rating: int
    starts: int  # times that the card had been started again


def in_use(connection: Connection) -> InUse | None:
    """Return the weights that were adopted last, on whatever device; None where none ever were."""
    kept = meta.get(connection, KEY)
    if kept is None:
        return None
    name, weights = json.loads(kept)
    return InUse(name, tuple(weights))


def use(connection: Connection, adopted: Adopted, *, at_once: bool) -> None:
    """Note the weights of an event, inside `store.write()`; `at_once`, every review stands by them."""
    meta.put(connection, KEY, json.dumps([adopted.name, adopted.parameters]))
    if at_once:
        restate(connection)


def forget(connection: Connection) -> None:
    """Note that none were adopted, inside `store.write()`."""
    connection.execute(_FORGET)


def stands(connection: Connection, cards: Collection[str] | None = None) -> Iterable[Stands]:
    """Yield every review that stands, a card's together and oldest first; with `cards`, only theirs."""
    if cards is None:
        rows = connection.execute(_ALL)
    else:
        rows = connection.execute(_SOME, {"cards": json.dumps(list(cards))})
    return (Stands(*row) for row in rows)


def restate(connection: Connection, cards: Collection[str] | None = None) -> None:
    """Compute what each review left behind again, with the weights in use, inside `store.write()`.

    Due dates stay. Nothing is to be done where no weights were adopted.
    """
    if (found := in_use(connection)) is None:
        return
    reviews: list[dict[str, object]] = []
    newest: list[dict[str, object]] = []
    for (card, _), history in groupby(stands(connection, cards), key=lambda one: (one.card, one.starts)):
        memory: Memory | None = None
        last = 0
        for one in history:
            elapsed = max(0, one.day - last) if memory else None
            memory, last = fsrs.review(memory, Rating(one.rating), elapsed, found.weights), one.day
            reviews.append({"of": one.event, "s": memory.stability, "d": memory.difficulty})
        newest.append({"whose": card, **reviews[-1]})
    if reviews:
        connection.execute(_RESTATE, reviews)
        connection.execute(_REMEMBER, newest)
    knowledge.forget(connection, 0)


def left_behind(connection: Connection, card: str) -> dict[str, tuple[float, float]]:
    """Return the stability, in days, and the difficulty after each review of a card, by the event's id."""
    return {event: (s, d) for event, s, d in connection.execute(_LEFT, {"card": card})}


def are_in_use(connection: Connection, name: str) -> bool:
    """Whether a review that was computed with the weights of this name stands as it is."""
    found = in_use(connection)
    return found is None or found.name == name
