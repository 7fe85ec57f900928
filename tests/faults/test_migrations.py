"""Killed at any statement, a migration leaves the old database or the new one, and a backup before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from studyapp.store import upgrade
from studyapp.store.statements import SCHEMA
from tests.faults import children
from tests.faults.processes import assert_sound, event_ids, finish
from tests.unit.store.samples import answer, new_store
from tests.unit.store.test_schema import first_schema, next_schema, read


def state(path: Path) -> tuple[int, bool, int]:
    """Return the schema number, whether the migration's own row is there, and how many events are."""
    with closing(sqlite3.connect(path)) as connection:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        (migrated,) = connection.execute("SELECT count(*) FROM meta WHERE key = 'migrated'").fetchone()
        (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return schema, bool(migrated), events


def die_at_each_statement(folder: Path, least: int = 20) -> list[Path]:
    """Return the databases, one for each statement at which it was killed."""
    said = finish(children.die_at_each_statement, folder)
    assert len(said) >= least
    return [folder / number / "study.db" for (number,) in said]


def test_an_upgrade_killed_at_any_statement_is_old_or_new_and_can_be_done_again(tmp_path: Path) -> None:
    migrations = next_schema(tmp_path / children.NEXT)
    with new_store(tmp_path) as store:
        for number in range(3):
            answer(store, f"card-{number}")
    for path in die_at_each_statement(tmp_path):
        backups = list((path.parent / "backups").glob("*.db"))
        found = state(path)
        assert found in ((SCHEMA, False, 3), (SCHEMA + 1, True, 3))
        assert backups or found[0] == SCHEMA
        assert all(state(backup) == (SCHEMA, False, 3) for backup in backups)
        upgrade.upgrade(path, migrations, SCHEMA + 1)
        assert state(path) == (SCHEMA + 1, True, 3)


def test_the_upgrade_from_the_first_schema_killed_at_any_statement_is_old_or_new(tmp_path: Path) -> None:
    first_schema(tmp_path)
    for path in die_at_each_statement(tmp_path, least=8):
        backups = list((path.parent / "backups").glob("*.db"))
        found = state(path)
        assert found in ((1, False, 1), (SCHEMA, False, 1))
        assert backups or found[0] == 1
        assert all(state(backup) == (1, False, 1) for backup in backups)
        new_store(path.parent).close()
        assert state(path) == (SCHEMA, False, 1)


def test_a_database_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    for number, path in enumerate(die_at_each_statement(tmp_path)):
        if path.exists():
            assert read(path, "PRAGMA user_version") == [(SCHEMA,)]
        if path.exists() or number % 8 == 0:
            with new_store(path.parent) as store:
                assert_sound(store)
                assert event_ids(store) == []
