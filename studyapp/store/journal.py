"""The journal: every event is appended, none is ever changed, and undoing one is an event too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, type_coerce
from sqlalchemy import Integer as Raw

from studyapp.store import tables
from studyapp.store.columns import from_microseconds, to_microseconds
from studyapp.store.engine import Store
from studyapp.store.events import BODY, Body, Event
from studyapp.store.identity import tick, uuid7
from studyapp.store.projection import apply

_NEWEST = select(func.max(tables.event.c.hlc))
_FORMER_IDS = select(func.json_extract(tables.event.c.body, "$.was")).where(
    tables.event.c.card == bindparam("card"), tables.event.c.kind == "renamed"
)
_LAST_REVIEW = (
    select(tables.event)
    .join(tables.review, tables.review.c.event == tables.event.c.id)
    .order_by(tables.review.c.hlc.desc())
    .limit(1)
)


class ReviewRow(NamedTuple):
    """A review that stands, as statistics need it."""

    event: str
    card: str  # its id today
    at: datetime  # UTC
    utc_offset: int  # minutes
    day: int  # study day, days since 1970-01-01
    rating: int
    proposed: int | None
    confidence: float | None
    elapsed_days: int | None
    phase: str | None  # before the answer; None for a first review
    interval: int  # days, before the answer; 0 after a step, and for a first review
    seconds: float | None
    stability: float  # after the answer
    difficulty: float


def append(store: Store, body: Body, *, at: datetime, utc_offset: int) -> str:
    """Write an event, and what follows from it at once, in one transaction; return its id.

    `utc_offset` is in minutes. Raises ValueError for a time without a zone, and the errors of Store.write.
    """
    now_ms = to_microseconds(at) // 1000
    with store.write() as connection:
        hlc = tick(connection.scalar(_NEWEST) or 0, now_ms)
        event = Event(uuid7(now_ms), store.device, hlc, at, utc_offset, body)
        connection.execute(insert(tables.event), _to_row(event))
        apply(connection, event)
    return event.id


def events(connection: Connection, card: str | None = None) -> Iterator[Event]:
    """Yield the events in their order, of all cards or of one, under its former ids too.

    Read them inside `store.read()`.
    """
    query = select(tables.event).order_by(tables.event.c.hlc, tables.event.c.device)
    if card is not None:
        query = query.where(tables.event.c.card.in_(ids_of(connection, card)))
    for row in connection.execute(query).mappings():
        yield _to_event(row)


def ids_of(connection: Connection, card: str) -> list[str]:
    """Return a card's id and all it had before."""
    ids = [card]
    for known in ids:
        ids += [was for was in connection.scalars(_FORMER_IDS, {"card": known}) if was not in ids]
    return ids


def last_review(connection: Connection) -> Event | None:
    """Return the newest review that was not undone."""
    row = connection.execute(_LAST_REVIEW).mappings().one_or_none()
    return None if row is None else _to_event(row)


def reviews(
    connection: Connection,
    *,
    card: str | None = None,
    since: int | None = None,
    until: int | None = None,
) -> list[ReviewRow]:
    """Return the reviews that stand, oldest first: of a card, of study days from `since` up to `until`."""
    table = tables.review.c
    # Converted here in one go: a conversion per value inside SQLAlchemy takes three times as long.
    columns = [type_coerce(table.at, Raw) if name == "at" else table[name] for name in ReviewRow._fields]
    query = select(*columns).order_by(table.hlc)
    if card is not None:
        query = query.where(table.card == card)
    if since is not None:
        query = query.where(table.day >= since)
    if until is not None:
        query = query.where(table.day <= until)
    return [
        ReviewRow(event, name, from_microseconds(at), *rest)
        for event, name, at, *rest in connection.execute(query)
    ]


def rebuild(connection: Connection) -> None:
    """Make the tables of standing reviews and marks again from the journal, as after a merge of two."""
    connection.execute(delete(tables.review))
    connection.execute(delete(tables.mark))
    renames: list[Event] = []
    for event in events(connection):
        apply(connection, event)
        if event.body.kind == "renamed":
            renames.append(event)
    for event in renames:  # once more: another device may have used the old id for longer
        apply(connection, event)


def _to_row(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "kind": event.body.kind,
        "card": event.card,
        "device": event.device,
        "hlc": event.hlc,
        "at": event.at,
        "utc_offset": event.utc_offset,
        "body": event.body.model_dump_json(exclude_none=True),
    }


def _to_event(row: RowMapping) -> Event:
    body = BODY.validate_json(row["body"])
    return Event(row["id"], row["device"], row["hlc"], row["at"], row["utc_offset"], body)
