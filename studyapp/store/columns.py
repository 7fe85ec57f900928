"""How values are kept: an instant as microseconds since 1970 in UTC, a structure as JSON text."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from studyapp.schedule.days import EPOCH, require_aware
from studyapp.schedule.plan import Phase

MICROSECOND = timedelta(microseconds=1)


def to_microseconds(at: datetime) -> int:
    """Count from 1970 in UTC. Raises ValueError for a datetime without a time zone."""
    return (require_aware(at) - EPOCH) // MICROSECOND


def from_microseconds(count: int) -> datetime:
    return EPOCH + timedelta(microseconds=count)


def to_json(value: object) -> str:
    """Write plain values as JSON, in ASCII so that no text, however broken, is refused."""
    return json.dumps(value, separators=(",", ":"))


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as an integer."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_microseconds(value)


class Phased(TypeDecorator[Phase]):
    """Where a card stands, kept as its word."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Phase | None:
        return None if value is None else Phase(value)


class Json(TypeDecorator[Any]):
    """Lists, mappings and scalars, kept as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        return to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
