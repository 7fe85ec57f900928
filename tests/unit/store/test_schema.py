"""Migrations make exactly the tables that the code knows, and never lose what was there."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from studyapp.store import contests, journal, upgrade
from studyapp.store.connection import connect, transaction
from studyapp.store.statements import APPLICATION, SCHEMA
from studyapp.store.tables import TEXTS, TRIGGERS, metadata
from tests.unit.store.samples import TODAY, a_card, answer, new_store, put_cards

NEXT = f"""
from alembic import op
revision, down_revision = "{SCHEMA + 1:04d}", "{SCHEMA:04d}"

def upgrade():
    with op.batch_alter_table("mark") as table:
        table.alter_column("flag", new_column_name="colour")
    op.execute("INSERT INTO meta VALUES ('migrated', 'yes')")
    op.execute("LAST")
"""


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def shape(rows: list[tuple[object, ...]]) -> set[str]:
    """Normalise statements of sqlite_master, whose white space and quotes are those of their author."""
    return {re.sub(r"[\s\"]+", " ", re.sub(r"\s*([(),])\s*", r"\1", str(sql))).strip() for (sql,) in rows}


def next_schema(folder: Path, last: str = "SELECT 1") -> Path:
    """Return migrations that go one further than the code's."""
    shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{SCHEMA + 1:04d}_next.py").write_text(NEXT.replace("LAST", last))
    return folder


def first_schema(folder: Path) -> Path:
    """Return the path of a database as the first schema had it, with a journal of one event."""
    return older_schema(folder, 1)


def older_schema(folder: Path, schema: int) -> Path:
    migrations = folder / "first"
    ignored = shutil.ignore_patterns(
        "__pycache__", *(f"{later:04d}_*" for later in range(schema + 1, SCHEMA + 1))
    )
    shutil.copytree(upgrade.MIGRATIONS, migrations, ignore=ignored)
    path = folder / "study.db"
    with closing(connect(path)) as connection, transaction(connection, "IMMEDIATE"):
        upgrade.migrate(connection, migrations, schema=schema)
        connection.exec_driver_sql("INSERT INTO meta VALUES ('device', 'here')")
        connection.exec_driver_sql("INSERT INTO event VALUES ('e', 'flag', 'one', 'here', 1, 2, 60, '{}')")
    return path


def test_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    everything = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version'"
    with engine.connect() as connection:
        for statement in (*TRIGGERS, *TEXTS):
            connection.exec_driver_sql(statement)
        expected = shape([tuple(row) for row in connection.exec_driver_sql(everything)])
    assert shape(read(tmp_path / "study.db", everything)) == expected
    assert len(expected) > 20


def test_the_newest_migration_is_the_schema_of_the_code() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == f"{SCHEMA:04d}"


def test_a_new_database_says_whose_it_is_and_of_which_schema(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    assert [place.name for place in tmp_path.iterdir()] == ["study.db"], "and nothing is left beside it"
    path = tmp_path / "study.db"
    assert read(path, "PRAGMA application_id") == [(APPLICATION,)]
    assert read(path, "PRAGMA user_version") == [(SCHEMA,)]


def test_every_table_is_strict(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    loose_tables = "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict"
    loose = read(tmp_path / "study.db", loose_tables)
    assert {name for (name,) in loose} <= {"alembic_version", "sqlite_schema", "sqlite_temp_schema"}


def test_an_upgrade_keeps_what_was_there_and_backs_it_up_before(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        put_cards(store, a_card("one"))
        answer(store, "one")
    upgrade.upgrade(tmp_path / "study.db", next_schema(tmp_path / "migrations"), SCHEMA + 1)
    path, (backup,) = tmp_path / "study.db", (tmp_path / "backups").iterdir()
    assert read(path, "PRAGMA user_version") == [(SCHEMA + 1,)]
    assert read(path, "SELECT value FROM meta WHERE key = 'migrated'") == [("yes",)]
    assert read(backup, "PRAGMA user_version") == [(SCHEMA,)]
    assert backup.name.startswith(f"study-schema{SCHEMA}-2")
    for place in (path, backup):
        assert read(place, "SELECT card, first_day FROM memory") == [("one", TODAY)]
        assert read(place, "SELECT count(*) FROM event") == [(1,)]
        assert read(place, "PRAGMA integrity_check") == [("ok",)]


def test_a_database_of_the_first_schema_is_brought_up_to_date_when_it_is_opened(tmp_path: Path) -> None:
    path = first_schema(tmp_path)
    new_store(tmp_path).close()
    (backup,) = (tmp_path / "backups").iterdir()
    assert read(path, "PRAGMA user_version") == [(SCHEMA,)]
    assert read(path, "SELECT count(*) FROM trust") == [(0,)]
    assert read(backup, "PRAGMA user_version") == [(1,)]
    assert backup.name.startswith("study-schema1-2")
    for place in (path, backup):
        assert read(place, "SELECT id, card, utc_offset FROM event") == [("e", "one", 60)]


def test_runs_stored_before_contests_were_known_are_kept_and_contest_nothing(tmp_path: Path) -> None:
    path = older_schema(tmp_path, 2)
    runs = [
        f"('{n}', 'a', 'h', {n}, '{{}}', '', 'refuted', '[]', 1, 1, 't', 'p', 'cpu', '[]', {n})"
        for n in range(9)
    ]
    with closing(connect(path)) as connection, transaction(connection, "IMMEDIATE"):
        connection.exec_driver_sql(f"INSERT INTO run VALUES {', '.join(runs)}")
    with new_store(tmp_path) as store:
        assert contests.find(store.connection, "t") == []
    assert read(path, "SELECT count(*), sum(plain), max(world) FROM run") == [(9, 0, 1)]
    assert read(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_migration_that_fails_at_its_end_changes_nothing(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    path = tmp_path / "study.db"
    before = read(path, "SELECT * FROM sqlite_master") + read(path, "SELECT * FROM meta")
    with pytest.raises(OperationalError):
        upgrade.upgrade(path, next_schema(tmp_path / "migrations", last="SELECT nonsense"), SCHEMA + 1)
    assert read(path, "SELECT * FROM sqlite_master") + read(path, "SELECT * FROM meta") == before
    assert read(path, "PRAGMA user_version") == [(SCHEMA,)]


def test_an_upgrade_that_another_program_did_is_not_done_again(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    upgrade.upgrade(tmp_path / "study.db")
    assert not (tmp_path / "backups").exists()


def test_the_faster_of_two_programs_that_make_a_database_wins(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        put_cards(store, a_card("one"))
        answer(store, "one")
    upgrade.create(tmp_path / "study.db")
    with new_store(tmp_path) as store:
        assert journal.last_deed(store.connection) is not None


def test_an_up_to_date_database_is_opened_without_alembic(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    program = (
        "import pathlib, sys\n"
        "from studyapp.store.engine import open_store\n"
        "open_store(pathlib.Path(sys.argv[1])).close()\n"
        "sys.exit(any(name in sys.modules for name in ('alembic', 'sqlalchemy.orm', 'numpy', 'torch')))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "study.db")], check=False)
    assert done.returncode == 0
