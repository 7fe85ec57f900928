"""Copies of the learner's data: one a day, one when asked, and going back to one."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studyapp.clock import Clock
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.store import health, journal
from studyapp.store.backup import copy_database
from studyapp.store.engine import Store, open_store
from studyapp.store.errors import BACKUPS, DamagedError, explained, explained_files
from studyapp.store.header import find_schema, log_of

KEPT = 5  # daily copies
DAILY = re.compile(r"study-\d{4}-\d{2}-\d{2}\.db")


class UnsoundError(StudyError):
    """What should be copied is no study database, or a damaged one; it was left as it is."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy, and how far it goes."""

    path: Path
    at: datetime  # when it was made
    size: int  # bytes


def folder_of(folder: Folder) -> Path:
    return folder.database.parent / BACKUPS


def find_backups(folder: Folder) -> list[Backup]:
    """Return the copies beside the database, the newest first."""
    found = [(path, path.stat()) for path in folder_of(folder).glob("*.db")]
    backups = [Backup(path, datetime.fromtimestamp(s.st_mtime, UTC), s.st_size) for path, s in found]
    return sorted(backups, key=lambda backup: backup.at, reverse=True)


def back_up(folder: Folder, target: Path) -> Path:
    """Copy the database as it is now, while it may be in use; raise StoreError where that fails."""
    with explained_files(target), explained(target):
        return copy_database(folder.database, target, ours=True)


def keep_daily(folder: Folder, clock: Clock) -> Path | None:
    """Make the day's first copy, and drop the oldest; None where there is one already. Raise StoreError."""
    target = folder_of(folder) / f"study-{clock.now():%Y-%m-%d}.db"
    if target.exists():
        return None
    back_up(folder, target)
    with explained_files(target):
        for path in sorted(each for each in target.parent.iterdir() if DAILY.fullmatch(each.name))[:-KEPT]:
            path.unlink()
    return target


def name_aside(folder: Folder, clock: Clock, why: str) -> Path:
    return folder_of(folder) / f"study-{why}-{clock.now():%Y%m%dT%H%M%S}.db"


@contextmanager
def open_copy(source: Path) -> Iterator[Store]:
    """Open a copy of a database as of today's version; the source is only read.

    Raise UnsoundError where it is no sound study database, another StudyError where it cannot be read.
    """
    if not source.is_file():
        todo = "`studyapp restore` lists the copies that there are."
        raise StudyError("there is no such file", where=str(source), todo=todo)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.name
        try:
            find_schema(source)
            with explained_files(source), explained(source):
                copy_database(source.absolute(), path)
            store = open_store(path)
        except DamagedError as error:
            raise UnsoundError(error.what, where=str(source)) from error
        with store:
            with store.read() as connection:
                wrong = health.problems(connection)
            if wrong:
                raise UnsoundError(f"the database is damaged ({wrong[0]})", where=str(source))
            yield store


def is_sound(path: Path) -> bool:
    try:
        with open_copy(path):
            return True
    except UnsoundError:
        return False


def restore(folder: Folder, source: Path, clock: Clock) -> tuple[int, Path | None]:
    """Put a copy in the database's place; return how many events it has, and where what was there is now.

    What is there is copied first, or moved aside where it is damaged. Raise StudyError, and then nothing
    has changed.
    """
    with open_copy(source) as copy:
        with copy.read() as connection:
            count = len(journal.ids(connection))
        aside = set_aside(folder, clock)
        with explained(folder.database), explained_files(folder.database):
            if not folder.database.exists():
                copy_database(copy.path, folder.database)
                return count, aside
            with (
                closing(sqlite3.connect(copy.path)) as reading,
                closing(sqlite3.connect(folder.database)) as writing,
            ):
                reading.backup(writing)  # one transaction, also where another window has it open
    return count, aside


def set_aside(folder: Folder, clock: Clock) -> Path | None:
    """Keep what is in the database's place, the log of one that is gone too; None where no database is."""
    database, aside = folder.database, name_aside(folder, clock, "replaced")
    there = database.exists()
    if there and is_sound(database):
        return back_up(folder, aside)
    with explained_files(database):
        for path in (database, log_of(database), database.with_name(database.name + "-shm")):
            if path.exists():
                aside.parent.mkdir(parents=True, exist_ok=True)
                path.replace(aside.with_name(path.name.replace(database.name, aside.name)))
    return aside if there else None
