"""Notes, cards and answers → a package that Anki imports: schema 11, which all of its versions read."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from studyapp.exchange.anki import schema
from studyapp.exchange.anki.collection import RELEARNING, REVIEW, AnkiCard, AnkiNote, Collection
from studyapp.exchange.anki.reading import EPOCH, SEPARATOR
from studyapp.exchange.html import plain_text

EASE = 2500  # Anki's starting value, in thousandths; nothing that runs on FSRS reads it
IMAGE = re.compile(r"<img[^>]*>")


def write_package(collection: Collection, now: datetime) -> bytes:
    """The package; its notes count as changed now, so that a package imported later is the newer one."""
    with tempfile.TemporaryDirectory(prefix="studyapp-") as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as connection, connection:
            fill(connection, collection, int(now.timestamp()))
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as package:
            package.write(path, path.name)
            package.writestr("media", "{}")
        return packed.getvalue()


def fill(connection: sqlite3.Connection, collection: Collection, now: int) -> None:
    for statement in schema.statements():
        connection.execute(statement)
    names = dict.fromkeys(card.deck for note in collection.notes for card in note.cards)
    decks = {name: schema.number_of(f"deck {name}") for name in names}
    connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", about(collection, decks, now))
    number = 1000 * now - 10 * sum(1 + len(note.cards) for note in collection.notes)
    taken: set[int] = set()
    for note in collection.notes:
        number += 1
        connection.execute(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", note_row(number, note, now))
        owner = number
        for card in note.cards:
            number += 1
            row = card_row(number, owner, decks[card.deck], card)
            connection.execute(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", row)
            connection.executemany(
                f"INSERT INTO revlog VALUES ({', '.join('?' * 9)})", log_rows(number, card, taken)
            )


def about(collection: Collection, decks: Mapping[str, int], now: int) -> tuple[object, ...]:
    """The row of the table `col`."""
    created = EPOCH + timedelta(days=collection.first_day) + collection.day_starts - collection.ahead
    kinds = {note.kind.name: note.kind for note in collection.notes}
    models = {str(schema.number_of(name)): schema.model(kind, now) for name, kind in kinds.items()}
    listed = {schema.DEFAULT: "Default"} | {number: name for name, number in decks.items()}
    settings = {
        "creationOffset": -(collection.ahead // timedelta(minutes=1)),
        "rollover": collection.day_starts // timedelta(hours=1),
        "curDeck": schema.DEFAULT,
        "activeDecks": [schema.DEFAULT],
        "curModel": next(iter(models), "0"),
        "nextPos": 1 + len(collection.notes),
        "schedVer": 2,
        "sched2021": True,
        "sortType": "noteFld",
        "sortBackwards": False,
        "addToCur": True,
        "estTimes": True,
        "dueCounts": True,
        "collapseTime": 1200,
        "timeLim": 0,
        "newSpread": 0,
        "dayLearnFirst": False,
    }
    texts: tuple[object, ...] = (
        settings,
        models,
        {str(number): schema.deck(number, name, now) for number, name in listed.items()},
        {str(schema.DEFAULT): schema.preset()},
        {},
    )
    numbers = (1, int(created.timestamp()), 1000 * now, 1000 * now, schema.VERSION, 0, 0, 0)
    return (*numbers, *map(json.dumps, texts))


def note_row(number: int, note: AnkiNote, now: int) -> tuple[object, ...]:
    first = plain_text(IMAGE.sub(" ", note.values[0]))
    checksum = int(hashlib.sha1(first.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:8], 16)
    tags = f" {' '.join(note.tags)} " if note.tags else ""
    kind, values = schema.number_of(note.kind.name), SEPARATOR.join(note.values)
    return (number, note.guid, kind, now, -1, tags, values, first, checksum, 0, "")


def card_row(number: int, note: int, deck: int, card: AnkiCard) -> tuple[object, ...]:
    graded = sum(answer.is_graded for answer in card.answers)
    ease = EASE if card.kind in (REVIEW, RELEARNING) else 0
    place = (number, note, deck, card.ordinal, card.modified, -1, card.kind, card.queue, card.due)
    progress = (card.interval, ease, graded, card.lapses, card.steps_left, 0, 0, card.flag)
    return (*place, *progress, json.dumps(dict(card.memory)))


def log_rows(number: int, card: AnkiCard, taken: set[int]) -> Iterable[tuple[int, ...]]:
    """The log of a card; its lines are numbered by their times, so two at once are a millisecond apart."""
    for answer in card.answers:
        at = answer.at
        while at in taken:
            at += 1
        taken.add(at)
        waits = (answer.interval, answer.last_interval)
        yield (at, number, -1, answer.rating, *waits, answer.factor, answer.milliseconds, answer.kind)
