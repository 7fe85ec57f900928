"""One connection to a database file, set up so that a committed change is a durable one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

BUSY_SECONDS = 5.0
CACHE_KIB = 16_000

Begin = Literal["IMMEDIATE", "DEFERRED"]


class Mode(StrEnum):
    """How a file is opened, as SQLite's URI parameters say it."""

    WRITE = "mode=rwc"
    READ = "mode=ro"
    FROZEN = "mode=ro&immutable=1"  # no lock, no log: the only way where the folder cannot be written


def connect(path: Path, mode: Mode = Mode.WRITE, *, foreign_keys: bool = True) -> Connection:
    """Open a database, in WAL and with every commit synced. Raises what sqlite3 and SQLAlchemy raise.

    Transactions are begun by `transaction` alone: sqlite3's own handling of them is off. A statement
    outside of one is a transaction of its own.
    """
    engine = create_engine("sqlite://", creator=lambda: _open(path, mode, foreign_keys), poolclass=NullPool)
    return engine.connect()


@contextmanager
def transaction(connection: Connection, begin: Begin) -> Iterator[Connection]:
    """Commit what the block does, or nothing where it raises.

    IMMEDIATE takes the write lock first: of two programs that read and then write, none overwrites
    what the other wrote in between.
    """
    if connection.in_transaction():
        connection.rollback()  # SQLAlchemy's record of statements that each committed themselves
    with connection.begin():
        connection.exec_driver_sql(f"BEGIN {begin}")
        yield connection


@contextmanager
def impatient(connection: Connection) -> Iterator[None]:
    """Do not wait for what another program writes."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {round(1000 * BUSY_SECONDS)}")


def _open(path: Path, mode: Mode, foreign_keys: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,  # opened in one thread, used in another; Store keeps them apart
    )
    try:
        connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE deletes: the journal refuses that too
        provide_power(connection)
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA synchronous = FULL")
        if mode is Mode.WRITE:
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def provide_power(connection: sqlite3.Connection) -> None:
    """The forgetting curve takes `pow`, which SQLite has only where it was built with mathematics."""
    try:
        connection.execute("SELECT pow(1.0, 1.0)")
    except sqlite3.OperationalError:
        connection.create_function("pow", 2, pow, deterministic=True)
