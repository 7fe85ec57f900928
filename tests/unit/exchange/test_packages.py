"""Packages: both forms are read alike, what is written is read again, and what is none says what it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from studyapp.errors import StudyError
from studyapp.exchange.anki import package, wire
from studyapp.exchange.anki.collection import AnkiNote, Answer
from studyapp.exchange.anki.package import zstd
from studyapp.exchange.anki.reading import read_package
from tests.unit.exchange.made import (
    BASIC,
    BOTH,
    CLOZE,
    FIRST_DAY,
    collection,
    field,
    learned_card,
    modernise,
    new_card,
    note,
    write_legacy,
)

NOTES = (
    note(BASIC, "What?", "That.", guid="one", cards=[learned_card(flag=3, queue=-1)], tags="a b::c"),
    note(BOTH, "front", "back", guid="two", cards=[new_card(0, "A"), new_card(1, "A")]),
    note(CLOZE, "A {{c1::gap}}.", "", guid="three"),
)


def utc(_: object) -> timedelta:
    return timedelta()


def known(notes: tuple[AnkiNote, ...]) -> list[AnkiNote]:
    """Without what is written, and is not needed to be read."""
    return [
        replace(
            one,
            kind=replace(one.kind, css=""),
            cards=tuple(replace(card, memory={}, lapses=0) for card in one.cards),
        )
        for one in notes
    ]


@pytest.mark.parametrize("form", ["legacy", "present"])
def test_what_is_written_is_read_again(tmp_path: Path, form: str) -> None:
    path = write_legacy(tmp_path / "legacy.apkg", *NOTES)
    if form == "present":
        path = modernise(path, tmp_path / "present.apkg")
    found = read_package(path, utc)
    assert found.first_day == FIRST_DAY
    assert known(found.notes) == known(collection(*NOTES).notes)


def refused(path: Path) -> str:
    with pytest.raises(StudyError) as error:
        read_package(path, utc)
    assert error.value.where == str(path)
    assert error.value.todo
    return error.value.what


def packed(path: Path, **files: bytes) -> Path:
    with ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def test_what_is_no_package_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.apkg"
    broken.write_bytes(b"PK\x03\x04 and no more")
    assert "damaged" in refused(broken)
    assert "no collection" in refused(packed(tmp_path / "other.apkg", **{"a.txt": b"hello"}))
    garbled = packed(tmp_path / "garbled.apkg", **{"collection.anki2": b"SQLite format 3\0" + bytes(500)})
    assert "damaged" in refused(garbled)
    squeezed = packed(tmp_path / "squeezed.apkg", **{"collection.anki21b": b"not compressed"})
    assert "damaged" in refused(squeezed)
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection, connection:
        connection.execute("CREATE TABLE col (ver)")
    content = (tmp_path / "empty.db").read_bytes()
    assert "not the tables" in refused(packed(tmp_path / "empty.apkg", **{"collection.anki2": content}))


def test_a_package_that_lost_bytes_on_its_way_says_so(tmp_path: Path) -> None:
    whole = write_legacy(tmp_path / "whole.apkg", *NOTES).read_bytes()
    torn = tmp_path / "torn.apkg"
    torn.write_bytes(whole[:300] + bytes(100) + whole[400:])
    assert "damaged" in refused(torn)


def test_an_encrypted_package_says_so(tmp_path: Path) -> None:
    path = write_legacy(tmp_path / "locked.apkg", *NOTES)
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(sign) + place] |= 1
    path.write_bytes(content)
    assert "encrypted" in refused(path)


def test_a_file_that_would_land_elsewhere_is_refused(tmp_path: Path) -> None:
    path = write_legacy(tmp_path / "climbing.apkg", *NOTES)
    with ZipFile(path, "a") as made:
        made.writestr("../../outside", b"x")
    assert "outside" in refused(path)


def test_a_collection_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "LARGEST", 1 << 20)
    bomb = zstd.compress(bytes(5 << 20))
    assert len(bomb) < 1000
    assert "larger than 1 MiB" in refused(packed(tmp_path / "bomb.apkg", **{"collection.anki21b": bomb}))


def test_a_newer_anki_is_named(tmp_path: Path) -> None:
    path = modernise(write_legacy(tmp_path / "legacy.apkg", *NOTES), tmp_path / "present.apkg")
    with ZipFile(path) as present:
        content = present.read("collection.anki21b")
    later = packed(tmp_path / "later.apkg", **{"meta": field(1, 4), "collection.anki21b": content})
    assert "newer Anki" in refused(later)
    database = tmp_path / "schema.db"
    database.write_bytes(zstd.decompress(content))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE col SET ver = 19")
    newer = packed(tmp_path / "newer.apkg", **{"collection.anki2": database.read_bytes()})
    assert "newer Anki" in refused(newer)


def test_a_view_in_a_tables_place_is_not_read(tmp_path: Path) -> None:
    with ZipFile(write_legacy(tmp_path / "legacy.apkg", *NOTES)) as legacy:
        (tmp_path / "view.db").write_bytes(legacy.read("collection.anki2"))
    with closing(sqlite3.connect(tmp_path / "view.db")) as connection, connection:
        connection.execute("ALTER TABLE notes RENAME TO others")
        connection.execute("CREATE VIEW notes AS SELECT * FROM others")
    content = (tmp_path / "view.db").read_bytes()
    assert "not the tables" in refused(packed(tmp_path / "view.apkg", **{"collection.anki2": content}))


def test_times_that_no_calendar_has_are_damage(tmp_path: Path) -> None:
    card = learned_card()
    late = replace(card, answers=(*card.answers, Answer(10**15, 3, 1, 1, 0, 0, 1)))
    path = write_legacy(tmp_path / "late.apkg", note(BASIC, "a", "b", cards=[late]))
    assert "cannot be read" in refused(path)


@pytest.mark.parametrize("message", [b"\x08", b"\x0a\x05ab", b"\x0f", b"\x08" + b"\xff" * 11, b"\x0d\x01"])
def test_bytes_that_are_no_message_are_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"wire type|does not end"):
        wire.fields(message)


def test_fields_of_every_width_are_passed_over() -> None:
    message = field(1, 7) + b"\x11" + bytes(8) + b"\x1d" + bytes(4) + field(4, b"text")
    assert wire.fields(message) == {1: 7, 2: bytes(8), 3: bytes(4), 4: b"text"}
