"""Cards with everything that a query can ask of them, and what a query finds, asked card by card."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from studyapp.query import tree
from studyapp.query.grammar import parse
from studyapp.query.patterns import matches
from studyapp.schedule.fsrs import interval, retrievability
from studyapp.store import contests, journal, search, texts
from studyapp.store.cards import sync
from studyapp.store.engine import Store
from studyapp.store.events import Bury, Flag, Marked, Suspend
from studyapp.store.frame import Frame
from studyapp.store.search import Order
from studyapp.store.texts import CardText
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer

MINUTE = timedelta(minutes=1)
DECKS = {"a/one": "Ones", "a/two": "Twos", "b": "Bees"}
VERDICTS = {"p.one": "confirmed", "p.two": "refuted", "p.new": "none"}
LEECH = 2


@dataclass(frozen=True)
class Known:
    """A card with everything that a query can ask of it."""

    id: str
    deck: str
    text: str
    kind: str = "recall"
    proof: str = ""
    tags: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    added: int = 0  # days ago
    graded: tuple[tuple[int, int], ...] = ()  # days ago, rating
    due: int | None = None  # days from today; None: at an instant
    due_at: datetime | None = None
    stability: float = 10.0
    lapses: int = 0
    suspended: bool = False
    buried: bool = False
    flag: int = 0
    marked: bool = False
    words: list[str] = field(default_factory=list, compare=False)


CARDS = [
    Known("plain", "a/one", "Gradients add until zero_grad clears them", tags=("basics",), added=3),
    Known("plain~a", "a/one", "Naïve Über tensors", kind="cloze", tags=("basics::first", "x_y")),
    Known("strong", "a/two", "x.backward() adds", proof="p.one", claims=("2.4",), graded=((9, 3),), due=4),
    Known(
        "weak",
        "a/two",
        "zero_grad = none",
        "typed",
        "p.two",
        graded=((40, 1), (30, 3)),
        due=-20,
        stability=2.5,
    ),
    Known("leech", "b", "100% wrong", proof="p.two", graded=((2, 1), (1, 1), (0, 1)), due=1, lapses=3),
    Known(
        "step", "b", "one more step\nof two lines", proof="p.new", graded=((0, 2),), due_at=NOW - 3 * MINUTE
    ),
    Known("soon", "b", "a step to come", graded=((0, 2),), due_at=NOW + 3 * MINUTE, flag=2),
    Known("off", "b", "set aside", graded=((5, 4),), due=0, suspended=True, flag=7),
    Known("later", "b", "buried today", graded=((5, 4),), due=0, buried=True, marked=True),
]


def fill(store: Store) -> None:
    for days in sorted({card.added for card in CARDS}, reverse=True):
        rows = [
            a_card(
                c.id, c.deck, place, kind=c.kind, proof=c.proof, tags=c.tags, claims=c.claims, text_hash="h"
            )
            for place, c in enumerate(CARDS)
            if c.added >= days
        ]
        sync(store, rows, at=NOW, utc_offset=OFFSET, day=TODAY - days)
    with store.write() as connection:
        texts.put(connection, [CardText(c.id, "", c.text, "", " ".join(c.tags)) for c in CARDS])
    for card in CARDS:
        for number, (ago, rating) in enumerate(card.graded, 1):
            due: dict[str, Any] = {"due_day": TODAY + (card.due or 0)}
            if card.due_at and number == len(card.graded):
                due = {"due_at": card.due_at}
            due |= {"phase_before": "review"} if card.lapses else {}
            answer(store, card.id, day=TODAY - ago, rating=rating, stability=card.stability, **due)
        for act in acts(card):
            journal.append(store, act, at=NOW, utc_offset=OFFSET)
    with store.write() as connection:
        values = "'r', 'p.two', '', 1, '{}', '', 'refuted', '', 1, 1, '', '', '', '[]', 1, 1, 1"
        connection.exec_driver_sql(f"INSERT INTO run VALUES ({values})")
        contests.put(connection, {"p.two": "r"})


def acts(card: Known) -> Iterator[Suspend | Bury | Flag | Marked]:
    if card.suspended:
        yield Suspend(card=card.id)
    if card.buried:
        yield Bury(card=card.id, until=TODAY + 1)
    if card.flag:
        yield Flag(card=card.id, flag=card.flag)
    if card.marked:
        yield Marked(card=card.id, marked=True)


def frame(today: int = TODAY) -> Frame:
    spread: Callable[[float], float] = lambda recall: interval(1.0, recall)  # noqa: E731
    return Frame(NOW, today, timedelta(hours=-2), LEECH, spread, DECKS, VERDICTS)


def found(store: Store, text: str, order: Order = Order.PLACE) -> list[str]:
    with store.read() as connection:
        return search.find(connection, parse(text), frame(), order)


def holds(query: tree.Query, card: Known) -> bool:
    """The same questions, asked of one card."""
    match query:
        case tree.Every(parts):
            return all(holds(part, card) for part in parts)
        case tree.Either(parts):
            return any(holds(part, card) for part in parts)
        case tree.Not(of):
            return not holds(of, card)
        case _:
            return holds_term(query, card)


def holds_term(query: tree.Term, card: Known) -> bool:
    match query:
        case tree.Text(pattern, exact):
            return has_words(pattern, exact, card)
        case tree.Regex(pattern):
            lines = [*card.text.split("\n"), " ".join(card.tags)]
            return any(re.search(pattern, line, re.IGNORECASE) for line in lines)
        case tree.Field(name, pattern):
            return any(matches(pattern, one) for one in names(name, card))
        case tree.State(name):
            return STATES[name](card)
        case tree.Flagged(number):
            return card.flag == number
        case tree.Property():
            return compares(query, card)
        case tree.Lately(name, days, rating):
            return any(ago < days and rating in {None, one} for ago, one in happened(name, card))


def has_words(pattern: str, exact: bool, card: Known) -> bool:
    """Without wildcards: the pattern's words in a row, the last as a beginning."""
    words, wanted = split(card.text), split(pattern)
    starts = range(len(words) - len(wanted) + 1)
    in_text = any(fits(words[at : at + len(wanted)], wanted, exact) for at in starts)
    tags = split(" ".join(card.tags))
    return in_text or any(
        fits(tags[at : at + len(wanted)], wanted, exact) for at in range(len(tags) - len(wanted) + 1)
    )


