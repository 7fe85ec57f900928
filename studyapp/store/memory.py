"""What is remembered of each card: the state after its last review that stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, union
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.sqlite import insert

from studyapp.schedule.plan import Phase, State
from studyapp.store import adopted, journal, shown, tables
from studyapp.store.engine import Store
from studyapp.store.errors import AlreadyGradedError, NothingToUndoError
from studyapp.store.events import Reset, Review, Void


@dataclass(frozen=True, slots=True)
class MemoryRow(State):
    """A card's state, whose it is, and what made it."""

    card: str
    first_day: int  # study day of the first review
    event: str  # id of the last review


_NAMES = [field.name for field in fields(MemoryRow)]
_COLUMNS = [tables.memory.c[name] for name in _NAMES]
_ALL = select(*_COLUMNS)
_GET = _ALL.where(tables.memory.c.card == bindparam("card"))
_DELETE = delete_from(tables.memory).where(tables.memory.c.card == bindparam("forgotten"))
_INSERT = insert(tables.memory)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["card"], set_={c.name: _INSERT.excluded[c.name] for c in _COLUMNS if c.name != "card"}
)
_STANDS = union(
    select(tables.review.c.card).where(tables.review.c.event == bindparam("event")),
    select(tables.act.c.card).where(tables.act.c.event == bindparam("event")),
)

_STANDING = union(
    *(
        select(table.c.event).where(table.c.event.in_(bindparam("events", expanding=True)))
        for table in (tables.review, tables.act)
    )
)


def get(connection: Connection, card: str) -> MemoryRow | None:
    row = connection.execute(_GET, {"card": card}).one_or_none()
    return None if row is None else MemoryRow(*row)


def all_rows(connection: Connection) -> dict[str, MemoryRow]:
    """Return the memory of every card that has one."""
    return {row.card: MemoryRow(*row) for row in connection.execute(_ALL)}


def put(connection: Connection, row: MemoryRow) -> None:
    connection.execute(_PUT, {name: getattr(row, name) for name in _NAMES})


def delete(connection: Connection, card: str) -> None:
    connection.execute(_DELETE, {"forgotten": card})


def following(previous: MemoryRow | None, review: Review, event: str, at: datetime) -> MemoryRow:
    """Return the memory after a review: what the scheduler wrote into it, and the counts so far."""
    forgotten = review.phase_before is Phase.REVIEW and review.rating == 1
    return MemoryRow(
        card=review.card,
        phase=review.phase,
        step=review.step,
        stability=review.stability,
        difficulty=review.difficulty,
        due_at=review.due_at,
        due_day=review.due_day,
        first_day=previous.first_day if previous else review.day,
        last_at=at,
        last_day=review.day,
        reps=1 + (previous.reps if previous else 0),
        lapses=int(forgotten) + (previous.lapses if previous else 0),
        event=event,
    )


def record(store: Store, review: Review, previous: MemoryRow | None, *, at: datetime, utc_offset: int) -> str:
    """Append a review and write the memory that follows from it, in one transaction; return the event's id.

    `previous` is the memory that the review was computed from. Raises AlreadyGradedError, having saved
    nothing, where the question shown was answered or the card was reviewed since.
    """
    with store.write() as connection:
        return enter(connection, store.device, review, previous, at=at, utc_offset=utc_offset)


def enter(
    connection: Connection,
    device: str,
    review: Review,
    previous: MemoryRow | None,
    *,
    at: datetime,
    utc_offset: int,
) -> str:
    """Do what `record` does, as a part of a transaction that is open."""
    current = get(connection, review.card)
    changed = (current and current.event) != (previous and previous.event)
    if changed or (review.shown is not None and shown.is_answered(connection, review.shown)):
        raise AlreadyGradedError(review.card)
    event = journal.enter(connection, device, review, at=at, utc_offset=utc_offset)
    put(connection, following(previous, review, event, at))
    if not adopted.are_in_use(connection, review.parameters):  # another window adopted others meanwhile
        adopted.restate(connection, [review.card])
    return event


def standing(connection: Connection, events: Iterable[str]) -> set[str]:
    """Return those of these reviews and acts that nobody has undone."""
    return set(connection.scalars(_STANDING, {"events": list(events)}))


def withdraw(store: Store, event: str, *, at: datetime, utc_offset: int) -> MemoryRow | None:
    """Undo a review or another act, and put back the memory before it, in one transaction; return it.

    Raises NothingToUndoError where that does not stand (any more).
    """
    with store.write() as connection:
        card = connection.scalar(_STANDS, {"event": event})
        if card is None:
            raise NothingToUndoError("this was undone already, in another window perhaps.")
        undo = Void(card=card, event=event)
        journal.enter(connection, store.device, undo, at=at, utc_offset=utc_offset)
        return put_back(connection, card)


def reset(store: Store, card: str, *, at: datetime, utc_offset: int, batch: str | None = None) -> None:
    """Make a card new again; its reviews stay in the journal and in the statistics."""
    with store.write() as connection:
        started = Reset(card=card, batch=batch)
        journal.enter(connection, store.device, started, at=at, utc_offset=utc_offset)
        delete(connection, card)


def replay(connection: Connection, card: str) -> MemoryRow | None:
    """Return a card's memory as its journal tells it: the reviews since the last reset that stand.

    Not those of another card that has one of its former ids now.
    """
    row: MemoryRow | None = None
    left = adopted.left_behind(connection, card)
    for event in journal.not_undone(connection, card):
        match event.body:
            case Reset():
                row = None
            case Review() as review if event.id in left:
                stability, difficulty = left[event.id]
                now = {"card": card, "stability": stability, "difficulty": difficulty}
                row = following(row, review.model_copy(update=now), event.id, event.at)
    return row


def put_back(connection: Connection, card: str) -> MemoryRow | None:
    """Write what the journal tells of a card, inside `store.write()`; return it."""
    row = replay(connection, card)
    if row is None:
        delete(connection, card)
    else:
        put(connection, row)
    return row
