"""Names and order that hold across devices: UUIDs of version 7 and a hybrid logical clock."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

COUNTER_BITS = 16


def uuid7(milliseconds: int) -> str:
    """Return a UUID that sorts by time (RFC 9562, section 5.7): 48 bits of it, then 74 random bits."""
    return _shape(milliseconds, secrets.randbits(74))


def derived_uuid7(milliseconds: int, *names: str) -> str:
    """Return the UUID of what is named so at that time: always the same one, shaped as `uuid7` does."""
    return _shape(milliseconds, _digest(names) >> 182)


def derived_reading(milliseconds: int, *names: str) -> int:
    """Return a reading of the clock for what was done elsewhere, where no counter was kept."""
    return milliseconds << COUNTER_BITS | _digest(names) >> (256 - COUNTER_BITS)


def _digest(names: tuple[str, ...]) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(names).encode("utf-8", "replace")).digest())


def _shape(milliseconds: int, random: int) -> str:
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 62) << 64
    return str(UUID(int=value | 0b10 << 62 | random & (1 << 62) - 1))


def tick(previous: int, now_ms: int) -> int:
    """Return the next reading of a hybrid logical clock: 48 bits of milliseconds, 16 of a counter.

    It follows the clock, and where that stands still or goes back, it counts on from `previous`, so it
    always rises (Kulkarni et al., "Logical Physical Clocks", 2014).
    """
    return max(previous + 1, now_ms << COUNTER_BITS)


def new_device() -> str:
    """Return a random name for this copy of the journal."""
    return secrets.token_hex(8)
