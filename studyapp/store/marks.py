"""What the learner marked on a card: suspended, buried, flagged. Set by appending those events."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from studyapp.store.tables import mark


@dataclass(frozen=True, slots=True)
class Mark:
    suspended: bool = False
    hidden_until: int = 0  # study day on which a buried card is back; 0: not buried
    flag: int = 0


def get(connection: Connection, card: str) -> Mark:
    row = connection.execute(select(mark).where(mark.c.card == card)).one_or_none()
    return Mark() if row is None else Mark(bool(row.suspended), row.hidden_until, row.flag)


def all_marks(connection: Connection) -> dict[str, Mark]:
    """Return the marks of every card that was ever marked."""
    rows = connection.execute(select(mark))
    return {row.card: Mark(bool(row.suspended), row.hidden_until, row.flag) for row in rows}
