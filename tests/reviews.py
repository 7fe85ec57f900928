"""The reviews that stand, as the store has them in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from studyapp.store import tables


def standing_reviews(connection: Connection, card: str | None = None) -> Sequence[Row[Any]]:
    """All of them, or a card's; oldest first."""
    query = select(tables.review).order_by(tables.review.c.hlc)
    return connection.execute(query if card is None else query.where(tables.review.c.card == card)).all()
