"""A write is saved whole or not at all, and only once it is on the disk."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from studyapp.store import journal, meta
from studyapp.store.engine import Store, open_store
from studyapp.store.errors import BusyError, ReadOnlyError
from studyapp.store.events import Suspend
from tests.unit.store.samples import NOW, OFFSET, new_store


def stored(path: Path, key: str) -> str | None:
    """Read a value as another program sees it."""
    with open_store(path) as other:
        return meta.get(other.connection, key)


def put_and_fail(store: Store, key: str) -> None:
    with store.write() as connection:
        meta.put(connection, key, "lost")
        _ = 1 / 0


def test_a_write_is_seen_by_others_once_its_block_ends(store: Store) -> None:
    with store.write() as connection:
        meta.put(connection, "word", "said")
        assert stored(store.path, "word") is None
    assert stored(store.path, "word") == "said"


def test_a_block_that_raises_saves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        put_and_fail(store, "word")
    assert stored(store.path, "word") is None
    with store.write() as connection:
        meta.put(connection, "word", "again")
    assert stored(store.path, "word") == "again"


def test_a_write_inside_a_write_is_saved_with_it(store: Store) -> None:
    with store.write():
        with store.write() as connection:
            meta.put(connection, "word", "said")
        assert stored(store.path, "word") is None
    assert stored(store.path, "word") == "said"


def test_a_write_inside_a_write_can_fail_alone(store: Store) -> None:
    with store.write() as connection:
        meta.put(connection, "outer", "kept")
        with pytest.raises(ZeroDivisionError):
            put_and_fail(store, "inner")
    assert (stored(store.path, "outer"), stored(store.path, "inner")) == ("kept", None)


def test_a_read_sees_one_state_while_others_write(store: Store) -> None:
    with open_store(store.path) as other, store.read() as connection:
        assert meta.get(connection, "word") is None
        with other.write() as writing:
            meta.put(writing, "word", "said")
        assert meta.get(connection, "word") is None
    assert meta.get(store.connection, "word") == "said"


def test_a_read_cannot_become_a_write(store: Store) -> None:
    with store.read(), pytest.raises(RuntimeError, match="open the write first"), store.write():
        pass


def test_a_single_statement_outside_of_a_block_holds_nothing(store: Store) -> None:
    assert meta.get(store.connection, "word") is None
    with open_store(store.path) as other, other.write() as writing:
        meta.put(writing, "word", "said")
    assert meta.get(store.connection, "word") == "said"
    with store.write() as connection:
        meta.put(connection, "word", "again")
    assert stored(store.path, "word") == "again"


def test_threads_take_turns_on_the_one_connection(store: Store) -> None:
    with store.write() as connection:
        meta.put(connection, "count", "0")

    def count(_: int) -> None:
        with store.write() as connection:
            meta.put(connection, "count", str(int(meta.get(connection, "count") or 0) + 1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(200)))
    assert meta.get(store.connection, "count") == "200"


def test_a_commit_is_synced_to_the_disk_and_the_schema_is_not_trusted(store: Store) -> None:
    pragmas = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "trusted_schema": 0}
    asked = {name: store.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas}
    assert asked == pragmas


def test_another_program_that_holds_the_lock_is_named(store: Store) -> None:
    store.connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="another program"), store.write():
            pass
    with store.write() as connection:
        meta.put(connection, "word", "said")


REWRITES = (
    "UPDATE event SET at = 0",
    "DELETE FROM event",
    "INSERT OR REPLACE INTO event SELECT id, 'void', card, device, hlc, at, utc_offset, '{}' FROM event",
    "REPLACE INTO event SELECT 'other', kind, card, device, hlc, at, utc_offset, body FROM event",
)


@pytest.mark.parametrize("rewrite", REWRITES)
def test_the_journal_refuses_to_be_rewritten(store: Store, rewrite: str) -> None:
    written = journal.append(store, Suspend(card="one"), at=NOW, utc_offset=OFFSET)
    with pytest.raises(IntegrityError, match="never"), store.write() as connection:
        connection.exec_driver_sql(rewrite)
    assert store.connection.exec_driver_sql("SELECT id FROM event").scalars().all() == [written]


def test_a_store_opened_for_reading_refuses_to_write(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    with open_store(tmp_path / "study.db", read_only=True) as store:
        with pytest.raises(ReadOnlyError, match="nothing can be saved"), store.write():
            pass
        assert meta.get(store.connection, "device") == store.device


def test_reading_shows_what_another_program_has_not_moved_out_of_its_log(store: Store) -> None:
    with store.write() as connection:
        meta.put(connection, "word", "said")
    with open_store(store.path, read_only=True) as reading:
        assert meta.get(reading.connection, "word") == "said"


def test_each_database_is_a_device_and_stays_it(tmp_path: Path) -> None:
    names = set()
    for folder in ("one", "other"):
        with new_store(tmp_path / folder) as store:
            names.add(store.device)
    with new_store(tmp_path / "one") as again:
        assert again.device in names
    assert len(names) == 2
