"""What follows from an event at once: the reviews that stand, marks on cards, questions answered."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from studyapp.store import tables
from studyapp.store.events import Bury, Edit, Event, Flag, Renamed, Resume, Review, Suspend, Void

_STANDS = insert(tables.review)
_ANSWERED = (
    update(tables.shown).where(tables.shown.c.id == bindparam("shown")).values(answered=bindparam("event"))
)
_FREED = update(tables.shown).where(tables.shown.c.answered == bindparam("event")).values(answered=None)
_UNDONE = delete(tables.review).where(tables.review.c.event == bindparam("undone"))
_SETTLED = (
    update(tables.card).where(tables.card.c.id == bindparam("edited")).values(answer_hash=bindparam("hash"))
)


def apply(connection: Connection, event: Event) -> None:
    """Write an event's consequences. Memory is not among them: it takes the scheduler's rules."""
    match event.body:
        case Review() as review:
            connection.execute(_STANDS, _standing(event, review))
            if review.shown is not None:
                connection.execute(_ANSWERED, {"shown": review.shown, "event": event.id})
        case Void(event=undone):
            connection.execute(_UNDONE, {"undone": undone})
            connection.execute(_FREED, {"event": undone})
        case Suspend(card=card):
            _mark(connection, card, suspended=1)
        case Resume(card=card):
            _mark(connection, card, suspended=0, hidden_until=0)
        case Bury(card=card, until=until):
            _mark(connection, card, hidden_until=until)
        case Flag(card=card, flag=flag):
            _mark(connection, card, flag=flag)
        case Edit(card=card, answer_hash=answer_hash):
            connection.execute(_SETTLED, {"edited": card, "hash": answer_hash})
        case Renamed(card=card, was=was):
            _rename(connection, was, card)


def _standing(event: Event, review: Review) -> dict[str, object]:
    return {
        "event": event.id,
        "hlc": event.hlc,
        "card": review.card,
        "at": event.at,
        "utc_offset": event.utc_offset,
        "day": review.day,
        "rating": review.rating,
        "proposed": review.proposed,
        "confidence": review.confidence,
        "elapsed_days": review.elapsed_days,
        "phase": review.phase_before,
        "interval": review.interval_before,
        "seconds": review.seconds,
        "stability": review.stability,
        "difficulty": review.difficulty,
    }


def _mark(connection: Connection, card: str, **marks: int) -> None:
    row = upsert(tables.mark).values(card=card, **marks)
    connection.execute(row.on_conflict_do_update(index_elements=["card"], set_=marks))


def _rename(connection: Connection, was: str, card: str) -> None:
    connection.execute(update(tables.review).where(tables.review.c.card == was).values(card=card))
    moved = update(tables.mark).prefix_with("OR REPLACE").where(tables.mark.c.card == was).values(card=card)
    connection.execute(moved)
