"""Open the learner's database, and read and write it in transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Self

from sqlalchemy import Connection, select

from studyapp.store.connection import Begin, Mode, connect, impatient, transaction
from studyapp.store.errors import ReadOnlyError, explained, explained_files, not_writable
from studyapp.store.header import find_schema, has_log, require_sqlite
from studyapp.store.statements import SCHEMA
from studyapp.store.tables import meta


class Store:
    """One held connection to a database, and the transactions on it.

    Any thread may use it; a transaction keeps the others waiting.
    """

    def __init__(self, path: Path, connection: Connection, device: str, *, read_only: bool) -> None:
        self.path = path
        self.connection = connection
        self.device = device
        self.read_only = read_only
        self._lock = RLock()
        self._begun: Begin | None = None

    @contextmanager
    def write(self, *, patient: bool = True) -> Iterator[Connection]:
        """Save all that the block does, or nothing where it raises; saved means on the disk.

        Inside another write it is a part of it, which can fail alone. Raises the errors of errors.py:
        BusyError where another program writes for seconds, or at all where this one is not `patient`.
        """
        if self.read_only:
            raise not_writable(self.path)
        with self._lock, explained(self.path):
            if self._begun == "DEFERRED":
                raise RuntimeError("a read cannot become a write: open the write first")
            if self._begun:
                with self.connection.begin_nested():
                    yield self.connection
            else:
                with nullcontext() if patient else impatient(self.connection):
                    yield from self._begin("IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """See one state of the data throughout the block."""
        with self._lock, explained(self.path):
            if self._begun:
                yield self.connection
            else:
                yield from self._begin("DEFERRED")

    def close(self) -> None:
        with self._lock:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, begin: Begin) -> Iterator[Connection]:
        self._begun = begin
        try:
            with transaction(self.connection, begin) as connection:
                yield connection
        finally:
            self._begun = None


def open_store(path: Path, *, read_only: bool = False) -> Store:
    """Open the database at `path`, made first where there is none, and brought up to date where it is old.

    Raises DamagedError, NewerError or OldSqliteError, having written nothing; ReadOnlyError where it
    cannot be written (then `read_only=True` still shows it), FullError, DiskError or BusyError.
    """
    require_sqlite()
    path = path.absolute().resolve()
    schema = find_schema(path)
    if read_only:
        return _open_for_reading(path, schema)
    if schema != SCHEMA:
        _bring_up_to_date(path, schema)
    if not _writable(path):
        raise not_writable(path)
    return _hold(path, Mode.WRITE)


def _open_for_reading(path: Path, schema: int | None) -> Store:
    if schema is None:
        todo = "Give yourself the right to write there, or study a folder of your own: `--folder`."
        raise ReadOnlyError("there is no database, and none can be made.", where=str(path), todo=todo)
    if schema != SCHEMA:
        what = "the database is of an older studyapp and cannot be brought up to date here."
        raise ReadOnlyError(what, where=str(path), todo="Copy its folder to where it can be written.")
    return _hold(path, Mode.READ if has_log(path) else Mode.FROZEN)


def _hold(path: Path, mode: Mode) -> Store:
    """Connect, and read for the first time: SQLite notices only then what it cannot read."""
    with explained(path), ExitStack() as undo:
        connection = connect(path, mode)
        undo.callback(connection.close)
        device = connection.scalars(select(meta.c.value).where(meta.c.key == "device")).one()
        undo.pop_all()
    return Store(path, connection, device, read_only=mode is not Mode.WRITE)


def _bring_up_to_date(path: Path, schema: int | None) -> None:
    from studyapp.store import upgrade  # alembic takes half a second to import

    with explained_files(path), explained(path):
        if schema is None:
            upgrade.create(path)
        else:
            upgrade.upgrade(path)


def _writable(path: Path) -> bool:
    """Whether file and folder can be written: SQLite opens a file that cannot be for reading, silently."""
    needed = ((path, os.W_OK), (path.parent, os.W_OK | os.X_OK))
    return all(
        os.access(place, mode, effective_ids=os.access in os.supports_effective_ids) for place, mode in needed
    )
