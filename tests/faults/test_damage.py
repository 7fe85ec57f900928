"""A file that cannot be read is named, with what to do, and left byte for byte as it is."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from studyapp.store import health
from studyapp.store.engine import open_store
from studyapp.store.errors import DamagedError, NewerError, OldSqliteError
from studyapp.store.header import log_of, require_sqlite
from studyapp.store.statements import SCHEMA
from tests.reviews import standing_reviews
from tests.unit.store.samples import answer, new_store


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with some history, closed."""
    with new_store(tmp_path_factory.mktemp("sound")) as store:
        for number in range(60):
            answer(store, f"card-{number}", answer="x" * 200)
    return store.path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path))


def overwrite(path: Path, start: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def noise(size: int) -> bytes:
    return random.Random(6).randbytes(size)


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replace_by_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_by_another_programs_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")


def lose_all_but_the_log(path: Path) -> None:
    path.unlink()
    log_of(path).write_bytes(noise(5000))


RUINS: dict[str, Callable[[Path], None]] = {
    "header destroyed": lambda path: overwrite(path, 0, bytes(100)),
    "name destroyed": lambda path: overwrite(path, 0, b"X"),
    "page size destroyed": lambda path: overwrite(path, 16, b"\xff\xff"),
    "tables destroyed": lambda path: overwrite(path, 100, noise(3996)),
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 2 // 4096 * 4096),
    "cut inside a page": lambda path: os.truncate(path, 10_000),
    "cut inside the header": lambda path: os.truncate(path, 60),
    "empty": lambda path: os.truncate(path, 0),
    "random bytes": lambda path: overwrite(path, 0, noise(path.stat().st_size)),
    "a text": lambda path: overwrite(path, 0, b"my cards\n" * 5000),
    "a folder": replace_by_a_folder,
    "a pipe": replace_by_a_pipe,
    "another program's": replace_by_another_programs_database,
    "only a log": lose_all_but_the_log,
}


def contents(folder: Path) -> dict[str, bytes | None]:
    return {place.name: place.read_bytes() if place.is_file() else None for place in folder.iterdir()}


@pytest.mark.parametrize("read_only", [False, True], ids=["to write", "to read"])
@pytest.mark.parametrize("ruin", RUINS.values(), ids=RUINS.keys())
def test_what_is_no_study_database_is_named_and_left_alone(
    path: Path, ruin: Callable[[Path], None], read_only: bool
) -> None:
    ruin(path)
    before = contents(path.parent)
    with pytest.raises(DamagedError) as told:
        open_store(path, read_only=read_only)
    assert str(path) in str(told.value)
    assert "Nothing in it was changed" in str(told.value)
    assert contents(path.parent) == before


def test_the_message_says_where_the_backups_are(path: Path) -> None:
    os.truncate(path, 0)
    with pytest.raises(DamagedError, match="There is no copy"):
        open_store(path)
    backups = path.parent / "backups"
    backups.mkdir()
    (backups / "study.db").touch()
    with pytest.raises(DamagedError, match=f"`studyapp restore` lists the copies in {backups}"):
        open_store(path)


def test_damage_that_shows_later_is_named_when_it_is_met(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'review'").fetchone()
    overwrite(path, (page - 1) * 4096, noise(4096))
    with open_store(path) as store:
        with pytest.raises(DamagedError, match="damaged"), store.read() as connection_:
            standing_reviews(connection_)
        with pytest.raises(DamagedError, match="damaged"):
            answer(store, "new")
        with pytest.raises(DamagedError, match="damaged"), store.read() as connection_:
            health.problems(connection_)


def test_a_database_of_a_newer_studyapp_is_refused_without_writing_a_byte(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = contents(path.parent)
    for read_only in (False, True):
        with pytest.raises(NewerError, match="newer studyapp"):
            open_store(path, read_only=read_only)
    assert contents(path.parent) == before


def test_a_newer_schema_that_is_only_in_the_log_is_seen_and_the_log_left_alone(path: Path) -> None:
    crashed = path.parent / "crashed"
    crashed.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        for file in (path, log_of(path)):
            shutil.copy(file, crashed)
    copy = crashed / "study.db"
    before = copy.read_bytes(), log_of(copy).read_bytes()
    with pytest.raises(NewerError):
        open_store(copy)
    assert (copy.read_bytes(), log_of(copy).read_bytes()) == before


def test_an_sqlite_without_strict_tables_is_refused() -> None:
    require_sqlite((3, 37, 0))
    with pytest.raises(OldSqliteError, match=r"SQLite 3\.37\.0 or newer; this Python has 3\.36\.0"):
        require_sqlite((3, 36, 0))
