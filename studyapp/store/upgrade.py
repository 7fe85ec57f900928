"""Make a database, or bring an older one to today's schema: one transaction, with a backup before."""

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert

from studyapp.store.backup import copy_database, sync_folder
from studyapp.store.connection import connect, transaction
from studyapp.store.errors import BACKUPS
from studyapp.store.identity import new_device
from studyapp.store.statements import SCHEMA
from studyapp.store.tables import meta

MIGRATIONS = Path(__file__).parent / "migrations"


def create(path: Path) -> None:
    """Make a database elsewhere in its folder and give it its name when it is complete.

    Where another program was faster, its database stays. Raises OSError, sqlite3.Error, DBAPIError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        draft = Path(folder) / path.name
        with closing(connect(draft, foreign_keys=False)) as connection:
            with transaction(connection, "IMMEDIATE"):
                migrate(connection)
                connection.execute(insert(meta), {"key": "device", "value": new_device()})
            # The log does not move along, and closing would not say that the disk had no room for it.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        _name(draft, path)
    sync_folder(path.parent)


def upgrade(path: Path, migrations: Path = MIGRATIONS, schema: int = SCHEMA) -> None:
    """Bring a database to `schema`; killed at any moment, it is the old one or the new one.

    Raises OSError, sqlite3.Error, DBAPIError.
    """
    # Tables are rebuilt to change a column, and that must not delete what refers to them.
    with closing(connect(path, foreign_keys=False)) as connection, transaction(connection, "IMMEDIATE"):
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if found == schema:  # another program did it while this one waited for the lock
            return
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        copy_database(path, path.parent / BACKUPS / f"{path.stem}-schema{found}-{stamp}.db")
        migrate(connection, migrations, schema)


def migrate(connection: Connection, migrations: Path = MIGRATIONS, schema: int = SCHEMA) -> None:
    """Run the migrations that are due, inside the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise RuntimeError(f"the migration left rows that refer to nothing: {dangling[:3]}")
    connection.exec_driver_sql(f"PRAGMA user_version = {schema}")


def _name(draft: Path, path: Path) -> None:
    """Move the draft to its place, unless something is there."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.replace(path)
