"""The cards of the files, as the database knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import NamedTuple

from sqlalchemy import Connection, Text, bindparam, delete, func, select, type_coerce, update
from sqlalchemy.dialects.sqlite import insert

from studyapp.store import journal, memory, tables, texts
from studyapp.store.columns import to_json
from studyapp.store.engine import Store
from studyapp.store.events import Edit, Renamed


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as its file says it."""

    id: str
    deck: str
    position: int  # in the order of the whole library
    kind: str
    answer_hash: str
    proof: str = ""
    tags: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    was: str = ""  # an earlier id
    heading: str | None = None  # what it shares with its siblings; None where it has none
    text_hash: str = ""  # of all that a search looks at; "" for nothing


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Ids of the cards that differ from what was known."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # anything but the answer of a card that was reviewed
    vanished: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # (earlier id, id)
    answers: tuple[str, ...] = ()  # reviewed, and the answer is another one now: see `settle`
    texts: tuple[str, ...] = ()  # those whose text is to be indexed anew


class _Known(NamedTuple):
    content: tuple[object, ...]  # the columns of _CONTENT; lists as JSON text
    answer_hash: str
    present: int
    seen: int
    number: int
    text_hash: str
    edited_day: int


_CONTENT = ("deck", "position", "kind", "proof", "heading", "tags", "claims", "after")
_PLAIN = [type_coerce(tables.card.c[name], Text) for name in ("tags", "claims", "after")]
_KNOWN = select(
    tables.card.c.id,
    *(tables.card.c[name] for name in _CONTENT[:5]),
    *_PLAIN,
    *(tables.card.c[name] for name in _Known._fields[1:]),
)
_INSERT = insert(tables.card)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["id"],
    set_={
        name: _INSERT.excluded[name]
        for name in (*_CONTENT, "answer_hash", "present", "text_hash", "edited_day")
    },
)

_LAST_NUMBER = select(func.max(tables.card.c.number))
_VANISH = update(tables.card).where(tables.card.c.id == bindparam("gone")).values(present=0)


def sync(store: Store, rows: Sequence[CardRow], *, at: datetime, utc_offset: int, day: int = 0) -> SyncReport:
    """Make the table say what the files say on a study day; of two rows with one id the first counts.

    A card that vanished stays, with its memory, out of the queue. A changed answer of a reviewed card is
    reported at every sync until it is settled.
    """
    with store.write() as connection:
        known = _read(connection)
        wanted: dict[str, CardRow] = {}
        for row in rows:
            wanted.setdefault(row.id, row)
        renamed = _rename(store, known, wanted, at, utc_offset)
        added = [row for key, row in wanted.items() if key not in known]
        kept = [(row, known[key]) for key, row in wanted.items() if key in known]
        changed = [row for row, old in kept if _differs(row, old)]
        vanished = [key for key, old in known.items() if old.present and key not in wanted]
        _write(connection, [*added, *changed], known, vanished, day)
    returned = [row.id for row, old in kept if not old.present]
    answers = [row.id for row, old in kept if old.seen and old.answer_hash != row.answer_hash]
    return SyncReport(
        added=tuple(row.id for row in added),
        changed=tuple(row.id for row in changed),
        vanished=tuple(vanished),
        returned=tuple(returned),
        renamed=tuple(renamed),
        answers=tuple(answers),
        texts=tuple(row.id for row in (*added, *changed) if _reads_anew(row, known.get(row.id))),
    )


def settle(store: Store, card: str, answer_hash: str, *, keep: bool, at: datetime, utc_offset: int) -> None:
    """Accept a changed answer: keep the progress, or start the card again."""
    with store.write():
        journal.append(
            store, Edit(card=card, answer_hash=answer_hash, keep=keep), at=at, utc_offset=utc_offset
        )
        if not keep:
            memory.reset(store, card, at=at, utc_offset=utc_offset)


def _read(connection: Connection) -> dict[str, _Known]:
    last = len(_CONTENT)
    return {key: _Known(tuple(row[:last]), *row[last:]) for key, *row in connection.execute(_KNOWN)}


def _content(row: CardRow) -> tuple[object, ...]:
    lists = (to_json(names) if names else "[]" for names in (row.tags, row.claims, row.after))
    return (row.deck, row.position, row.kind, row.proof, row.heading, *lists)


def _differs(row: CardRow, old: _Known) -> bool:
    return (
        not old.present
        or old.content != _content(row)
        or _hash(row, old) != old.answer_hash
        or _reads_anew(row, old)
    )


def _reads_anew(row: CardRow, old: _Known | None) -> bool:
    return row.text_hash != (old.text_hash if old else "")


def _hash(row: CardRow, old: _Known | None) -> str:
    """The answer that the learner knows: theirs, once they reviewed the card, until they settle."""
    return old.answer_hash if old and old.seen else row.answer_hash


def _write(
    connection: Connection, rows: list[CardRow], known: Mapping[str, _Known], vanished: list[str], day: int
) -> None:
    if rows:
        numbers = count(1 + (connection.scalar(_LAST_NUMBER) or 0))
        connection.execute(_PUT, [_to_values(row, known.get(row.id), numbers, day) for row in rows])
    if vanished:
        connection.execute(_VANISH, [{"gone": key} for key in vanished])


def _to_values(row: CardRow, old: _Known | None, numbers: Iterator[int], day: int) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(row, name) for name in (*_CONTENT, "text_hash")}
    values |= {"id": row.id, "answer_hash": _hash(row, old), "present": 1, "added_day": day}
    if old is None:
        return values | {"number": next(numbers), "edited_day": day}
    # A text that was never indexed is no other text.
    edited = old.text_hash and _reads_anew(row, old)
    return values | {"number": old.number, "edited_day": day if edited else old.edited_day}


def _rename(
    store: Store, known: dict[str, _Known], wanted: Mapping[str, CardRow], at: datetime, utc_offset: int
) -> list[tuple[str, str]]:
    """Move what is known of a card under its earlier id, unless its new id has progress of its own."""
    renamed = []
    for row in wanted.values():
        if row.was not in known or row.was in wanted or memory.get(store.connection, row.id):
            continue
        _move(store.connection, row.was, row.id)
        journal.append(store, Renamed(card=row.id, was=row.was), at=at, utc_offset=utc_offset)
        known[row.id] = known.pop(row.was)
        renamed.append((row.was, row.id))
    return renamed


def _move(connection: Connection, was: str, card: str) -> None:
    connection.execute(texts.DELETE, {"id": card})
    connection.execute(delete(tables.card).where(tables.card.c.id == card))
    connection.execute(update(tables.card).where(tables.card.c.id == was).values(id=card))
    connection.execute(update(tables.memory).where(tables.memory.c.card == was).values(card=card))
