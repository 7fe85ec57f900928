"""The daily roll-up: reviews that stand, counted by study day, kind and grade, and by hour.

It is written in the transaction of the review itself. Times are whole milliseconds, so that taking a review
away leaves exactly what was there before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

# A review is of the kind that its card's phase was before the answer; none, and a first one, is learning.
# Young and mature are told by the previous interval; without a whole day nothing could be forgotten.
_ROWS = (
    "SELECT day,"
    " CASE coalesce(phase, 'learning') WHEN 'learning' THEN 'learn' WHEN 'relearning' THEN 'relearn'"
    " ELSE 'review' END,"
    " CASE WHEN interval >= 21 THEN 'mature' WHEN interval >= 1 OR phase = 'review' THEN 'young' ELSE '' END,"
    " rating, count(*), coalesce(sum(CAST(round(seconds * 1000) AS INTEGER)), 0)"
    " FROM review WHERE {where} GROUP BY 1, 2, 3, 4"
)
_HOURS = (
    "SELECT day, (at / 1000000 + utc_offset * 60) % 86400 / 3600 AS hour, count(*) AS reviews,"
    " sum(rating > 1) AS passed"
    " FROM review WHERE {where} GROUP BY 1, 2"
)
_DAILY = (
    "INSERT INTO daily (day, kind, age, rating, reviews, milliseconds) {rows} ON CONFLICT DO UPDATE"
    " SET reviews = reviews {sign} excluded.reviews, milliseconds = milliseconds {sign} excluded.milliseconds"
)
_HOURLY = (
    "INSERT INTO hourly (day, hour, reviews, passed) {rows} ON CONFLICT DO UPDATE"
    " SET reviews = reviews {sign} excluded.reviews, passed = passed {sign} excluded.passed"
)
_OF_ONE = ((_DAILY, _ROWS.format(where="event = :event")), (_HOURLY, _HOURS.format(where="event = :event")))
_CHANGES = {sign: [text(into.format(rows=rows, sign=sign)) for into, rows in _OF_ONE] for sign in "+-"}
_EMPTY = [
    text(f"DELETE FROM {table} WHERE reviews = 0 AND day = (SELECT day FROM review WHERE event = :event)")
    for table in ("daily", "hourly")
]
_RECOUNT = [
    *(text(f"DELETE FROM {table}") for table in ("daily", "hourly")),
    *(
        text(into.format(rows=rows.format(where="TRUE"), sign="+"))
        for into, rows in ((_DAILY, _ROWS), (_HOURLY, _HOURS))
    ),
]
_CHOSEN = "day >= :since AND card IN (SELECT value FROM json_each(:cards))"
_SINCE = "SELECT day, kind, age, rating, reviews, milliseconds FROM daily WHERE day >= :since ORDER BY day"
_BY_HOUR = "SELECT hour, sum(reviews), sum(passed) FROM {source} GROUP BY hour ORDER BY hour"


class DayRow(NamedTuple):
    """The reviews of one study day that are alike."""

    day: int  # study day
    kind: str  # learn, relearn or review
    age: str  # young or mature, by the previous interval; "" where that was no whole day
    rating: int
    reviews: int
    milliseconds: int  # time to answer; a review whose time was not taken adds nothing


class HourRow(NamedTuple):
    """The reviews within one hour of the learner's clock, over the days that were asked for."""

    hour: int  # 0 to 23
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


def days(connection: Connection, since: int = 0, cards: str | None = None) -> list[DayRow]:
    """Return the reviews of study days from `since` on, in the order of days.

    `cards` is a JSON list of ids; theirs are counted from the reviews themselves.
    """
    query = _SINCE if cards is None else f"{_ROWS.format(where=_CHOSEN)} ORDER BY day"
    return [DayRow(*row) for row in _fetch(connection, query, since, cards)]


def hours(connection: Connection, since: int = 0, cards: str | None = None) -> list[HourRow]:
    """Return the reviews from study day `since` on by hour of the learner's own clock."""
    source = "hourly WHERE day >= :since" if cards is None else f"({_HOURS.format(where=_CHOSEN)})"
    query = _BY_HOUR.format(source=source)
    return [HourRow(*row) for row in _fetch(connection, query, since, cards)]


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
