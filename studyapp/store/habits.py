"""How a learner grades and how long they take, over all answers that stand."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

_FIRSTS = text("SELECT rating, count(*) FROM review WHERE phase IS NULL GROUP BY rating")
_LATER = text("SELECT rating, count(*) FROM review WHERE elapsed_days > 0 GROUP BY rating")
_SECONDS = text("SELECT rating > 1, avg(seconds) FROM review WHERE seconds IS NOT NULL GROUP BY rating > 1")


def first_ratings(connection: Connection) -> Mapping[int, int]:
    """Return how often each grade was given to a card's first answer."""
    return {row[0]: row[1] for row in connection.execute(_FIRSTS)}


def later_ratings(connection: Connection) -> Mapping[int, int]:
    """Return the same of answers a study day or more after the one before."""
    return {row[0]: row[1] for row in connection.execute(_LATER)}


def mean_seconds(connection: Connection) -> Mapping[bool, float]:
    """Return how long a right answer (True) takes, and a wrong one; without those of which none was timed."""
    return {bool(row[0]): row[1] for row in connection.execute(_SECONDS)}
