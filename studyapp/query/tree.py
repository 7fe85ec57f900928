"""What a query means: terms, joined. `str()` of a tree is a query that means the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

BARE = re.compile(r'(?!:)(?:[^\s()"\\]|\\\S)+(?!\n)\Z')


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a card's text, accents and case aside, with the wildcards of patterns.py."""

    pattern: str
    exact: bool = False  # quoted: these words whole; otherwise the last may go on

    def __str__(self) -> str:
        return f'"{self.pattern}"' if self.exact else self.pattern


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression that a line of the card's text matches."""

    pattern: str

    def __str__(self) -> str:
        return f're:"{escape_quotes(self.pattern)}"'


@dataclass(frozen=True, slots=True)
class Field:
    """`tag:basics`: something of the card has this name; the wildcards are those of Text."""

    name: str  # card, claims, deck, kind, note, proof, tag, verdict
    pattern: str

    def __str__(self) -> str:
        bare = BARE.match(self.pattern) is not None
        return f"{self.name}:{self.pattern}" if bare else f'{self.name}:"{self.pattern}"'


@dataclass(frozen=True, slots=True)
class State:
    """`is:due`."""

    name: str

    def __str__(self) -> str:
        return f"is:{self.name}"


@dataclass(frozen=True, slots=True)
class Flagged:
    """`flag:1`; 0 is no flag."""

    number: int

    def __str__(self) -> str:
        return f"flag:{self.number}"


@dataclass(frozen=True, slots=True)
class Property:
    """`prop:ivl>=10`."""

    name: str  # ivl, due, reps, lapses, s, d, r
    sign: str  # = != < <= > >=
    value: Decimal  # as many digits as were written: `=` compares no more of them

    def __str__(self) -> str:
        return f"prop:{self.name}{self.sign}{self.value:f}"


@dataclass(frozen=True, slots=True)
class Lately:
    """`rated:7:1`: something happened on one of the last days, today being the first of them."""

    name: str  # added, edited, introduced, rated
    days: int
    rating: int | None = None  # rated: 1 to 4

    def __str__(self) -> str:
        return f"{self.name}:{self.days}" + (f":{self.rating}" if self.rating else "")


@dataclass(frozen=True, slots=True)
class Not:
    of: Query

    def __str__(self) -> str:
        return f"-{grouped(self.of)}"


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold; with no part, for every card."""

    parts: tuple[Query, ...] = ()

    def __str__(self) -> str:
        return " ".join(grouped(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts holds."""

    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return " or ".join(grouped(part) if isinstance(part, Either) else str(part) for part in self.parts)


Term = Text | Regex | Field | State | Flagged | Property | Lately
Query = Term | Not | Every | Either


def grouped(query: Query) -> str:
    return f"({query})" if isinstance(query, Every | Either) else str(query)


def escape_quotes(pattern: str) -> str:
    """A regular expression between quotes: a quote, and nothing else, takes a backslash."""
    return pattern.replace('"', '\\"')
