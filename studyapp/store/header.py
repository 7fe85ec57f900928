"""A look at a database's first bytes and its neighbours, before SQLite opens it and might write."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from studyapp.store.errors import (
    DamagedError,
    NewerError,
    OldSqliteError,
    StoreError,
    explained,
    explained_files,
)
from studyapp.store.statements import APPLICATION, SCHEMA

MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100
OLDEST_SQLITE = (3, 37, 0)  # the first with STRICT tables


def require_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raise OldSqliteError where the library knows no strict tables."""
    if version < OLDEST_SQLITE:
        needed, found = (".".join(map(str, numbers)) for numbers in (OLDEST_SQLITE, version))
        what = f"the learner's data needs SQLite {needed} or newer; this Python has {found}."
        raise OldSqliteError(what, todo="Use a Python that was built with a newer SQLite.")


def log_of(path: Path) -> Path:
    """Return where SQLite keeps the write-ahead log of a database."""
    return path.with_name(path.name + "-wal")


def has_log(path: Path) -> bool:
    """Whether the newest commits are still in the log: after a crash, or while another program is open."""
    log = log_of(path)
    return log.exists() and log.stat().st_size > 0


def find_schema(path: Path) -> int | None:
    """Return the schema number of the database, None where there is no file; nothing is written.

    Raises DamagedError for what is no study database, NewerError for one of a newer studyapp.
    """
    with explained_files(path):
        if not path.exists():
            if has_log(path):
                raise DamagedError("the database is gone, though its write-ahead log is still there", path)
            return None
        if not path.is_file():
            raise DamagedError("this is a folder or a device, not a study database", path)
        with path.open("rb") as file:
            first = file.read(HEADER_BYTES)
        application, schema = _identify(first, path)
        if has_log(path):
            application, schema = _identify_with_log(path)
    if application != APPLICATION:
        raise DamagedError("this is another program's database", path)
    if schema > SCHEMA:
        raise _newer(schema, path)
    return schema


def _identify(first: bytes, path: Path) -> tuple[int, int]:
    """Read application id and schema number (https://sqlite.org/fileformat2.html, 1.3)."""
    if not first:
        raise DamagedError("the file is empty", path)
    if not first.startswith(MAGIC) or len(first) < HEADER_BYTES:
        raise DamagedError("this is no SQLite database, or its beginning was destroyed", path)
    (schema,) = struct.unpack_from(">i", first, 60)
    (application,) = struct.unpack_from(">i", first, 68)
    return application, schema


def _identify_with_log(path: Path) -> tuple[int, int]:
    """Read the same two through the log; a read-only connection does not write the log back."""
    with explained(path), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
    return application, schema


def _newer(schema: int, path: Path) -> StoreError:
    what = f"a newer studyapp wrote this database (schema {schema}; this one knows {SCHEMA})."
    return NewerError(what, where=str(path), todo="Update studyapp; the file was left as it is.")
