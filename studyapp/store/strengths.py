"""How strong every card is, read at once; and which cards' memory may have changed since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

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
_SOME = f"{_ALL} WHERE card IN (SELECT value FROM json_each(:cards))"


def strengths(connection: Connection, cards: Collection[str] | None = None) -> list[StrengthRow]:
    """Return the memory of every card that has one, or of these."""
    # Straight from the driver: a row of SQLAlchemy's around each takes as long again.
    cursor = connection.connection.cursor()
    if cards is None:
        cursor.execute(_ALL)
    else:
        cursor.execute(_SOME, {"cards": to_json(list(cards))})
    rows: Sequence[tuple[object, ...]] = cursor.fetchall()
    return list(map(StrengthRow._make, rows))


def added_days(connection: Connection) -> dict[str, int]:
    """Return the study day on which each card of the files came, as far as it is known."""
    cursor = connection.connection.cursor()
    cursor.execute("SELECT id, added_day FROM card WHERE added_day > 0")
    return dict(cursor.fetchall())


def newest(connection: Connection) -> int:
    """Return a number that grows with every event that is added, from whatever device."""
    return int(connection.scalar(_NEWEST) or 0)


def touched(connection: Connection, since: int) -> set[str] | None:
    """Return the cards of the events added after `newest` was `since`; None where one has another id now."""
    rows = connection.execute(_TOUCHED, {"since": since}).all()
    if any(renamed for _, renamed in rows):
        return None
    return {card for card, _ in rows if card is not None}
