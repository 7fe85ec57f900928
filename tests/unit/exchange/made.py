"""Small collections of Anki's, made here: in our own hand, and in the form that today's Anki writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from studyapp.exchange.anki.collection import AnkiCard, AnkiNote, Answer, Collection, NoteType, Template
from studyapp.exchange.anki.package import unicase, zstd
from studyapp.exchange.anki.writing import write_package

FIRST_DAY = 20_000  # 2024-10-04
NOW = datetime(2024, 12, 1, 9, tzinfo=UTC)
BASIC = NoteType(
    "Basic",
    ("Front", "Back"),
    (Template("Card 1", "{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"),),
)
BOTH = replace(
    BASIC,
    name="Basic (and reversed card)",
    templates=(*BASIC.templates, Template("Card 2", "{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}")),
)
TYPE_IN = replace(
    BASIC,
    name="Basic (type in the answer)",
    templates=(Template("Card 1", "{{Front}}\n\n{{type:Back}}", "{{FrontSide}}<hr id=answer>{{type:Back}}"),),
)
CLOZE = NoteType(
    "Cloze",
    ("Text", "Back Extra"),
    (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"),),
    is_cloze=True,
)


def at(day: int, hour: float = 9) -> int:
    """Milliseconds since 1970, so many days after the first."""
    return round(1000 * 86_400 * (FIRST_DAY + day + hour / 24))


def new_card(ordinal: int = 0, deck: str = "A::B", **about: Any) -> AnkiCard:
    told = {"modified": at(0) // 1000, "kind": 0, "queue": 0, "due": 1, "interval": 0} | about
    return AnkiCard(ordinal=ordinal, deck=deck, **told)


def learned_card(ordinal: int = 0, deck: str = "A::B", **about: Any) -> AnkiCard:
    """Learned on day 1, recalled on day 4, due on day 14."""
    answers = (
        Answer(at(1), 3, -600, 0, 0, 4000, 0),
        Answer(at(1, 9.2), 3, 3, -600, 2500, 3000, 0),
        Answer(at(4), 3, 10, 3, 2500, 90_000_000, 1),
    )
    card = new_card(ordinal, deck, **{"kind": 2, "queue": 2, "due": 14, "interval": 10, **about})
    return replace(card, answers=answers)


def note(
    kind: NoteType, *values: str, guid: str = "", cards: Sequence[AnkiCard] = (), tags: str = ""
) -> AnkiNote:
    made = tuple(cards) or tuple(new_card(place) for place in range(len(kind.templates)))
    return AnkiNote(guid or f"guid of {values[0]}", kind, values, tuple(tags.split()), made)


def collection(*notes: AnkiNote) -> Collection:
    return Collection(FIRST_DAY, notes)


def write_legacy(path: Path, *notes: AnkiNote) -> Path:
    path.write_bytes(write_package(collection(*notes), NOW))
    return path


def field(number: int, value: bytes | int) -> bytes:
    """A field of a message, small enough that each number is one byte."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    size = len(value)
    return bytes([number << 3 | 2, *([size] if size < 128 else [size & 127 | 128, size >> 7])]) + value


def modernise(legacy: Path, path: Path) -> Path:
    """The same collection as Anki 2.1.50 and later write it: compressed, its JSON turned into tables."""
    database = path.with_suffix(".db")
    with ZipFile(legacy) as package:
        database.write_bytes(package.read("collection.anki2"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.create_collation("unicase", unicase)
        to_tables(connection)
    with ZipFile(path, "w") as package:
        package.writestr("meta", field(1, 3))
        package.writestr("collection.anki21b", zstd.compress(database.read_bytes()))
        package.writestr("collection.anki2", "please update")
    return path


def to_tables(connection: sqlite3.Connection) -> None:
    for statement in (
        "CREATE TABLE notetypes (id integer PRIMARY KEY, name text COLLATE unicase, config blob)",
        "CREATE UNIQUE INDEX notetype_names ON notetypes (name)",
        "CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob)",
        "CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, config blob)",
        "CREATE TABLE decks (id integer PRIMARY KEY, name text COLLATE unicase)",
        "CREATE TABLE config (key text PRIMARY KEY, val blob)",
    ):
        connection.execute(statement)
    models, decks, conf = connection.execute("SELECT models, decks, conf FROM col").fetchone()
    for model in json.loads(models).values():
        kind = field(1, 1) if model["type"] else b""
        connection.execute("INSERT INTO notetypes VALUES (?, ?, ?)", (model["id"], model["name"], kind))
        for one in model["flds"]:
            connection.execute(
                "INSERT INTO fields VALUES (?, ?, ?, '')", (model["id"], one["ord"], one["name"])
            )
        for one in model["tmpls"]:
            sides = field(1, one["qfmt"].encode()) + field(2, one["afmt"].encode())
            row = (model["id"], one["ord"], one["name"], sides)
            connection.execute("INSERT INTO templates VALUES (?, ?, ?, ?)", row)
    for deck in json.loads(decks).values():
        name = deck["name"].replace("::", "\x1f")
        connection.execute("INSERT INTO decks VALUES (?, ?)", (deck["id"], name))
    offset = json.dumps(json.loads(conf)["creationOffset"]).encode()
    connection.execute("INSERT INTO config VALUES ('creationOffset', ?)", (offset,))
    connection.execute("UPDATE col SET ver = 18, models = '', decks = '', conf = ''")


def learned(**about: Any) -> AnkiNote:
    """A note with a card that was reviewed three times."""
    return note(BASIC, "What?", "That.", guid="what", cards=[learned_card(**about)])
