"""A query's tree as a condition on the table `card`, in SQL; every value is bound, none is pasted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile
from math import inf
from typing import assert_never

from studyapp.query.patterns import STAR, Piece, has, literal, matches, pieces, to_like
from studyapp.query.tree import (
    Either,
    Every,
    Field,
    Flagged,
    Lately,
    Not,
    Property,
    Query,
    Regex,
    State,
    Term,
    Text,
)
from studyapp.store.columns import to_json
from studyapp.store.frame import Frame
from studyapp.store.statements import FREE
from studyapp.store.words import folded, is_letter, phrase

LIKE = r"LIKE {} ESCAPE '\'"
LAST = "\U0010ffff"
COLUMNS = ("title", "question", "answer", "tags")
MATCHES = "line_matches"  # the function that search.py gives to SQLite
OPPOSITE = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
COMPARE: Mapping[str, Callable[[Decimal], bool]] = {  # nothing, held against a value
    "=": lambda value: value == 0,
    "!=": lambda value: value != 0,
    "<": lambda value: value > 0,
    "<=": lambda value: value >= 0,
    ">": lambda value: value < 0,
    ">=": lambda value: value <= 0,
}

STATES = {
    "due": (
        "card.id IN (SELECT card FROM memory WHERE due_at <= :now"
        f" UNION ALL SELECT card FROM memory WHERE due_day <= :today) AND {FREE}"
    ),
    "new": "card.seen = 0",
    "learn": "card.id IN (SELECT card FROM memory WHERE phase <> 'review')",
    "review": (  # nearly every card: asked one by one, the first page need not wait for the last card
        "EXISTS (SELECT 1 FROM memory WHERE memory.card = card.id AND phase <> 'learning')"
    ),
    "suspended": "card.id IN (SELECT card FROM mark WHERE suspended = 1)",
    "buried": "card.id IN (SELECT card FROM mark WHERE suspended = 0 AND hidden_until > :today)",
    "leech": "card.id IN (SELECT card FROM memory WHERE lapses >= :leech)",
    "marked": "card.id IN (SELECT card FROM mark WHERE marked = 1)",
    "contested": "card.proof IN (SELECT proof FROM contested)",
    "flagged": "card.id IN (SELECT card FROM mark WHERE flag > 0)",
}
# Of a card that was never reviewed, the first three are 0, and it has none of the others.
PROPERTIES = {
    "ivl": "coalesce(due_day - last_day, 0)",
    "reps": "reps",
    "lapses": "lapses",
    "due": "coalesce(due_day, (due_at + :shift) / 86400000000) - :today",
    "s": "stability",
    "d": "difficulty",
    "r": "max(0, :today - last_day) / stability",  # R falls with it alone: see `Frame.spread`
}
COUNTS = ("ivl", "reps", "lapses")
MEASURED = ("s", "d", "r")


class Conditions:
    """Turns terms into SQL, and keeps the values that it binds."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.values = frame.values()

    def bind(self, value: object) -> str:
        name = f"q{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def compile(self, query: Query) -> str:
        match query:
            case Every(parts):
                return " AND ".join(f"({self.compile(part)})" for part in parts) or "TRUE"
            case Either(parts):
                return " OR ".join(f"({self.compile(part)})" for part in parts)
            case Not(of):
                return f"NOT ({self.compile(of)})"
            case _:
                return self.term(query)

    def term(self, query: Term) -> str:
        match query:
            case Text():
                return self.text(query)
            case Regex(pattern):
                return self.regex(pattern)
            case Field():
                return self.field(query)
            case State(name):
                return STATES[name]
            case Flagged(number):
                return self.flagged(number)
            case Property():
                return self.property(query)
            case Lately():
                return self.lately(query)
            case _:
                assert_never(query)

    def text(self, text: Text) -> str:
        """Words in a row, or one word with wildcards; without any letter, these characters anywhere."""
        parts = pieces(text.pattern)
        goes_on = not text.exact or parts[-1].wild == "any"
        while parts and parts[-1].wild == "any":
            parts.pop()
        if not literal(parts).strip():
            return "TRUE"
        if not any(map(is_letter, literal(parts))):
            return self.anywhere(parts)
        options = []
        if not has(parts, "any"):
            options.append(self.match(self.bind(phrase(literal(parts), goes_on))))
        # `zero_grad` is found as it is written; that `_` stands for a letter as well is looked up in the
        # list of all words, from where they begin like it.
        if has(parts, "any") or (has(parts, "one") and not parts[0].wild):
            word = [*parts, *([STAR] if goes_on else [])]
            options.append(self.anywhere(parts) if " " in literal(parts) else self.match(self.words(word)))
        return " OR ".join(options)

    def anywhere(self, parts: Sequence[Piece]) -> str:
        like = LIKE.format(self.bind(to_like([STAR, *parts, STAR])))
        columns = " OR ".join(f"{column} {like}" for column in COLUMNS)
        return f"card.number IN (SELECT rowid FROM card_text WHERE {columns})"

    def match(self, wanted: str) -> str:
        return f"card.number IN (SELECT rowid FROM card_text WHERE card_text MATCH {wanted})"

    def words(self, parts: Sequence[Piece]) -> str:
        """All words of the index that are like a pattern, or none, in the index's own language."""
        # The + keeps SQLite from making bounds of its own, wider ones, of the LIKE.
        start = folded(literal(takewhile(lambda part: not part.wild, parts)))
        bounds = f"term >= {self.bind(start)} AND term < {self.bind(start + LAST)}"
        like = LIKE.format(self.bind(folded(to_like(parts))))
        terms = "group_concat('\"' || term || '\"', ' OR ')"
        known = f"SELECT {terms} FROM card_word WHERE {bounds} AND +term {like}"
        return f"coalesce(({known}), '\"\"')"

    def regex(self, pattern: str) -> str:
        text = " || char(10) || ".join(COLUMNS)
        return f"card.number IN (SELECT rowid FROM card_text WHERE {MATCHES}({self.bind(pattern)}, {text}))"

    def field(self, wanted: Field) -> str:
        pattern = wanted.pattern
        match wanted.name:
            case "deck":
                decks = [name for name, title in self.frame.decks.items() if is_deck(pattern, name, title)]
                return f"card.deck IN (SELECT value FROM json_each({self.bind(to_json(decks))}))"
            case "verdict":
                proofs = [name for name, said in self.frame.verdicts.items() if matches(pattern, said)]
                return f"card.proof IN (SELECT value FROM json_each({self.bind(to_json(proofs))}))"
            case "tag":
                return self.listed("tags", pattern, f"{pattern}::*")
            case "claims":
                return self.listed("claims", pattern)
            case "note":
                return self.like("card.id", pattern, f"{pattern}~*")
            case "card":
                return self.like("card.id", pattern)
            case "kind":
                return self.like("card.kind", pattern)
            case _:
                return f"card.proof <> '' AND {self.like('card.proof', pattern)}"

    def like(self, column: str, *patterns: str) -> str:
        likes = (f"{column} {LIKE.format(self.bind(to_like(pieces(pattern))))}" for pattern in patterns)
        return f"({' OR '.join(likes)})"

    def listed(self, column: str, *patterns: str) -> str:
        named = self.like("value", *patterns)
        return f"card.{column} <> '[]' AND EXISTS (SELECT 1 FROM json_each(card.{column}) WHERE {named})"

    def flagged(self, number: int) -> str:
        if number == 0:
            return f"NOT ({STATES['flagged']})"
        return f"card.id IN (SELECT card FROM mark WHERE flag = {self.bind(number)})"

    def property(self, wanted: Property) -> str:
        compared = self.compared(wanted)
        remembered = f"card.id IN (SELECT card FROM memory WHERE {compared})"
        if wanted.name in COUNTS and COMPARE[wanted.sign](wanted.value):
            return f"card.seen = 0 OR {remembered}"
        return remembered

    def compared(self, wanted: Property) -> str:
        sign, value, expression = wanted.sign, wanted.value, PROPERTIES[wanted.name]
        if wanted.name not in MEASURED:
            return f"{expression} {'<>' if sign == '!=' else sign} {self.bind(int(value))}"
        if sign not in {"=", "!="}:
            return self.measured(wanted.name, sign, value)
        half = Decimal(10) ** int(value.as_tuple().exponent) / 2
        bounds = [(">=", value - half), ("<", value + half)]
        if sign == "=":
            return " AND ".join(self.measured(wanted.name, *bound) for bound in bounds)
        return f"NOT ({' AND '.join(self.measured(wanted.name, *bound) for bound in bounds)})"

    def measured(self, name: str, sign: str, value: Decimal) -> str:
        if name != "r":
            return f"{PROPERTIES[name]} {sign} {self.bind(float(value))}"
        return f"{PROPERTIES[name]} {OPPOSITE[sign]} {self.bind(self.days_until(float(value)))}"

    def days_until(self, recall: float) -> float:
        """Days for stability 1 until recall has fallen to this: for ever down to 0, and never was above 1."""
        if recall <= 0:
            return inf
        return self.frame.spread(recall) if recall <= 1 else -1.0

    def lately(self, wanted: Lately) -> str:
        since = self.bind(self.frame.today - wanted.days)
        match wanted.name:
            case "added":
                return f"card.added_day > {since}"
            case "edited":
                return f"card.edited_day > {since}"
            case "introduced":
                return f"card.id IN (SELECT card FROM memory WHERE first_day > {since})"
            case _:
                graded = "" if wanted.rating is None else f" AND rating = {self.bind(wanted.rating)}"
                return f"card.id IN (SELECT card FROM review WHERE day > {since}{graded})"


def is_deck(pattern: str, name: str, title: str) -> bool:
    """Whether a deck, its title, or a folder that it is in, is like the pattern."""
    folders = name.split("/")
    names = ("/".join(folders[:depth]) for depth in range(1, len(folders) + 1))
    return matches(pattern, title) or any(matches(pattern, one) for one in names)
