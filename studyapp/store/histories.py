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
    " WHERE confidence IS NOT NULL AND day >= :since{of} GROUP BY confidence ORDER BY confidence"
)
_ALL_SAID, _THEIR_SAID = _SAID.format(of=""), _SAID.format(of=f" AND {_OF}")  # the index holds no cards
# Starting a card again ends what its last review said of it.
_EVERY = (
    "SELECT review.card, review.day, stability, CASE WHEN phase IS NOT NULL THEN elapsed_days END,"
    f" rating > 1, review.hlc FROM {{reviews}} WHERE {_OF}{{added}} UNION ALL"
    " SELECT act.card, (event.at / 1000000 + event.utc_offset * 60 - :starts) / 86400, NULL, NULL, 0, act.hlc"
    " FROM {resets} WHERE event.kind = 'reset'"
    f" AND {_OF.replace('review.', 'act.')}{{added}} ORDER BY 6"
)
_STEPS = _EVERY.format(reviews="review", resets="act JOIN event ON event.id = act.event", added="")
_NEW_STEPS = _EVERY.format(  # the few new events first, then what belongs to each
    reviews="event NOT INDEXED CROSS JOIN review ON review.event = event.id",
    resets="event NOT INDEXED CROSS JOIN act ON act.event = event.id",
    added=" AND event.rowid > :since",
)


# An undo takes away what is in already, a rename gives it to another, a merge adds what came before.
_BREAKS = (
    "SELECT count(*) FROM event NOT INDEXED WHERE rowid > :since"
    " AND (kind IN ('void', 'renamed') OR hlc <= :number)"
)


def goes_on(connection: Connection, since: int, number: int) -> bool:
    """Whether all that was added after `strengths.newest` was `since` comes after the step of that number."""
    ((breaks,),) = _fetch(connection, _BREAKS, since=since, number=number)
    return not breaks


def steps(
    connection: Connection, starts: int, cards: str | None, since: int = 0
) -> Sequence[tuple[Any, ...]]:
    """Return every review in its order: card, day, stability after it, days since the last, and if it passed.

    The days are None for a first review. A card that was started again is a step without stability. `starts`
    is when a day begins, in seconds after local midnight. With `since`, only those that were added after
    `strengths.newest` was that.
    """
    return _fetch(connection, _NEW_STEPS if since else _STEPS, starts=starts, cards=cards, since=since)


def said(connection: Connection, since: int, cards: str | None) -> Sequence[tuple[Any, ...]]:
    """Return for each confidence that was said since then: itself, right answers, all answers."""
    return _fetch(connection, _ALL_SAID if cards is None else _THEIR_SAID, since=since, cards=cards)


def _fetch(connection: Connection, query: str, **values: object) -> Sequence[tuple[Any, ...]]:
    """Straight from the driver: a row of SQLAlchemy's around each of half a million takes as long again."""
    cursor = connection.connection.cursor()
    cursor.execute(query, values)
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
