"""How answers given with a confidence turned out."""

from __future__ import annotations

from sqlalchemy import Connection, text

from studyapp.insight.rows import Said

# What the answer was worth where it could be held against the truth; else what the learner says of it.
_RATES = (
    "SELECT confidence, sum(coalesce(proposed, rating) > 1), count(*) FROM review"
    " WHERE confidence IS NOT NULL AND day >= :since{of} GROUP BY confidence ORDER BY confidence"
)
_ALL_RATES = text(_RATES.format(of=""))  # from the index, which holds no cards
_THEIR_RATES = text(_RATES.format(of=" AND card IN (SELECT value FROM json_each(:cards))"))
_RATE = text(
    "SELECT sum(coalesce(proposed, rating) > 1), count(*) FROM review WHERE confidence = :confidence"
)


def rates(connection: Connection, since: int, cards: str | None) -> list[Said]:
    """Return for each confidence that was said from study day `since` on how it turned out.

    `cards` is a JSON list of ids; None: all.
    """
    rows = connection.execute(_ALL_RATES if cards is None else _THEIR_RATES, {"since": since, "cards": cards})
    return [Said(*row) for row in rows]


def rate(connection: Connection, confidence: float) -> Said:
    """Return how the answers turned out that were given with this confidence."""
    right, total = connection.execute(_RATE, {"confidence": confidence}).one()
    return Said(confidence, right or 0, total)
