"""The journal: every event is appended, none is ever changed, and undoing one is an event too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from studyapp.store import adopted, knowledge, rollup, tables
from studyapp.store.columns import to_microseconds
from studyapp.store.engine import Store
from studyapp.store.events import BODY, Body, Edit, Event, Renamed, Void
from studyapp.store.identity import tick, uuid7
from studyapp.store.projection import apply, foresee, forget_known

_INSERT = insert(tables.event)
_ADD = _INSERT.on_conflict_do_nothing(index_elements=["id"])
_NEWEST = select(func.max(tables.event.c.hlc))
_FORMER_IDS = select(func.json_extract(tables.event.c.body, "$.was")).where(
    tables.event.c.card == bindparam("card"), tables.event.c.kind == "renamed"
)
_RENAMES = (
    select(func.json_extract(tables.event.c.body, "$.was"), tables.event.c.card)
    .where(tables.event.c.kind == "renamed")
    .order_by(tables.event.c.hlc)
)
_LAST_ACT = select(tables.event).where(
    tables.event.c.id.in_(
        select(tables.act.c.event).order_by(tables.act.c.hlc.desc()).limit(1).scalar_subquery()
    )
)
_LAST_REVIEW = (
    select(tables.event)
    .join(tables.review, tables.review.c.event == tables.event.c.id)
    .order_by(tables.review.c.hlc.desc())
    .limit(1)
)
_RATINGS = (
    select(tables.review.c.rating)
    .where(tables.review.c.card == bindparam("card"))
    .order_by(tables.review.c.hlc)
)


def append(store: Store, body: Body, *, at: datetime, utc_offset: int) -> str:
    """Write an event, and what follows from it at once, in one transaction; return its id.

    `utc_offset` is in minutes. Raises ValueError for a time without a zone, and the errors of Store.write.
    """
    with store.write() as connection:
        return enter(connection, store.device, body, at=at, utc_offset=utc_offset)


def enter(connection: Connection, device: str, body: Body, *, at: datetime, utc_offset: int) -> str:
    """Do what `append` does, as a part of a transaction that is open."""
    now_ms = to_microseconds(at) // 1000
    hlc = tick(connection.scalar(_NEWEST) or 0, now_ms)
    event = Event(uuid7(now_ms), device, hlc, at, utc_offset, body)
    connection.execute(_INSERT, _to_row(event))
    forget_known(connection, event)
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


def ids(connection: Connection) -> set[str]:
    """Return those of all events."""
    return set(connection.scalars(select(tables.event.c.id)))


def seconds_of(connection: Connection, *kinds: str) -> set[tuple[str, str, int]]:
    """Return the kind, the card and the second since 1970 of each event of these kinds."""
    columns = (tables.event.c.kind, tables.event.c.card, tables.event.c.at)
    query = select(*columns).where(tables.event.c.kind.in_(kinds))
    return {(kind, card, int(at.timestamp())) for kind, card, at in connection.execute(query)}


def not_undone(connection: Connection, card: str) -> list[Event]:
    """Return a card's events but those that were undone."""
    found = list(events(connection, card))
    undone = {event.body.event for event in found if isinstance(event.body, Void)}
    return [event for event in found if event.id not in undone]


def ids_of(connection: Connection, card: str) -> list[str]:
    """Return a card's id and all it had before."""
    ids = [card]
    for known in ids:
        ids += [was for was in connection.scalars(_FORMER_IDS, {"card": known}) if was not in ids]
    return ids


def former_ids(connection: Connection) -> set[str]:
    """Return the ids that cards had, and none has any more."""
    former: set[str] = set()
    for was, card in connection.execute(_RENAMES):
        former = (former | {was}) - {card}
    return former


def last_deed(connection: Connection) -> Event | None:
    """Return the newest event that can be undone: a review, or another act on a card, that stands."""
    rows = [connection.execute(query).mappings().one_or_none() for query in (_LAST_REVIEW, _LAST_ACT)]
    found = [row for row in rows if row is not None]
    return _to_event(max(found, key=lambda row: (row["hlc"], row["device"]))) if found else None


def ratings(connection: Connection, card: str) -> list[int]:
    """Return how a card was graded, oldest first, in the reviews that stand."""
    return list(connection.scalars(_RATINGS, {"card": card}))


def merge(store: Store, incoming: Iterable[Event]) -> set[str]:
    """Add another device's events to the journal; return the cards whose memory is to be made again.

    Events that are there already are passed over, so merging twice is merging once. Cards are named by
    their ids of today.
    """
    with store.write() as connection:
        new = [event for event in incoming if connection.execute(_ADD, _to_row(event)).rowcount]
        if new:
            rebuild(connection)
        for event in new:
            if isinstance(event.body, Edit):
                apply(connection, event)
        touched = {event.card for event in new if event.card is not None}
        for was, card in connection.execute(_RENAMES) if new else ():
            touched = touched - {was} | {card} if was in touched else touched
    return touched


def rebuild(connection: Connection) -> None:
    """Make the tables of standing reviews, their counts and marks again from the journal, in `store.write()`.

    What answers the learner knows is left as it is: the files had their say in it since.
    """
    connection.execute(delete(tables.review))
    connection.execute(delete(tables.act))
    connection.execute(delete(tables.mark))
    adopted.forget(connection)
    renames: list[Event] = []
    for event in events(connection):
        if isinstance(event.body, Renamed):
            renames.append(event)
        if not isinstance(event.body, Edit):
            apply(connection, event, count=False)
    for event in renames:  # once more: another device may have used the old id for longer
        apply(connection, event)
    foresee(connection)
    adopted.restate(connection)
    rollup.recount(connection)
    knowledge.forget(connection, 0)


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
