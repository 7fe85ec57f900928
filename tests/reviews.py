"""The reviews that stand, as the store has them in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from studyapp.store import tables


def standing_reviews(connection: Connection) -> Sequence[Row[Any]]:
    """All of them, oldest first."""
    return connection.execute(select(tables.review).order_by(tables.review.c.hlc)).all()
