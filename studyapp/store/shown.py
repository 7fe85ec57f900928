"""Questions as they were shown: which card, with which seed and arguments, and whether it was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from studyapp.store.columns import to_microseconds
from studyapp.store.engine import Store
from studyapp.store.identity import uuid7
from studyapp.store.tables import shown

_ANSWERED = select(shown.c.answered).where(shown.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A question on the screen."""

    id: str
    card: str
    seed: int
    arguments: dict[str, object]
    at: datetime
    answered: str | None  # id of the review that answered it


def add(store: Store, card: str, *, seed: int, arguments: Mapping[str, object], at: datetime) -> str:
    """Keep what is shown, and return the id that a grade refers to. The seed is below 2**63."""
    key = uuid7(to_microseconds(at) // 1000)
    row = {"id": key, "card": card, "seed": seed, "arguments": dict(arguments), "at": at}
    with store.write() as connection:
        connection.execute(insert(shown), row)
    return key


def get(connection: Connection, key: str) -> Shown | None:
    row = connection.execute(select(shown).where(shown.c.id == key)).one_or_none()
    return None if row is None else Shown(*row)


def is_answered(connection: Connection, key: str) -> bool:
    return connection.scalar(_ANSWERED, {"id": key}) is not None
