"""What is due, and what is next: every question is answered from an index.

`deck` takes a deck or a folder of decks; "" takes all. `now` is an instant, `today` its study day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, TextClause, bindparam, text

from studyapp.store.columns import Instant

# "0" follows "/" in ASCII: the range holds all that begins with the deck's name and a slash.
IN_DECK = "(:deck = '' OR card.deck = :deck OR (card.deck >= :deck || '/' AND card.deck < :deck || '0'))"
FREE = (
    "card.present = 1 AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.card = card.id"
    " AND (mark.suspended = 1 OR mark.hidden_until > :today))"
)
# A prerequisite that no file has cannot be reviewed, so it closes nothing.
OPEN = (
    "(card.after = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(card.after) AS needed"
    " JOIN card AS earlier ON earlier.id = needed.value WHERE earlier.present = 1 AND earlier.seen = 0))"
)
# CROSS JOIN keeps SQLite on the index of what is due; it might start from the cards otherwise.
REMEMBERED = "memory CROSS JOIN card ON card.id = memory.card"
NEW = f"card WHERE card.present = 1 AND card.seen = 0 AND {OPEN} AND {FREE} AND {IN_DECK}"


def _query(sql: str) -> TextClause:
    query = text(sql)
    return query.bindparams(bindparam("now", type_=Instant())) if ":now" in sql else query


LEARNING = _query(
    f"SELECT card.id FROM {REMEMBERED} WHERE memory.due_at <= :now AND {FREE} AND {IN_DECK}"
    " ORDER BY memory.due_at LIMIT :limit"
)
REVIEW = _query(
    f"SELECT card.id FROM {REMEMBERED} WHERE memory.due_day <= :today AND {FREE} AND {IN_DECK}"
    " ORDER BY memory.due_day, memory.card LIMIT :limit"
)
UNSEEN = _query(f"SELECT card.id FROM {NEW} ORDER BY card.position, card.id LIMIT :limit")
INTRODUCED = _query(f"SELECT count(*) FROM {REMEMBERED} WHERE memory.first_day = :today AND {IN_DECK}")
COUNTS = _query(
    "SELECT deck, sum(new), sum(learning), sum(due) FROM ("
    f" SELECT card.deck, count(*) AS new, 0 AS learning, 0 AS due FROM {NEW} GROUP BY card.deck"
    f" UNION ALL SELECT card.deck, 0, count(*), 0 FROM {REMEMBERED}"
    f"  WHERE memory.due_at <= :now AND {FREE} AND {IN_DECK} GROUP BY card.deck"
    f" UNION ALL SELECT card.deck, 0, 0, count(*) FROM {REMEMBERED}"
    f"  WHERE memory.due_day <= :today AND {FREE} AND {IN_DECK} GROUP BY card.deck"
    ") GROUP BY deck"
)
NEXT_AT = _query(
    f"SELECT memory.due_at FROM {REMEMBERED} WHERE memory.due_at > :now AND {FREE} AND {IN_DECK}"
    " ORDER BY memory.due_at LIMIT 1"
).columns(due_at=Instant())
NEXT_DAY = _query(
    "SELECT min(day) FROM ("
    f" SELECT * FROM (SELECT memory.due_day AS day FROM {REMEMBERED}"
    f"  WHERE memory.due_day > :today AND {FREE} AND {IN_DECK} ORDER BY memory.due_day LIMIT 1)"
    " UNION ALL SELECT max(mark.hidden_until, coalesce(memory.due_day, 0))"  # buried today
    "  FROM mark JOIN memory ON memory.card = mark.card JOIN card ON card.id = mark.card"
    f"  WHERE mark.suspended = 0 AND mark.hidden_until > :today AND card.present = 1 AND {IN_DECK})"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards of a deck that can be studied now."""

    new: int = 0
    learning: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Upcoming:
    """When the next card comes, after now and after today; None where none does."""

    at: datetime | None
    day: int | None


def counts(connection: Connection, now: datetime, today: int, deck: str = "") -> dict[str, Counts]:
    """Return the counts by deck, without the decks that have nothing.

    `learning` counts the steps due up to `now`; a later `now` counts those of the day.
    """
    rows = connection.execute(COUNTS, {"now": now, "today": today, "deck": deck})
    return {name: Counts(*numbers) for name, *numbers in rows}


def learning_cards(
    connection: Connection, now: datetime, today: int, deck: str = "", *, limit: int = 1
) -> list[str]:
    """Return the ids of cards whose learning step is due, the longest due first."""
    return _ids(connection, LEARNING, {"now": now, "today": today, "deck": deck, "limit": limit})


def review_cards(connection: Connection, today: int, deck: str = "", *, limit: int = 1) -> list[str]:
    """Return the ids of cards due on a study day up to today, the longest due first."""
    return _ids(connection, REVIEW, {"today": today, "deck": deck, "limit": limit})


def new_cards(connection: Connection, today: int, deck: str = "", *, limit: int = 1) -> list[str]:
    """Return the ids of cards never reviewed whose prerequisites all were, in the library's order."""
    return _ids(connection, UNSEEN, {"today": today, "deck": deck, "limit": limit})


def introduced(connection: Connection, today: int, deck: str = "") -> int:
    """Count the cards whose first review was today."""
    return int(connection.execute(INTRODUCED, {"today": today, "deck": deck}).scalar_one())


def upcoming(connection: Connection, now: datetime, today: int, deck: str = "") -> Upcoming:
    """Return the next instant and the next study day on which a card is due that is not due yet."""
    at = connection.execute(NEXT_AT, {"now": now, "today": today, "deck": deck}).scalar()
    return Upcoming(at, connection.execute(NEXT_DAY, {"today": today, "deck": deck}).scalar())


def _ids(connection: Connection, query: TextClause, values: dict[str, object]) -> list[str]:
    return list(connection.execute(query, values).scalars())
