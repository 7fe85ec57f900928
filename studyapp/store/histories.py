"""Reviews beside the one before: what was to be expected of each, and how long each held.

`cards` is a JSON list of ids, or None for all that were ever reviewed; days are study days.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

_OF = "(:cards IS NULL OR card IN (SELECT value FROM json_each(:cards)))"
# A review on the same day as the last tests no memory, nor does the first, or the first since a reset.
_FORESEEN = (
    "SELECT day, (SELECT before.stability FROM review AS before WHERE before.card = review.card"
    "  AND before.hlc < review.hlc ORDER BY before.hlc DESC LIMIT 1) AS expected, elapsed_days, rating > 1"
    f" FROM review WHERE day >= :since AND elapsed_days >= 1 AND phase IS NOT NULL AND {_OF}"
)
_SAID = (
    "SELECT confidence, sum(coalesce(proposed, rating) > 1), count(*) FROM review"
    f" WHERE confidence IS NOT NULL AND day >= :since AND {_OF} GROUP BY confidence ORDER BY confidence"
)
# Starting a card again ends what its last review said of it.
_RESETS = (
    "SELECT act.card, act.hlc, (event.at / 1000000 + event.utc_offset * 60 - :starts) / 86400, NULL"
    " FROM act JOIN event ON event.id = act.event WHERE event.kind = 'reset'"
)
_SPANS = (
    "SELECT day, until, stability FROM (SELECT day, stability,"
    " lead(day, 1, :today + 1) OVER (PARTITION BY card ORDER BY hlc) AS until"
    f" FROM (SELECT card, hlc, day, stability FROM review UNION ALL {_RESETS}) WHERE {_OF})"
    " WHERE stability IS NOT NULL AND until > day"
)


def foreseen(connection: Connection, since: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Return day, stability before, days since the last review, and whether it passed.

    Reviews a day or more after the last one are meant, from study day `since` on.
    """
    return [row for row in _fetch(connection, _FORESEEN, since=since, cards=cards) if row[1] is not None]


def said(connection: Connection, since: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Return for each confidence that was said since then: itself, right answers, all answers."""
    return _fetch(connection, _SAID, since=since, cards=cards)


def spans(connection: Connection, today: int, starts: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Return for each review that held over a night: its day, the day on which it held no more, stability.

    `starts` is when a day begins, in seconds after local midnight.
    """
    return _fetch(connection, _SPANS, today=today, starts=starts, cards=cards)


def _fetch(connection: Connection, query: str, **values: object) -> Sequence[tuple[Any, ...]]:
    """Straight from the driver: a row of SQLAlchemy's around each of half a million takes as long again."""
    cursor = connection.connection.cursor()
    cursor.execute(query, values)
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
