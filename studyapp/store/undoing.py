"""Undo: the newest thing done to a card that stands is taken back, and what it belonged to with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from studyapp.store import journal, memory, tables
from studyapp.store.engine import Store
from studyapp.store.errors import NothingToUndoError
from studyapp.store.events import Act, Event

_BATCH = (
    select(tables.act.c.event)
    .where(tables.act.c.batch == bindparam("batch"))
    .order_by(tables.act.c.hlc.desc())
)


class TakenBack(NamedTuple):
    """What was undone."""

    deed: Event
    cards: int  # that it was done to at once


def undo(store: Store, *, at: datetime, utc_offset: int) -> TakenBack:
    """Take back the newest review or act, with its whole batch, in one transaction.

    Raises NothingToUndoError where nothing stands.
    """
    with store.write() as connection:
        deed = journal.last_deed(connection)
        if deed is None:
            raise NothingToUndoError("there is nothing to undo.")
        batch = _with_its_batch(connection, deed)
        for event in batch:
            memory.withdraw(store, event, at=at, utc_offset=utc_offset)
    return TakenBack(deed, len(batch))


def _with_its_batch(connection: Connection, deed: Event) -> Sequence[str]:
    batch = deed.body.batch if isinstance(deed.body, Act) else None
    return connection.scalars(_BATCH, {"batch": batch}).all() if batch else [deed.id]
