"""How answers given with a confidence turned out."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, text

# What the answer was worth where it could be held against the truth; else what the learner says of it.
_RATES = text(
    "SELECT confidence, sum(coalesce(proposed, rating) > 1), count(*) FROM review"
    " WHERE confidence IS NOT NULL GROUP BY confidence ORDER BY confidence"
)
_RATE = text(
    "SELECT sum(coalesce(proposed, rating) > 1), count(*) FROM review WHERE confidence = :confidence"
).bindparams(bindparam("confidence"))


def rates(connection: Connection) -> list[tuple[float, int, int]]:
    """Return for each confidence that was said: itself, right answers, all answers."""
    return [(float(said), int(right), int(total)) for said, right, total in connection.execute(_RATES)]


def rate(connection: Connection, confidence: float) -> tuple[int, int]:
    """Return right answers and all answers that were given with this confidence."""
    right, total = connection.execute(_RATE, {"confidence": confidence}).one()
    return int(right or 0), int(total)
