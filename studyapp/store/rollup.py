"""The daily roll-up: reviews that stand, counted by study day, kind and grade, by hour, by what was foreseen.

It is written in the transaction of the review itself. Sums are of whole milliseconds, and billionths, so that
taking a review away leaves exactly what was there before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, text

from studyapp.insight.rows import Done, Hour


@dataclass(frozen=True, slots=True)
class _Rollup:
    """A table of sums over the reviews that share a key."""

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    rows: str  # SELECT of the keys and the sums, up to FROM
    counts: str = "TRUE"  # which reviews do

    def of(self, where: str) -> str:
        """A count of some reviews."""
        keys = ", ".join(str(1 + place) for place in range(len(self.keys)))
        return f"{self.rows} WHERE {self.counts} AND {where} GROUP BY {keys}"

    def change(self, sign: str, where: str) -> TextClause:
        """Count some reviews (`+`), or count them no longer (`-`)."""
        into = f"INSERT INTO {self.table} ({', '.join((*self.keys, *self.sums))})"
        sums = ", ".join(f"{name} = {name} {sign} excluded.{name}" for name in self.sums)
        return text(f"{into} {self.of(where)} ON CONFLICT DO UPDATE SET {sums}")


# A review is of the kind that its card's phase was before the answer; none, and a first one, is learning.
# Young and mature are told by the previous interval; without a whole day nothing could be forgotten.
_DAILY = _Rollup(
    "daily",
    ("day", "kind", "age", "rating"),
    ("reviews", "milliseconds"),
    "SELECT day,"
    " CASE coalesce(phase, 'learning') WHEN 'learning' THEN 'learn' WHEN 'relearning' THEN 'relearn'"
    " ELSE 'review' END AS kind,"
    " CASE WHEN interval >= 21 THEN 'mature' WHEN interval >= 1 OR phase = 'review' THEN 'young' ELSE '' END"
    " AS age, rating, count(*) AS reviews,"
    " coalesce(sum(CAST(round(seconds * 1000) AS INTEGER)), 0) AS milliseconds FROM review",
)
_HOURLY = _Rollup(
    "hourly",
    ("day", "hour"),
    ("reviews", "passed"),
    "SELECT day, (at / 1000000 + utc_offset * 60) % 86400 / 3600 AS hour, count(*) AS reviews,"
    " sum(rating > 1) AS passed FROM review",
)
_FORESEEN = _Rollup(
    "foreseen",
    ("day", "percent"),
    ("billionths", "reviews", "passed"),
    "SELECT day, CAST(expected * 100 AS INTEGER) AS percent,"
    " sum(CAST(round(expected * 1e9) AS INTEGER)) AS billionths, count(*) AS reviews,"
    " sum(rating > 1) AS passed FROM review",
    "expected IS NOT NULL",
)
_ALL = (_DAILY, _HOURLY, _FORESEEN)
_ONE = "event = :event"
_CHANGES = {sign: [each.change(sign, _ONE) for each in _ALL] for sign in "+-"}
_EMPTY = [
    text(f"DELETE FROM {each.table} WHERE reviews = 0 AND day = (SELECT day FROM review WHERE {_ONE})")
    for each in _ALL
]
_RECOUNT = [
    statement for each in _ALL for statement in (text(f"DELETE FROM {each.table}"), each.change("+", "TRUE"))
]
_CHOSEN = "day >= :since AND card IN (SELECT value FROM json_each(:cards))"


class ForeseenRow(NamedTuple):
    """The reviews of one study day of which about the same was expected."""

    day: int
    percent: int  # the recall foreseen, cut off
    billionths: int  # its sum over the reviews
    reviews: int
    passed: int


def add(connection: Connection, event: str) -> None:
    """Count a review that was just written."""
    for statement in _CHANGES["+"]:
        connection.execute(statement, {"event": event})


def take_away(connection: Connection, event: str) -> None:
    """Count a review no longer, while it is still there; of anything else this does nothing."""
    for statement in (*_CHANGES["-"], *_EMPTY):
        connection.execute(statement, {"event": event})


def recount(connection: Connection) -> None:
    """Count all reviews anew."""
    for statement in _RECOUNT:
        connection.execute(statement)


def days(connection: Connection, since: int = 0, cards: str | None = None) -> list[Done]:
    """Return the reviews of study days from `since` on, in the order of days.

    `cards` is a JSON list of ids; theirs are counted from the reviews themselves.
    """
    return [Done(*row) for row in _fetch(connection, f"{_source(_DAILY, cards)} ORDER BY day", since, cards)]


def hours(connection: Connection, since: int = 0, cards: str | None = None) -> list[Hour]:
    """Return the reviews from study day `since` on by hour of the learner's own clock."""
    query = (
        f"SELECT hour, sum(reviews), sum(passed) FROM ({_source(_HOURLY, cards)}) GROUP BY hour ORDER BY hour"
    )
    return [Hour(*row) for row in _fetch(connection, query, since, cards)]


def foreseen(connection: Connection, since: int = 0, cards: str | None = None) -> list[ForeseenRow]:
    """Return the reviews from study day `since` on that tested a memory, by what was expected of them."""
    return [ForeseenRow(*row) for row in _fetch(connection, _source(_FORESEEN, cards), since, cards)]


def _source(rollup: _Rollup, cards: str | None) -> str:
    """What was counted; for some cards, a count of their reviews."""
    if cards is None:
        return f"SELECT {', '.join((*rollup.keys, *rollup.sums))} FROM {rollup.table} WHERE day >= :since"
    return rollup.of(_CHOSEN)


def count_cards(connection: Connection, day: int) -> int:
    """Return how many different cards were reviewed on a study day."""
    query = text("SELECT count(DISTINCT card) FROM review WHERE day = :day")
    return int(connection.scalar(query, {"day": day}) or 0)


def _fetch(connection: Connection, query: str, since: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Straight from the driver: a row of SQLAlchemy's around each costs as much as reading it."""
    cursor = connection.connection.cursor()
    cursor.execute(query, {"since": since, "cards": cards})
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
