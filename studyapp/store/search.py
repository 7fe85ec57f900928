"""Which cards a query finds, in the order that is asked for, page by page."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from threading import get_ident
from typing import Any

from sqlalchemy import Connection

from studyapp.query.errors import QueryError
from studyapp.query.tree import Query
from studyapp.store.columns import from_microseconds, to_json
from studyapp.store.conditions import MATCHES, Conditions
from studyapp.store.frame import Frame

LINE = 300  # characters of a line that a regular expression is held against
PATIENCE = 3.0  # seconds for a regular expression over all cards
SIMPLER = "Make it simpler, or search for a word beside it."
STEPS = 20_000  # of SQLite's machine, about a millisecond, between two looks at whether to stop

IN_FILES = "card.present <> 0"  # said so that the index over their places serves
PLACE = "card.position, card.id"
BY_DAY = "memory.due_day, memory.card"
UNSEEN = (f"card WHERE {IN_FILES} AND card.seen = 0", PLACE)


class Order(StrEnum):
    """What comes first on the list."""

    PLACE = "place"  # the library's order
    DUE = "due"  # the longest due
    STABILITY = "strong"  # the weakest
    LAPSES = "lapses"  # the most often forgotten
    ADDED = "added"  # the newest


def remembered(index: str, known: str = "TRUE") -> str:
    """From an index of memory to the cards: nothing is sorted, and a page ends the search."""
    return f"memory INDEXED BY {index} CROSS JOIN card ON card.id = memory.card WHERE {known} AND {IN_FILES}"


# For each order: where its cards are read from, and by what, one part after the other.
PARTS: dict[Order, list[tuple[str, str]]] = {
    Order.PLACE: [(f"card INDEXED BY card_place WHERE {IN_FILES}", PLACE)],
    Order.DUE: [
        (remembered("memory_due_at", "memory.due_at <= :now"), "memory.due_at"),
        (remembered("memory_due_day", "memory.due_day <= :today"), BY_DAY),
        (remembered("memory_due_at", "memory.due_at > :now"), "memory.due_at"),
        (remembered("memory_due_day", "memory.due_day > :today"), BY_DAY),
        UNSEEN,
    ],
    Order.STABILITY: [(remembered("memory_stability"), "memory.stability, memory.card"), UNSEEN],
    Order.LAPSES: [(remembered("memory_lapses"), "memory.lapses DESC, memory.card DESC"), UNSEEN],
    Order.ADDED: [
        (
            f"card INDEXED BY card_added WHERE {IN_FILES}",
            "card.added_day DESC, card.position DESC, card.id DESC",
        )
    ],
}

ROWS = (
    "SELECT card.id, card.proof, memory.due_at, memory.due_day, memory.stability, memory.lapses, memory.reps,"
    " coalesce(mark.suspended, 0), coalesce(mark.hidden_until, 0), coalesce(mark.flag, 0),"
    " coalesce(mark.marked, 0) FROM json_each(:ids) AS wanted JOIN card ON card.id = wanted.value"
    " LEFT JOIN memory ON memory.card = card.id LEFT JOIN mark ON mark.card = card.id ORDER BY wanted.key"
)


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card as a list shows it."""

    id: str
    proof: str
    due_at: datetime | None
    due_day: int | None
    stability: float | None  # days; None for a new card, as are the next two
    lapses: int | None
    reps: int | None
    suspended: bool
    hidden_until: int  # study day on which a buried card is back
    flag: int
    marked: bool


class StoppedError(Exception):
    """The search was given up before its end."""


def never() -> bool:
    return False


def find(
    connection: Connection,
    query: Query,
    frame: Frame,
    order: Order = Order.PLACE,
    *,
    limit: int = -1,
    skip: int = 0,
    stop: Callable[[], bool] = never,
) -> list[str]:
    """Return the ids of the cards that a query finds, without the first `skip`, inside `store.read()`.

    Raises QueryError where a regular expression takes too long, StoppedError soon after `stop()`.
    """
    conditions = Conditions(frame)
    wanted = conditions.compile(query)
    # A limit keeps SQLite from leaving out the order within a part.
    parts = (
        f"SELECT * FROM (SELECT card.id FROM {source} AND ({wanted}) ORDER BY {by} LIMIT -1)"
        for source, by in PARTS[order]
    )
    sql = f"{' UNION ALL '.join(parts)} LIMIT :limit OFFSET :skip"
    rows = run(connection, query, sql, {**conditions.values, "limit": limit, "skip": skip}, stop)
    return [card for (card,) in rows]


def count(connection: Connection, query: Query, frame: Frame, *, stop: Callable[[], bool] = never) -> int:
    """Return how many cards a query finds. Raises as `find` does."""
    conditions = Conditions(frame)
    wanted = conditions.compile(query)
    sql = f"SELECT count(*) FROM card INDEXED BY card_place WHERE {IN_FILES} AND ({wanted})"
    ((found,),) = run(connection, query, sql, conditions.values, stop)
    return int(found)


def lines(connection: Connection, cards: Sequence[str]) -> list[CardLine]:
    """Return what a list shows of these cards, in their order."""
    cursor = connection.connection.cursor()
    found = []
    for card, proof, due_at, *rest in cursor.execute(ROWS, {"ids": to_json(cards)}):
        due_day, stability, lapses, reps, suspended, hidden_until, flag, marked = rest
        found.append(
            CardLine(
                card,
                proof,
                None if due_at is None else from_microseconds(due_at),
                due_day,
                stability,
                lapses,
                reps,
                bool(suspended),
                hidden_until,
                flag,
                bool(marked),
            )
        )
    return found


def run(
    connection: Connection, query: Query, sql: str, values: dict[str, object], stop: Callable[[], bool]
) -> list[tuple[Any, ...]]:
    """Ask the driver itself: SQLAlchemy's row around each id takes longer than finding it."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    watch, owner = Watch(), get_ident()
    if MATCHES in sql:
        driver.create_function(MATCHES, 2, watch.matches, deterministic=True)
    # A statement that another thread has on this connection is none of ours to stop.
    driver.set_progress_handler(lambda: get_ident() == owner and stop(), STEPS)
    try:
        return driver.execute(sql, values).fetchall()
    except sqlite3.OperationalError:
        if watch.is_over:
            raise QueryError("a regular expression takes too long", str(query), 0, SIMPLER) from None
        if stop():
            raise StoppedError from None
        raise
    finally:
        driver.set_progress_handler(None, 0)


class Watch:
    """Holds lines against regular expressions, until it has taken too long over all of them."""

    def __init__(self) -> None:
        self.end = time.monotonic() + PATIENCE
        self.is_over = False

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a line of the text matches; raise TimeoutError, which ends the search."""
        self.is_over = self.is_over or time.monotonic() > self.end
        if self.is_over:
            raise TimeoutError
        search = compiled(pattern).search
        return any(search(line[:LINE]) for line in text.split("\n"))


@lru_cache(maxsize=32)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
