"""What can go wrong with the learner's data, said so that they know what was saved and what to do."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from studyapp.errors import StudyError

ROOM = 64 * 1024  # bytes that SQLite needs beside the database to open it
BACKUPS = "backups"  # the folder beside the database


class StoreError(StudyError):
    """The learner's data could not be read or written."""


class DamagedError(StoreError):
    """The file is not, or no longer, a study database. It was left as it is."""

    def __init__(self, what: str, path: Path) -> None:
        backups = path.parent / BACKUPS
        found = backups.is_dir() and any(backups.iterdir())
        todo = (
            f"`studyapp restore` lists the copies in {backups}, and goes back to one."
            if found
            else f"There is no copy in {backups}. Move the file away to start anew."
        )
        super().__init__(f"{what}. Nothing in it was changed.", where=str(path), todo=todo)


class ReadOnlyError(StoreError):
    """The file or its folder cannot be written to; it can still be opened for reading."""


class FullError(StoreError):
    """The disk is full; the change was not saved."""


class DiskError(StoreError):
    """The disk reported an error; the change was not saved."""


class NewerError(StoreError):
    """A newer studyapp wrote this database."""


class OldSqliteError(StoreError):
    """The SQLite library is too old for the database."""


class BusyError(StoreError):
    """Another program kept the database locked; the change was not saved."""


class AlreadyGradedError(StoreError):
    """The question was graded already, in another window perhaps; this grade was not counted."""

    def __init__(self, name: str) -> None:
        what = f"{name} was graded already, in another window perhaps; this grade was not counted."
        super().__init__(what, todo="Go on with the next card, or undo the other grade.")


class NothingToUndoError(StoreError):
    """The review was undone already."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise a StoreError for what SQLite reports about the disk, locks or damage; the rest goes through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        told = _from_sqlite(error.orig if isinstance(error, DBAPIError) else error, path)
        if told is None:
            raise
        raise told from error


@contextmanager
def explained_files(path: Path) -> Iterator[None]:
    """Raise a StoreError for what the system reports about the file or its folder."""
    try:
        yield
    except OSError as error:
        raise _from_system(error, path) from error


def not_writable(path: Path) -> ReadOnlyError:
    return ReadOnlyError(
        "the database, or its folder, cannot be written to, so nothing can be saved.",
        where=str(path),
        todo="Give yourself the right to write there, or copy the folder; without it you can only browse.",
    )


def _from_sqlite(error: BaseException | None, path: Path) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    match code & 0xFF:  # the primary code; the other bits say which system call it was
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_IOERR:  # also where there is no room for the log's index
            return _full(path) if _has_no_room(path) else _failed(path, str(error))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return not_writable(path)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            what = "another program is writing to it and did not finish; not saved."
            return BusyError(what, where=str(path), todo="Close the other program, or try again.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedError(f"the database is damaged ({error})", path)
        case _:
            return None


def _from_system(error: OSError, path: Path) -> StoreError:
    match error.errno:
        case errno.EACCES | errno.EPERM:
            what = "the right to use the database or its folder was denied, so nothing can be saved."
            return ReadOnlyError(what, where=str(path), todo="Give yourself the right to read and write.")
        case errno.EROFS:
            return not_writable(path)
        case errno.ENOSPC | errno.EDQUOT:
            return _full(path)
        case _:
            return _failed(path, error.strerror or str(error))


def _has_no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < ROOM
    except OSError:
        return False


def _full(path: Path) -> FullError:
    return FullError("the disk is full; not saved.", where=str(path), todo="Make room, then try again.")


def _failed(path: Path, reason: str) -> DiskError:
    todo = "Check the disk and its quota, then try again."
    return DiskError(f"the disk reported an error ({reason}); not saved.", where=str(path), todo=todo)
