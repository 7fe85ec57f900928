"""Killed at any statement, a migration leaves the old database or the new one, and a backup before."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from studyapp.store import upgrade
from studyapp.store.tables import SCHEMA
from tests.faults import children
from tests.faults.processes import assert_sound, event_ids, finish
from tests.unit.store.samples import answer, new_store
from tests.unit.store.test_schema import next_schema, read

MOST = 120  # more statements than either has


def state(path: Path) -> tuple[int, bool, int]:
    """Return the schema number, whether the migration's own row is there, and how many events are."""
    with closing(sqlite3.connect(path)) as connection:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        (migrated,) = connection.execute("SELECT count(*) FROM meta WHERE key = 'migrated'").fetchone()
        (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return schema, bool(migrated), events


def test_an_upgrade_killed_at_any_statement_is_old_or_new_and_can_be_done_again(tmp_path: Path) -> None:
    migrations = next_schema(tmp_path / children.NEXT)
    with new_store(tmp_path) as store:
        for number in range(3):
            answer(store, f"card-{number}")
    folder = tmp_path / "each"
    for number in range(1, MOST):
        (folder / str(number)).mkdir(parents=True)
        shutil.copy(tmp_path / "study.db", folder / str(number))

    endings = dict(finish_pairs(folder))
    assert endings.pop(str(MOST - 1)) == "exit", "not one was killed at a statement that does not exist"
    killed = [number for number, ending in endings.items() if ending == "killed"]
    assert len(killed) > 20
    for number in killed:
        path = folder / number / "study.db"
        found = state(path)
        assert found in ((SCHEMA, False, 3), (SCHEMA + 1, True, 3))
        backups = list((path.parent / "backups").glob("*.db"))
        assert all(state(backup) == (SCHEMA, False, 3) for backup in backups)
        if found[0] > SCHEMA:
            assert backups
        upgrade.upgrade(path, migrations, SCHEMA + 1)
        assert state(path) == (SCHEMA + 1, True, 3)


def test_a_database_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "each"
    for number in range(1, MOST):
        (folder / str(number)).mkdir(parents=True)
    endings = dict(finish_pairs(folder))
    assert endings.pop(str(MOST - 1)) == "exit"
    killed = [number for number, ending in endings.items() if ending == "killed"]
    assert len(killed) > 20
    whole = [number for number in killed if (folder / number / "study.db").exists()]
    for number in {*whole, *killed[::8]}:
        with new_store(folder / number) as store:
            assert_sound(store)
            assert event_ids(store) == []
    for number in whole:
        assert read(folder / number / "study.db", "PRAGMA user_version") == [(SCHEMA,)]


def finish_pairs(folder: Path) -> list[tuple[str, str]]:
    return [(number, ending) for number, ending, *_ in finish(children.die_at_each_statement, folder)]
