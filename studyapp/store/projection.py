"""What follows from an event at once: reviews that stand, their counts, marks, questions answered."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from studyapp.store import adopted, knowledge, rollup, tables
from studyapp.store.events import (
    BODY,
    Act,
    Adopted,
    Bury,
    Edit,
    Event,
    Flag,
    Marked,
    Noted,
    Renamed,
    Reset,
    Resume,
    Review,
    Suspend,
    Void,
)

_STANDS = insert(tables.review)
_ANSWERED = (
    update(tables.shown).where(tables.shown.c.id == bindparam("shown")).values(answered=bindparam("event"))
)
_FREED = update(tables.shown).where(tables.shown.c.answered == bindparam("event")).values(answered=None)
_UNDONE = delete(tables.review).where(tables.review.c.event == bindparam("undone"))
# Of a review its own day; of another act the first day that its instant can belong to, anywhere on earth.
_SINCE = text(
    "SELECT coalesce((SELECT day FROM review WHERE event = :event),"
    " (SELECT at / 86400000000 - 2 FROM event WHERE id = :event))"
)
_ACTED = insert(tables.act)
_TAKEN_BACK = delete(tables.act).where(tables.act.c.event == bindparam("undone")).returning(tables.act.c.card)
_ACTS = (
    select(tables.event.c.body)
    .join(tables.act, tables.act.c.event == tables.event.c.id)
    .where(tables.act.c.card == bindparam("card"))
    .order_by(tables.act.c.hlc)
)
_UNMARKED = delete(tables.mark).where(tables.mark.c.card == bindparam("unmarked"))
# Events from before the expectation was part of a review: by FSRS-6's default decay, as when it became one.
_DECAY = 0.1542
_FORESEE = text(
    "UPDATE review SET expected = pow(1 + :factor * elapsed_days / earlier, -:decay) FROM ("
    " SELECT event AS this, lag(stability) OVER (PARTITION BY card ORDER BY hlc) AS earlier FROM review"
    ") WHERE this = event AND expected IS NULL AND elapsed_days > 0 AND phase IS NOT NULL"
    " AND earlier IS NOT NULL"
)
_SETTLED = (
    update(tables.card).where(tables.card.c.id == bindparam("edited")).values(answer_hash=bindparam("hash"))
)


def apply(connection: Connection, event: Event, *, count: bool = True) -> None:
    """Write an event's consequences. The memory that a review leaves is not among them.

    Without `count` the roll-up is left as it is, and so is what reviews left behind, for a recount of all.
    """
    match event.body:
        case Review() as review:
            connection.execute(_STANDS, _standing(event, review))
            if count:
                rollup.add(connection, event.id)
            if review.shown is not None:
                connection.execute(_ANSWERED, {"shown": review.shown, "event": event.id})
        case Void(event=undone):
            if count:
                rollup.take_away(connection, undone)
            connection.execute(_UNDONE, {"undone": undone})
            connection.execute(_FREED, {"event": undone})
            if (card := connection.scalar(_TAKEN_BACK, {"undone": undone})) is not None:
                _mark_again(connection, card)
        case Edit(card=card, answer_hash=answer_hash):
            connection.execute(_SETTLED, {"edited": card, "hash": answer_hash})
        case Renamed(card=card, was=was):
            _rename(connection, was, card)
        case Adopted() as weights:
            adopted.use(connection, weights, at_once=count)
        case act:
            row = {"event": event.id, "hlc": event.hlc, "card": act.card, "batch": act.batch}
            connection.execute(_ACTED, row)
            _mark(connection, act.card, act)


def foresee(connection: Connection) -> None:
    """Fill in what was expected of answers whose events do not say it."""
    connection.execute(_FORESEE, {"factor": 0.9 ** (-1 / _DECAY) - 1, "decay": _DECAY})


def forget_known(connection: Connection, event: Event) -> None:
    """What was known on the days that an event changes is no longer so; to be said before it is applied."""
    match event.body:
        case Review(day=day):
            knowledge.forget(connection, day)
        case Void(event=changed):
            knowledge.forget(connection, connection.scalar(_SINCE, {"event": changed}) or 0)
        case Reset():
            knowledge.forget(connection, connection.scalar(_SINCE, {"event": event.id}) or 0)
        case Renamed():
            knowledge.forget(connection, 0)
        case _:
            pass


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
        "expected": review.expected,
    }


def _mark(connection: Connection, card: str, act: Act) -> None:
    marks = _marks_of(act)
    if marks:
        row = upsert(tables.mark).values(card=card, **marks)
        connection.execute(row.on_conflict_do_update(index_elements=["card"], set_=marks))


def _marks_of(act: Act) -> dict[str, int | str]:
    match act:
        case Suspend():
            return {"suspended": 1}
        case Resume():
            return {"suspended": 0, "hidden_until": 0}
        case Bury(until=until):
            return {"hidden_until": until}
        case Flag(flag=flag):
            return {"flag": flag}
        case Marked(marked=marked):
            return {"marked": int(marked)}
        case Noted(note=note):
            return {"note": note}
    return {}


def _mark_again(connection: Connection, card: str) -> None:
    """What the acts on a card that stand make of its marks."""
    connection.execute(_UNMARKED, {"unmarked": card})
    for body in connection.scalars(_ACTS, {"card": card}).all():
        act = BODY.validate_json(body)
        assert isinstance(act, Act)
        _mark(connection, card, act)


def _rename(connection: Connection, was: str, card: str) -> None:
    connection.execute(update(tables.review).where(tables.review.c.card == was).values(card=card))
    connection.execute(update(tables.act).where(tables.act.c.card == was).values(card=card))
    moved = update(tables.mark).prefix_with("OR REPLACE").where(tables.mark.c.card == was).values(card=card)
    connection.execute(moved)
