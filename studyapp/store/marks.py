"""What the learner marked on a card: suspended, buried, flagged, marked, noted. Set by appending events."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

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


def all_marks(connection: Connection) -> dict[str, Mark]:
    """Return the marks of every card that was ever marked."""
    return {row.card: _to_mark(row) for row in connection.execute(select(mark))}


def _to_mark(row: Row[tuple[object, ...]]) -> Mark:
    return Mark(bool(row.suspended), row.hidden_until, row.flag, bool(row.marked), row.note)
