"""Nouns after a number."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """`card` behind a one, else `cards`."""
    return noun if count == 1 else f"{noun}s"


def counted(count: int, noun: str) -> str:
    """`1 card`, `2 cards`."""
    return f"{count} {plural(count, noun)}"
