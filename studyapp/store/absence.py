"""What tells of an absence: when the last review was, and how much was due before today."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text

from studyapp.store import tables
from studyapp.store.statements import FREE, REMEMBERED

_OVERDUE = text(f"SELECT count(*) FROM {REMEMBERED} WHERE memory.due_day < :today AND {FREE}")
_LAST = select(func.max(tables.review.c.day))
# Learning steps and first reviews are no part of a backlog.
_REVIEWED = text("SELECT count(*) FROM review WHERE day = :today AND phase = 'review'")


def last_day(connection: Connection) -> int | None:
    """The study day of the newest review; None where there is none."""
    found = connection.scalar(_LAST)
    return None if found is None else int(found)


def overdue(connection: Connection, today: int) -> int:
    """Count the cards that were due before today and can be studied."""
    return int(connection.execute(_OVERDUE, {"today": today}).scalar_one())


def reviewed(connection: Connection, today: int) -> int:
    """Count today's reviews of cards that were learned before."""
    return int(connection.execute(_REVIEWED, {"today": today}).scalar_one())
