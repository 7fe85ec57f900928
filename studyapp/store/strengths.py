"""How strong every card is, read at once; and which cards' memory may have changed since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, text

from studyapp.store.columns import to_json

# NOT INDEXED leaves the order of rows, which is what is asked by, as the only way in.
_NEWEST = text("SELECT coalesce(max(rowid), 0) FROM event")
_TOUCHED = text(
    "SELECT DISTINCT card, kind IN ('renamed', 'adopted') FROM event NOT INDEXED WHERE rowid > :since"
)


# A learning step is due on the study day that its instant falls on, by today's clock.
_DUE_DAY = "coalesce(due_day, (due_at / 1000000 + :shift) / 86400)"
_DUE = f"SELECT card, stability, last_day, {_DUE_DAY} FROM memory"
_ALL = f"SELECT card, phase, stability, difficulty, last_day, {_DUE_DAY}, due_day IS NULL, lapses FROM memory"
_SOME = " WHERE card IN (SELECT value FROM json_each(:cards))"

DueRow = tuple[str, float, int, int]  # card, stability in days, last study day, the one it is due on
# Card, phase, stability, difficulty, last study day, the one it is due on, whether in a step, lapses.
StrengthRow = tuple[str, str, float, float, int, int, bool, int]


def strengths(
    connection: Connection, shift: int, cards: Collection[str] | None = None
) -> Sequence[StrengthRow]:
    """Return the memory of every card that has one; with `cards`, only theirs.

    shift: seconds that the learner's study days are ahead of the days of UTC.
    """
    return _fetch(connection, _ALL, cards, shift=shift)


def due_rows(connection: Connection, shift: int, cards: Collection[str] | None = None) -> Sequence[DueRow]:
    """Return when every card that has a memory is due; `shift` and `cards` as in `strengths`."""
    return _fetch(connection, _DUE, cards, shift=shift)


def added_days(connection: Connection, cards: Collection[str] | None = None) -> dict[str, int]:
    """Return the study day on which each card of the files came, as far as it is known."""
    query = "SELECT card, added_day FROM (SELECT id AS card, added_day FROM card WHERE added_day > 0)"
    return dict(_fetch(connection, query, cards))


def newest(connection: Connection) -> int:
    """Return a number that grows with every event that is added, from whatever device."""
    return int(connection.scalar(_NEWEST) or 0)


def touched(connection: Connection, since: int) -> set[str] | None:
    """Return the cards of the events added after `newest` was `since`; None where it may be any card.

    That is where one has another id now, or the weights of the memory model are others.
    """
    rows = connection.execute(_TOUCHED, {"since": since}).all()
    if any(every for _, every in rows):
        return None
    return {card for card, _ in rows if card is not None}


def _fetch(
    connection: Connection, query: str, cards: Collection[str] | None, **values: object
) -> Sequence[Any]:
    """Straight from the driver: a row of SQLAlchemy's around each takes as long again."""
    cursor = connection.connection.cursor()
    if cards is not None:
        query, values = query + _SOME, {**values, "cards": to_json(list(cards))}
    cursor.execute(query, values)
    rows: Sequence[Any] = cursor.fetchall()
    return rows
