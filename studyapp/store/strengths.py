"""How strong every card is, read at once; and which cards' memory may have changed since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from studyapp.store.columns import to_json

# NOT INDEXED leaves the order of rows, which is what is asked by, as the only way in.
_NEWEST = text("SELECT coalesce(max(rowid), 0) FROM event")
_TOUCHED = text("SELECT DISTINCT card, kind = 'renamed' FROM event NOT INDEXED WHERE rowid > :since")


class StrengthRow(NamedTuple):
    """What is remembered of a card, as statistics need it."""

    card: str
    phase: str
    stability: float  # days
    difficulty: float
    last_day: int
    due_day: int | None
    due_at: int | None  # microseconds since 1970; a learning step
    lapses: int


_ALL = f"SELECT {', '.join(StrengthRow._fields)} FROM memory"
_DUE = "SELECT card, stability, last_day, due_day, due_at FROM memory"
_SOME = " WHERE card IN (SELECT value FROM json_each(:cards))"

DueRow = tuple[str, float, int, int | None, int | None]  # the columns of _DUE


def strengths(connection: Connection, cards: Collection[str] | None = None) -> list[StrengthRow]:
    """Return the memory of every card that has one; with `cards`, only theirs."""
    chosen = None if cards is None else to_json(list(cards))
    return list(
        map(StrengthRow._make, _fetch(connection, _ALL if cards is None else _ALL + _SOME, cards=chosen))
    )


def due_rows(connection: Connection, cards: Collection[str] | None = None) -> Sequence[DueRow]:
    """Return card, stability, last study day, due day and due instant of every card that has a memory.

    Of the two that say when it is due one is None; an instant is in microseconds since 1970. With `cards`,
    only theirs.
    """
    chosen = None if cards is None else to_json(list(cards))
    return _fetch(connection, _DUE if cards is None else _DUE + _SOME, cards=chosen)


def added_days(connection: Connection, cards: Collection[str] | None = None) -> dict[str, int]:
    """Return the study day on which each card of the files came, as far as it is known."""
    chosen = None if cards is None else to_json(list(cards))
    query = "SELECT id, added_day FROM card WHERE added_day > 0"
    of = "" if cards is None else " AND id IN (SELECT value FROM json_each(:cards))"
    return dict(_fetch(connection, query + of, cards=chosen))


def newest(connection: Connection) -> int:
    """Return a number that grows with every event that is added, from whatever device."""
    return int(connection.scalar(_NEWEST) or 0)


def touched(connection: Connection, since: int) -> set[str] | None:
    """Return the cards of the events added after `newest` was `since`; None where one has another id now."""
    rows = connection.execute(_TOUCHED, {"since": since}).all()
    if any(renamed for _, renamed in rows):
        return None
    return {card for card, _ in rows if card is not None}


def _fetch(connection: Connection, query: str, **values: object) -> Sequence[Any]:
    """Straight from the driver: a row of SQLAlchemy's around each takes as long again."""
    cursor = connection.connection.cursor()
    cursor.execute(query, values)
    rows: Sequence[Any] = cursor.fetchall()
    return rows