def split(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain.lower())


def fits(words: list[str], wanted: list[str], exact: bool) -> bool:
    last = words[-1] == wanted[-1] if exact else words[-1].startswith(wanted[-1])
    return words[:-1] == wanted[:-1] and last


def names(name: str, card: Known) -> list[str]:
    match name:
        case "deck":
            parents = [card.deck.rpartition("/")[0]] if "/" in card.deck else []
            return [card.deck, DECKS[card.deck], *parents]
        case "tag":
            return [*card.tags, *(tag.partition("::")[0] for tag in card.tags)]
        case "claims":
            return list(card.claims)
        case "note":
            return [card.id, card.id.partition("~")[0]]
        case "card":
            return [card.id]
        case "kind":
            return [card.kind]
        case "verdict":
            return [VERDICTS[card.proof]] if card.proof else []
        case _:
            return [card.proof] if card.proof else []


def is_free(card: Known) -> bool:
    return not card.suspended and not card.buried


def is_due(card: Known) -> bool:
    if card.due_at is not None:
        return card.due_at <= NOW
    return card.due is not None and card.due <= 0


STATES: dict[str, Callable[[Known], bool]] = {
    "due": lambda card: is_due(card) and is_free(card),
    "new": lambda card: not card.graded,
    "learn": lambda card: card.due_at is not None,
    "review": lambda card: card.due is not None,
    "suspended": lambda card: card.suspended,
    "buried": lambda card: card.buried,
    "leech": lambda card: card.lapses >= LEECH,
    "marked": lambda card: card.marked,
    "contested": lambda card: card.proof == "p.two",
    "flagged": lambda card: card.flag > 0,
}
COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}


def compares(query: tree.Property, card: Known) -> bool:
    value = value_of(query.name, card)
    if value is None:
        return False
    if query.sign == "!=":
        return not compares(tree.Property(query.name, "=", query.value), card)
    if query.sign == "=" and query.name in {"s", "d", "r"}:
        half = Decimal(10) ** int(query.value.as_tuple().exponent) / 2
        return float(query.value - half) <= value < float(query.value + half)
    return bool(COMPARE[query.sign](value, float(query.value)))


def value_of(name: str, card: Known) -> float | None:
    last = card.graded[-1][0] if card.graded else 0
    match name:
        case "ivl":
            return 0 if card.due is None else card.due + last
        case "reps":
            return len(card.graded)
        case "lapses":
            return card.lapses
    if not card.graded:
        return None
    match name:
        case "due":
            return 0 if card.due is None else card.due
        case "s":
            return card.stability
        case "d":
            return 5.0
        case _:
            return retrievability(card.stability, last)


def happened(name: str, card: Known) -> list[tuple[int, int | None]]:
    """Days ago, and the rating."""
    match name:
        case "added" | "edited":
            return [(card.added, None)]
        case "introduced":
            return [(card.graded[0][0], None)] if card.graded else []
        case _:
            return list(card.graded)
