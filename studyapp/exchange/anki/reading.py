"""A collection's tables → notes, cards and answers, of both of Anki's forms.

Schema 11 keeps note types and decks as JSON in the table `col`; schemas from 15 on have tables of them,
whose details are Protocol Buffers. Source: rslib/src/storage and proto/anki in Anki's repository.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from studyapp.errors import StudyError
from studyapp.exchange.anki import wire
from studyapp.exchange.anki.collection import AnkiCard, AnkiNote, Answer, Collection, NoteType, Template
from studyapp.exchange.anki.package import REPACK, open_package
from studyapp.exchange.draft import without_marks

TABLES_SINCE = 15  # schema from which on note types and decks are tables
SEPARATOR = "\x1f"  # between fields, and in the newer form between the names of a deck
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
END = 32_503_680_000_000  # the year 3000, in milliseconds since 1970
LONGEST = 10**7  # days or seconds of an interval
Ahead = Callable[[datetime], timedelta]


def read_package(path: Path, ahead: Ahead) -> Collection:
    """Read a package; `ahead` tells how far the learner's clock is ahead of UTC at an instant.

    Raise StudyError for what is no package, or holds what cannot be read.
    """
    with open_package(path) as connection:
        try:
            return read(connection, ahead)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            what = f"the collection in this package cannot be read: {error!r}"
            raise StudyError(what, where=str(path), todo=REPACK) from error


def read(connection: sqlite3.Connection, ahead: Ahead) -> Collection:
    col = connection.execute("SELECT * FROM col").fetchone()
    newer = col["ver"] >= TABLES_SINCE
    kinds = dict(kinds_of_tables(connection) if newer else kinds_of_json(json.loads(col["models"])))
    decks = dict(decks_of_tables(connection) if newer else decks_of_json(json.loads(col["decks"])))
    settings = settings_of_tables(connection) if newer else json.loads(col["conf"] or "{}")
    answers = read_answers(connection)
    cards = read_cards(connection, decks, answers)
    notes = tuple(read_notes(connection, kinds, cards))
    return Collection(first_day(col["crt"], settings.get("creationOffset"), ahead), notes)


def first_day(created: int, west: int | None, ahead: Ahead) -> int:
    """The date, where the learner was, on which the collection was made; `west` is in minutes."""
    if not 0 <= 1000 * created < END:
        raise ValueError(f"a collection made at {created} seconds since 1970")
    at = EPOCH + timedelta(seconds=created)
    offset = ahead(at) if west is None else timedelta(minutes=-west)
    return (at - EPOCH + offset) // timedelta(days=1)


def kinds_of_json(models: Mapping[str, Any]) -> Iterator[tuple[int, NoteType]]:
    for number, model in models.items():
        templates = sorted(model["tmpls"], key=lambda one: one["ord"])
        yield (
            int(number),
            NoteType(
                model["name"],
                tuple(one["name"] for one in sorted(model["flds"], key=lambda one: one["ord"])),
                tuple(Template(one["name"], one["qfmt"], one["afmt"]) for one in templates),
                model["type"] == 1,
            ),
        )


def kinds_of_tables(connection: sqlite3.Connection) -> Iterator[tuple[int, NoteType]]:
    names, templates = defaultdict[int, list[str]](list), defaultdict[int, list[Template]](list)
    for row in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        names[row["ntid"]].append(row["name"])
    for row in connection.execute("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
        config = wire.fields(row["config"])
        sides = (text_of(config.get(field, b"")) for field in (1, 2))
        templates[row["ntid"]].append(Template(row["name"], *sides))
    for row in connection.execute("SELECT id, name, config FROM notetypes"):
        number, cloze = row["id"], wire.fields(row["config"]).get(1, 0) == 1
        yield number, NoteType(row["name"], tuple(names[number]), tuple(templates[number]), cloze)


def text_of(value: int | bytes) -> str:
    if isinstance(value, int):
        raise TypeError("a template that is no text")
    return value.decode("utf-8", "replace")


def decks_of_json(decks: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for number, deck in decks.items():
        yield int(number), deck["name"]


def decks_of_tables(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    for row in connection.execute("SELECT id, name FROM decks"):
        yield row["id"], row["name"].replace(SEPARATOR, "::")


def settings_of_tables(connection: sqlite3.Connection) -> dict[str, Any]:
    rows = connection.execute("SELECT key, val FROM config WHERE key = 'creationOffset'")
    return {row["key"]: json.loads(row["val"]) for row in rows}


def read_answers(connection: sqlite3.Connection) -> dict[int, list[Answer]]:
    """The log of each card."""
    answers = defaultdict[int, list[Answer]](list)
    for row in connection.execute(
        "SELECT cid, id, ease, ivl, lastIvl, factor, time, type FROM revlog ORDER BY id"
    ):
        card, at, rating, *waits, factor, milliseconds, kind = row
        if not 0 < at < END:
            raise ValueError(f"an answer at {at} milliseconds since 1970")
        interval, last_interval = (min(max(wait, -LONGEST), LONGEST) for wait in waits)
        answers[card].append(Answer(at, rating, interval, last_interval, factor, milliseconds, kind))
    return answers


def read_cards(
    connection: sqlite3.Connection, decks: Mapping[int, str], answers: Mapping[int, list[Answer]]
) -> dict[int, list[AnkiCard]]:
    """The cards of each note; one that is in a filtered deck for a while is in its own."""
    cards = defaultdict[int, list[AnkiCard]](list)
    for row in connection.execute("SELECT * FROM cards ORDER BY nid, ord"):
        deck, due = (row["odid"], row["odue"]) if row["odid"] else (row["did"], row["due"])
        cards[row["nid"]].append(
            AnkiCard(
                ordinal=row["ord"],
                deck=without_marks(decks.get(deck, "Default")),
                modified=row["mod"],
                kind=row["type"],
                queue=row["queue"],
                due=min(max(due, -LONGEST), END // 1000),
                interval=row["ivl"],
                flag=row["flags"] & 7,
                steps_left=row["left"] % 1000,  # above it, older versions put how many are left today
                answers=tuple(answers.get(row["id"], ())),
            )
        )
    return cards


def read_notes(
    connection: sqlite3.Connection, kinds: Mapping[int, NoteType], cards: Mapping[int, list[AnkiCard]]
) -> Iterator[AnkiNote]:
    for row in connection.execute("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"):
        values = tuple(without_marks(row["flds"]).split(SEPARATOR))
        tags = tuple(without_marks(row["tags"]).split())
        yield AnkiNote(row["guid"], kinds[row["mid"]], values, tags, tuple(cards.get(row["id"], ())))
