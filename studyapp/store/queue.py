"""What is due, and what is next: every question is answered from an index.

`now` is an instant, `today` its study day; a scope says which cards are meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, TextClause, bindparam, text

from studyapp.store import statements
from studyapp.store.columns import Instant, to_json
from studyapp.store.scope import ALL, Scope


def _query(sql: str) -> TextClause:
    query = text(sql)
    return query.bindparams(bindparam("now", type_=Instant())) if ":now" in sql else query


LEARNING = _query(statements.LEARNING)
REVIEW = _query(statements.REVIEW)
KEPT = _query(statements.KEPT)
LOAD = _query(statements.LOAD)
AHEAD = _query(statements.AHEAD)
WEAKEST = _query(statements.WEAKEST)
UNSEEN = _query(statements.UNSEEN)
CLOSED = _query(statements.CLOSED)
UNPROVEN = _query(statements.UNPROVEN)
INTRODUCED = _query(statements.INTRODUCED)
COUNTS = _query(statements.COUNTS)
CHOSEN = _query(statements.CHOSEN).columns(due_at=Instant())
NEXT_AT = _query(statements.NEXT_AT).columns(due_at=Instant())
NEXT_DAY = _query(statements.NEXT_DAY)


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards of a deck that can be studied now."""

    new: int = 0
    learning: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A card that was asked for by its id, and when it is due."""

    card: str
    due_at: datetime | None
    due_day: int | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Upcoming:
    """When the next card comes, after now and after today; None where none does."""

    at: datetime | None
    day: int | None


def counts(
    connection: Connection, now: datetime, today: int, scope: Scope = ALL, *, most: int = 10**9
) -> dict[str, Counts]:
    """Return the counts by deck, without the decks that have nothing.

    `learning` counts the steps due up to `now`; a later `now` counts those of the day. The new cards of each
    deck are counted up to `most`.
    """
    rows = connection.execute(COUNTS, {"now": now, "most": most, **scope.values(today)})
    return {name: Counts(*numbers) for name, *numbers in rows}


def learning_cards(
    connection: Connection, now: datetime, today: int, scope: Scope = ALL, *, limit: int = 1
) -> list[str]:
    """Return the ids of cards whose learning step is due, the longest due first."""
    return _ids(connection, LEARNING, {"now": now, "limit": limit, **scope.values(today)})


def review_cards(connection: Connection, today: int, scope: Scope = ALL, *, limit: int = 1) -> list[str]:
    """Return the ids of cards due on a study day up to today, the longest due first."""
    return _ids(connection, REVIEW, {"limit": limit, **scope.values(today)})


def kept_cards(connection: Connection, today: int, scope: Scope = ALL, *, limit: int = 1) -> list[str]:
    """Return the ids that `review_cards` does, those most likely to be recalled first."""
    return _ids(connection, KEPT, {"limit": limit, **scope.values(today)})


def new_cards(connection: Connection, today: int, scope: Scope = ALL, *, limit: int = 1) -> list[str]:
    """Return the ids of cards never reviewed whose prerequisites are known, in the library's order."""
    return _ids(connection, UNSEEN, {"limit": limit, **scope.values(today)})


def closed_cards(connection: Connection, today: int, scope: Scope = ALL) -> tuple[str, int] | None:
    """Return the first new card that waits for what it comes after, and how many do; None where none does."""
    row = connection.execute(CLOSED, scope.values(today)).first()
    return None if row is None else (row.id, row.many)


def count_unproven(connection: Connection, today: int, scope: Scope = ALL) -> int:
    """Count the new cards whose proof proves nothing yet."""
    return connection.scalar(UNPROVEN, scope.values(today)) or 0


def load(connection: Connection, spans: Iterable[range]) -> dict[int, int]:
    """Count the cards that are due on each of these study days, without the days that have none."""
    return {
        row.due_day: row.cards
        for days in spans
        for row in connection.execute(LOAD, {"first": days.start, "last": days.stop - 1})
    }


def cards_ahead(connection: Connection, today: int, until: int, scope: Scope = ALL) -> list[str]:
    """Return the ids of cards due after today and up to a study day, the soonest first."""
    return _ids(connection, AHEAD, {"until": until, **scope.values(today)})


def weakest_cards(connection: Connection, today: int, scope: Scope = ALL) -> list[str]:
    """Return the ids of all cards, the least likely to be recalled first, those never learned last."""
    return _ids(connection, WEAKEST, scope.values(today))


def chosen_cards(connection: Connection, today: int, cards: Iterable[str]) -> list[Chosen]:
    """Return those of these cards that are neither suspended nor buried, in the library's order."""
    rows = connection.execute(CHOSEN, {"today": today, "chosen": to_json(list(cards))})
    return [Chosen(card, due_at, due_day, bool(is_new)) for card, due_at, due_day, is_new in rows]


def introduced(connection: Connection, today: int, scope: Scope = ALL) -> int:
    """Count the cards whose first review was today."""
    return int(connection.execute(INTRODUCED, scope.values(today)).scalar_one())


def upcoming(connection: Connection, now: datetime, today: int, scope: Scope = ALL) -> Upcoming:
    """Return the next instant and the next study day on which a card is due that is not due yet."""
    values = scope.values(today)
    at = connection.execute(NEXT_AT, {"now": now, **values}).scalar()
    return Upcoming(at, connection.execute(NEXT_DAY, values).scalar())


def _ids(connection: Connection, query: TextClause, values: dict[str, object]) -> list[str]:
    return list(connection.execute(query, values).scalars())
