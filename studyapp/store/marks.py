"""What the learner marked on a card: suspended, buried, flagged, marked, noted. Set by appending events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, select

from studyapp.store.columns import to_json
from studyapp.store.tables import mark


@dataclass(frozen=True, slots=True)
class Mark:
    suspended: bool = False
    hidden_until: int = 0  # study day on which a buried card is back; 0: not buried
    flag: int = 0
    marked: bool = False
    note: str = ""


def get(connection: Connection, card: str) -> Mark:
    row = connection.execute(select(mark).where(mark.c.card == card)).one_or_none()
    return Mark() if row is None else _to_mark(row)


def all_marks(connection: Connection, cards: Collection[str] | None = None) -> dict[str, Mark]:
    """Return the marks of every card that was ever marked; with `cards`, only theirs."""
    query = select(mark)
    if cards is not None:
        query = query.where(
            mark.c.card.in_(select(func.json_each(to_json(list(cards))).table_valued("value")))
        )
    return {row.card: _to_mark(row) for row in connection.execute(query)}


def away(connection: Connection, day: int) -> dict[str, bool]:
    """Return the cards that are kept out of the queue on a study day, and whether that is for good."""
    hidden = select(mark.c.card, mark.c.suspended).where(
        (mark.c.suspended == 1) | (mark.c.hidden_until > day)
    )
    return {row.card: bool(row.suspended) for row in connection.execute(hidden)}


def _to_mark(row: Row[tuple[object, ...]]) -> Mark:
    return Mark(bool(row.suspended), row.hidden_until, row.flag, bool(row.marked), row.note)
