"""Names and words with wildcards: `*` is any text, `_` one character, a backslash takes their meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

PIECE = re.compile(r"\\(.)|(.)", re.DOTALL)


class Piece(NamedTuple):
    """A character of a pattern, and whether it stands for others."""

    text: str
    wild: Literal["", "one", "any"] = ""


STAR = Piece("*", "any")
WILD = {"*": STAR, "_": Piece("_", "one")}


def pieces(pattern: str) -> list[Piece]:
    """Take a pattern apart; a backslash at its very end is itself."""
    return [
        Piece(escaped) if escaped else WILD.get(plain, Piece(plain))
        for escaped, plain in PIECE.findall(pattern)
    ]


def has(parts: Iterable[Piece], wild: str) -> bool:
    return any(part.wild == wild for part in parts)


def literal(parts: Iterable[Piece]) -> str:
    """The characters of a pattern, wildcards as they were written."""
    return "".join(part.text for part in parts)


def to_like(parts: Iterable[Piece]) -> str:
    """A pattern for SQL's LIKE, with a backslash as its escape character."""
    signs = {"one": "_", "any": "%"}
    return "".join(signs[wild] if wild else f"\\{text}" if text in "%_\\" else text for text, wild in parts)


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is like the pattern, in any case."""
    return like(pattern).fullmatch(text) is not None


@lru_cache(maxsize=64)
def like(pattern: str) -> re.Pattern[str]:
    """What `matches` looks for: one pattern is held against every deck."""
    signs = {"one": ".", "any": ".*"}
    wanted = "".join(signs[wild] if wild else re.escape(text) for text, wild in pieces(pattern))
    return re.compile(wanted, re.IGNORECASE | re.DOTALL)
