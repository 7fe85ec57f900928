"""From text to a tree: what spaces join holds at once, and `or` joins that."""

from __future__ import annotations

from studyapp.query.errors import QueryError
from studyapp.query.terms import read_term
from studyapp.query.tokens import Token, read_tokens
from studyapp.query.tree import Either, Every, Not, Query

DEEPEST = 30  # brackets and minus signs within each other
MOST_TERMS = 100


def parse(text: str) -> Query:
    """Read a query; an empty one is `Every()`. Raise QueryError for a wrong one, and nothing else."""
    text = text.encode("utf-8", "replace").decode()  # a terminal may hand over half a character
    if not text.strip():
        return Every()
    reader = Reader(text)
    query = reader.either(0)
    if reader.token.kind == "close":
        raise reader.wrong("this bracket was never opened")
    return query


class Reader:
    """Walks over the tokens, one ahead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = read_tokens(text)
        self.token = next(self.tokens)
        self.terms = 0

    def take(self) -> Token:
        taken, self.token = self.token, next(self.tokens, self.token)
        return taken

    def wrong(self, reason: str, todo: str = "") -> QueryError:
        return QueryError(reason, self.text, self.token.at, todo)

    def either(self, depth: int) -> Query:
        """`every ("or" every)*`."""
        parts = [self.every(depth)]
        while self.token.kind == "or":
            self.take()
            parts.append(self.every(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def every(self, depth: int) -> Query:
        """`part (["and"] part)*`."""
        parts = [self.part(depth)]
        while self.token.kind not in {"or", "close", "end"}:
            if self.token.kind == "and":
                self.take()
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def part(self, depth: int) -> Query:
        """`"-" part`, a term, or `"(" either ")"`."""
        if depth > DEEPEST:
            raise self.wrong(f"this is nested more than {DEEPEST} deep")
        match self.token.kind:
            case "not":
                self.take()
                return Not(self.part(depth + 1))
            case "open":
                return self.group(depth + 1)
            case "text" | "field":
                return self.term()
        raise self.missing()

    def group(self, depth: int) -> Query:
        opened = self.take()
        query = self.either(depth)
        if self.token.kind != "close":
            raise QueryError("this bracket is never closed", self.text, opened.at)
        self.take()
        return query

    def term(self) -> Query:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise self.wrong(f"a query has at most {MOST_TERMS} terms")
        return read_term(self.take(), self.text)

    def missing(self) -> QueryError:
        """Say what a term is missing for."""
        word = self.token.kind
        if word in {"or", "and"}:
            todo = f'For the word itself, put it in quotes: "{word}".'
            return self.wrong(f"something to look for is missing before this {word!r}", todo)
        where = "inside the brackets" if word == "close" else "here"
        return self.wrong(f"something to look for is missing {where}")
