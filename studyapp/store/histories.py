"""Reviews one after the other, and what learners said of their answers.

`cards` is a JSON list of ids, or None for all that were ever reviewed; days are study days.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

_OF = "(:cards IS NULL OR review.card IN (SELECT value FROM json_each(:cards)))"
_SAID = (
    "SELECT confidence, sum(coalesce(proposed, rating) > 1), count(*) FROM review"
    f" WHERE confidence IS NOT NULL AND day >= :since AND {_OF} GROUP BY confidence ORDER BY confidence"
)
# Starting a card again ends what its last review said of it.
_STEPS = (
    "SELECT card, day, stability, CASE WHEN phase IS NOT NULL THEN elapsed_days END, rating > 1, hlc"
    f" FROM review WHERE {_OF} UNION ALL"
    " SELECT act.card, (event.at / 1000000 + event.utc_offset * 60 - :starts) / 86400, NULL, NULL, 0, act.hlc"
    " FROM act JOIN event ON event.id = act.event WHERE event.kind = 'reset'"
    f" AND {_OF.replace('review.', 'act.')}"
    " ORDER BY 6"
)


def steps(connection: Connection, starts: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Return every review in its order: card, day, stability after it, days since the last, and if it passed.

    The days are None for a first review. A card that was started again is a step without stability. `starts`
    is when a day begins, in seconds after local midnight.
    """
    return _fetch(connection, _STEPS, starts=starts, cards=cards)


def said(connection: Connection, since: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Return for each confidence that was said since then: itself, right answers, all answers."""
    return _fetch(connection, _SAID, since=since, cards=cards)


def _fetch(connection: Connection, query: str, **values: object) -> Sequence[tuple[Any, ...]]:
    """Straight from the driver: a row of SQLAlchemy's around each of half a million takes as long again."""
    cursor = connection.connection.cursor()
    cursor.execute(query, values)
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
