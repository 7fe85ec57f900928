"""A query as a row of tokens, each knowing where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from studyapp.query.errors import QueryError

Kind = Literal["open", "close", "not", "or", "and", "text", "field", "end"]

NAME = re.compile(r"([A-Za-z]+):(?!:)")  # `aten::add` names no field
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
WORD = re.compile(r'(?:[^\s()"\\]|\\\S|\(\))+')  # the brackets of `backward()` belong to it
SIGNS: dict[str, Kind] = {"(": "open", ")": "close", "-": "not"}
JOINS: dict[str, Kind] = {"or": "or", "and": "and"}
REGEX = "re"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    at: int
    value: str = ""  # of a text or a field, its backslashes as they were written
    name: str = ""  # of a field, in small letters
    quoted: bool = False
    value_at: int = 0


def read_tokens(query: str) -> Iterator[Token]:
    """Yield the tokens, an "end" last. Raise QueryError for an open quote or a last backslash."""
    at = 0
    while at < len(query):
        if query[at].isspace():
            at += 1
        elif query[at] in SIGNS:
            yield Token(SIGNS[query[at]], at)
            at += 1
        else:
            token, at = read_term(query, at)
            yield token
    yield Token("end", len(query))


def read_term(query: str, start: int) -> tuple[Token, int]:
    """The text or the field that begins here, and where it ends."""
    named = NAME.match(query, start)
    name = named[1].lower() if named else ""
    at = named.end() if named else start
    if query[at : at + 1] == '"':
        quoted = QUOTED.match(query, at)
        if quoted is None:
            raise QueryError("this quote is never closed", query, at, 'Write \\" for a quote inside of one.')
        return Token("field" if named else "text", start, quoted[1], name, True, at + 1), quoted.end()
    end = end_of_regex(query, at) if name == REGEX else end_of_word(query, at)
    value = query[at:end]
    kind: Kind = "field" if named else JOINS.get(value.lower(), "text")
    return Token(kind, start, value, name, value_at=at), end


def end_of_word(query: str, start: int) -> int:
    word = WORD.match(query, start)
    end = word.end() if word else start
    if query[end : end + 1] == "\\":
        todo = "Write \\\\ for a backslash."
        raise QueryError(
            "a backslash takes the meaning of what follows it; here nothing does", query, end, todo
        )
    return end


def end_of_regex(query: str, start: int) -> int:
    """At the next space, or at a bracket that was opened before the expression."""
    depth, at = 0, start
    while at < len(query) and not query[at].isspace():
        if query[at] == "\\":
            at += 2
            continue
        depth += {"(": 1, ")": -1}.get(query[at], 0)
        if depth < 0:
            break
        at += 1
    return min(at, len(query))
