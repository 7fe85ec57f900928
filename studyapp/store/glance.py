"""What Home can show before SQLAlchemy is imported, by the standard library alone.

Nothing is written and nothing is judged: where the file cannot be read like this, opening it says why.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studyapp.store.scope import Scope
from studyapp.store.statements import COUNTS, INTRODUCED, SCHEMA


@dataclass(frozen=True, slots=True)
class DeckGlance:
    """A deck as the database last knew it."""

    name: str
    title: str
    new: int
    learning: int
    due: int


@dataclass(frozen=True, slots=True)
class Glance:
    decks: tuple[DeckGlance, ...]
    introduced: int  # cards that were new today
    kept: dict[str, str]  # the store's meta


def glance(path: Path, now: datetime, today: int, scope: Scope, most: int) -> Glance | None:
    """Count what can be studied up to `now`; None where there is no database that this version reads.

    The new cards of each deck are counted up to `most`.
    """
    if not path.is_file():
        return None
    values = {"now": int(now.timestamp() * 1e6), "most": most, **scope.values(today)}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA user_version").fetchone() != (SCHEMA,):
                return None
            counts = {name: numbers for name, *numbers in connection.execute(COUNTS, values)}
            (introduced,) = connection.execute(INTRODUCED, values).fetchone()
            kept = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    except sqlite3.Error:
        return None
    return Glance(tuple(describe(counts, json.loads(kept.get("decks", "[]")))), introduced, kept)


def describe(counts: dict[str, list[int]], titles: list[tuple[str, str]]) -> Iterator[DeckGlance]:
    for name, title in titles:
        new, learning, due = counts.get(name, (0, 0, 0))
        yield DeckGlance(name, title, new, learning, due)
