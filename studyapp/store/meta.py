"""Single values by name: the device, and what the app keeps from one start to the next."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from studyapp.store.tables import meta


def get(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(meta.c.value).where(meta.c.key == key))


def put(connection: Connection, key: str, value: str) -> None:
    """Set a value, inside `store.write()`."""
    row = insert(meta).values(key=key, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
