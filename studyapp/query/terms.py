"""One token → one term: each field's own little language, and what it says of a wrong value."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches

from studyapp.query.errors import QueryError
from studyapp.query.patterns import literal, pieces
from studyapp.query.regex import find_fault
from studyapp.query.tokens import Token
from studyapp.query.tree import Field, Flagged, Lately, Property, Query, Regex, State, Text

NAMES = ("tag", "deck", "card", "note", "kind", "proof", "verdict", "claims")
KINDS = ("recall", "choice", "cloze", "typed", "predict", "write")
NOT_RUN = "none"  # the verdict of a proof that never ran as it is now
VERDICTS = (
    *("confirmed", "refuted", "invalid", "error", "timed out", "killed by a limit", "unsupported", NOT_RUN),
)
ONE_OF = {"kind": KINDS, "verdict": VERDICTS}
STATES = (
    *("due", "new", "learn", "review", "suspended", "buried", "leech", "marked", "contested", "flagged"),
)
WHOLE = ("ivl", "due", "reps", "lapses")
PROPERTIES = (*WHOLE, "s", "d", "r")
DAYS = ("added", "edited", "rated", "introduced")
CONTESTED = "contested"  # a word that is a state, without `is:`
FLAGS = range(8)
MOST_DAYS = 10**5

COMPARISON = re.compile(r"(?P<name>\w*)(?P<sign><=|>=|!=|=|<|>)?(?P<value>.*)", re.DOTALL)
NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?")
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
COUNT = re.compile(r"[0-9]{1,9}")


def read_term(token: Token, query: str) -> Query:
    """Return what a text or a field means. Raise QueryError."""
    if token.kind == "text":
        return read_text(token, query)
    reader = READERS.get(token.name)
    if reader is None:
        close = get_close_matches(token.name, READERS, 1)
        hint = f"Did you mean {close[0]}:? " if close else ""
        known, itself = " ".join(READERS), f'"{token.name}:…"'
        todo = f"{hint}There are {known}; for the text itself, put it in quotes: {itself}."
        raise QueryError(f"there is no field {token.name}:", query, token.at, todo)
    return reader(token, query)


def read_text(token: Token, query: str) -> Query:
    if not token.quoted and token.value.lower() == CONTESTED:
        return State(CONTESTED)
    if not token.value.strip():
        raise QueryError("there is nothing between these quotes", query, token.at)
    return Text(token.value, exact=token.quoted)


def read_name(token: Token, query: str) -> Query:
    if not token.value.strip():
        example = {"kind": "kind:cloze", "verdict": "verdict:refuted"}.get(token.name, f"{token.name}:a*")
        raise wrong(token, query, f"{token.name}: which one?", f"As in {example}; * stands for any text.")
    allowed = ONE_OF.get(token.name)
    if allowed and "*" not in token.value and literal(pieces(token.value)).lower() not in allowed:
        raise wrong(token, query, f"{token.name}: knows no {token.value!r}", takes(token.name, allowed))
    return Field(token.name, token.value)


def read_state(token: Token, query: str) -> Query:
    name = token.value.lower()
    if name not in STATES:
        raise wrong(token, query, f"is: knows no {token.value!r}", takes("is", STATES))
    return State(name)


def read_flag(token: Token, query: str) -> Query:
    if not COUNT.fullmatch(token.value) or int(token.value) not in FLAGS:
        todo = "flag: takes a number from 1 to 7, and 0 for no flag."
        raise wrong(token, query, f"there is no flag {token.value!r}", todo)
    return Flagged(int(token.value))


def read_property(token: Token, query: str) -> Query:
    found = COMPARISON.fullmatch(token.value)
    assert found is not None
    name, sign, value = found["name"].lower(), found["sign"] or "", found["value"]
    if name not in PROPERTIES:
        raise wrong(token, query, f"prop: knows no {found['name']!r}", takes("prop", PROPERTIES))
    if not sign:
        todo = f"As in prop:{name}>=10; there are = != < <= > >=."
        raise wrong(token, query, f"prop:{name} wants a comparison", todo, found.end("name"))
    number = WHOLE_NUMBER if name in WHOLE else NUMBER
    if not number.fullmatch(value):
        what = "a whole number" if name in WHOLE else "a number"
        example = {"r": "0.9", "d": "7.5", "s": "21.5"}.get(name, "10")
        reason = f"prop:{name} is {what}, not {value!r}" if value else f"prop:{name}{sign} wants {what}"
        raise wrong(token, query, reason, f"As in prop:{name}{sign}{example}.", found.start("value"))
    return Property(name, sign, Decimal(value))


def read_days(token: Token, query: str) -> Query:
    days, colon, rating = token.value.partition(":")
    if not COUNT.fullmatch(days) or not 1 <= int(days) <= MOST_DAYS:
        todo = f"As in {token.name}:1 for today, {token.name}:7 for the last seven days."
        raise wrong(token, query, f"{token.name}: takes a number of days, not {days!r}", todo)
    if not colon:
        return Lately(token.name, int(days))
    if token.name != "rated" or rating not in {"1", "2", "3", "4"}:
        todo = "Only rated: takes a grade after its days, 1 to 4, as in rated:7:1 (forgotten this week)."
        raise wrong(token, query, f"there is no grade {rating!r}", todo, len(days) + 1)
    return Lately(token.name, int(days), int(rating))


def read_regex(token: Token, query: str) -> Query:
    pattern = re.sub(r"\\(.)", lambda pair: '"' if pair[1] == '"' else pair[0], token.value, flags=re.DOTALL)
    if not pattern:
        raise wrong(
            token, query, "re: wants a regular expression", r"As in re:grad\b; quotes keep spaces in."
        )
    if fault := find_fault(pattern):
        at, reason = fault
        raise wrong(token, query, reason, "", min(at, len(token.value)))
    return Regex(pattern)


def wrong(token: Token, query: str, reason: str, todo: str, inside: int = 0) -> QueryError:
    """The error at a place of the token's value."""
    return QueryError(reason, query, token.value_at + inside, todo)


def takes(name: str, values: tuple[str, ...]) -> str:
    return f"{name}: takes {', '.join(values)}."


READERS: dict[str, Callable[[Token, str], Query]] = {
    **dict.fromkeys(NAMES, read_name),
    "is": read_state,
    "flag": read_flag,
    "prop": read_property,
    **dict.fromkeys(DAYS, read_days),
    "re": read_regex,
}
