"""Whether the database file holds together."""

from __future__ import annotations

from sqlalchemy import Connection


def problems(connection: Connection, most: int = 20) -> list[str]:
    """Read the whole file and name what is wrong with it, an empty list where nothing is.

    SQLite does not see a changed value that is well-formed; replaying the journal does.
    """
    told = connection.exec_driver_sql(f"PRAGMA integrity_check({most})").scalars().all()
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in told if line != "ok"] + [
        f"row {row} of {table} refers to a row of {parent} that is not there"
        for table, row, parent, _ in dangling[:most]
    ]
