"""What was known at the end of a study day: over every card reviewed until then, and not started again since.

A day that is over changes only where history does, so what was computed of it is kept in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from studyapp.schedule.fsrs import Curve
from studyapp.store import tables

# A card stands as memory has it, unless it was answered or started again later: then as its last review
# until that day left it. Its memory says which cards those are without opening half a million reviews.
_KNOWN = text(
    "WITH asked AS MATERIALIZED (SELECT value AS card FROM json_each(:cards)),"
    " later AS (SELECT card FROM memory WHERE last_day > :day UNION ALL SELECT DISTINCT act.card FROM act"
    " CROSS JOIN event ON event.id = act.event AND event.kind = 'reset'"
    " WHERE NOT EXISTS (SELECT 1 FROM memory WHERE memory.card = act.card)),"
    " stood AS (SELECT card, last_day AS day, stability FROM memory WHERE last_day <= :day"
    " UNION ALL SELECT review.card, review.day, review.stability FROM later JOIN review ON review.rowid ="
    " (SELECT rowid FROM review WHERE card = later.card AND day <= :day ORDER BY hlc DESC LIMIT 1)"
    " WHERE NOT EXISTS (SELECT 1 FROM act CROSS JOIN event ON event.id = act.event AND event.kind = 'reset'"
    " WHERE act.card = review.card AND act.hlc > review.hlc"
    " AND (event.at / 1000000 + event.utc_offset * 60 - :starts) / 86400 <= :day))"
    " SELECT coalesce(sum(pow(1 + :factor * (:day - day) / stability, :decay)), 0.0), count(*) FROM stood"
    " WHERE :cards IS NULL OR card IN (SELECT card FROM asked)"
)
_KEPT = select(tables.knowledge.c.day, tables.knowledge.c.known, tables.knowledge.c.reviewed)
_KEEP = insert(tables.knowledge).prefix_with("OR REPLACE")
_FORGET = delete(tables.knowledge).where(tables.knowledge.c.day >= bindparam("since"))


class Known(NamedTuple):
    """Of the cards that were reviewed until a day."""

    known: float  # sum of the probabilities of recall
    reviewed: int


def known_on(
    connection: Connection, day: int, curve: Curve, *, starts: int, cards: str | None = None
) -> Known:
    """Return what was known at the end of a study day; a day begins `starts` seconds after midnight.

    `cards` is a JSON list of ids; None: all, those that are no longer in the files among them.
    """
    values = {"day": day, "starts": starts, "cards": cards, "factor": curve.factor, "decay": curve.decay}
    return Known(*connection.execute(_KNOWN, values).one())


def kept(connection: Connection, curve: Curve) -> dict[int, Known]:
    """Return what is known of all cards on days that somebody asked for."""
    rows = connection.execute(_KEPT.where(tables.knowledge.c.decay == curve.decay))
    return {day: Known(known, reviewed) for day, known, reviewed in rows}


def keep(connection: Connection, curve: Curve, days: Mapping[int, Known]) -> None:
    """Keep what was computed of days that are over."""
    rows = [{"day": day, "decay": curve.decay, **found._asdict()} for day, found in days.items()]
    if rows:
        connection.execute(_KEEP, rows)


def forget(connection: Connection, since: int) -> None:
    """Keep nothing of the days from `since` on: something of then has changed."""
    connection.execute(_FORGET, {"since": since})
