"""What a query finds in the database is what it finds card by card in Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studyapp.query.errors import QueryError
from studyapp.query.grammar import parse
from studyapp.query.patterns import matches
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
from studyapp.schedule.fsrs import interval, retrievability
from studyapp.store import contests, journal, search, texts
from studyapp.store.cards import sync
from studyapp.store.connection import connect, transaction
from studyapp.store.engine import Store, open_store
from studyapp.store.events import Bury, Flag, Marked, Suspend
from studyapp.store.frame import Frame
from studyapp.store.search import Order
from studyapp.store.texts import CardText
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, new_store
from tests.unit.store.test_schema import older_schema

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


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with new_store(tmp_path_factory.mktemp("search")) as store:
        fill(store)
        yield store


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


def holds(query: Query, card: Known) -> bool:
    """The same questions, asked of one card."""
    match query:
        case Every(parts):
            return all(holds(part, card) for part in parts)
        case Either(parts):
            return any(holds(part, card) for part in parts)
        case Not(of):
            return not holds(of, card)
        case _:
            return holds_term(query, card)


def holds_term(query: Term, card: Known) -> bool:
    match query:
        case Text(pattern, exact):
            return has_words(pattern, exact, card)
        case Regex(pattern):
            lines = [*card.text.split("\n"), " ".join(card.tags)]
            return any(re.search(pattern, line, re.IGNORECASE) for line in lines)
        case Field(name, pattern):
            return any(matches(pattern, one) for one in names(name, card))
        case State(name):
            return STATES[name](card)
        case Flagged(number):
            return card.flag == number
        case Property():
            return compares(query, card)
        case Lately(name, days, rating):
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


def compares(query: Property, card: Known) -> bool:
    value = value_of(query.name, card)
    if value is None:
        return False
    if query.sign == "!=":
        return not compares(Property(query.name, "=", query.value), card)
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


WORDS = [
    "add",
    "zero_grad",
    "zero",
    "grad clears",
    "naive",
    "über",
    "backward()",
    "step of",
    "x_y",
    "basics",
    "tw",
]
leaves = st.one_of(
    st.sampled_from(WORDS).filter(lambda word: " " not in word).map(Text),
    st.sampled_from(WORDS).map(lambda word: Text(word, exact=True)),
    st.builds(Field, st.just("deck"), st.sampled_from(["a", "a/one", "b", "ones", "*o*", "_"])),
    st.builds(Field, st.just("tag"), st.sampled_from(["basics", "x_y", "x*", "*", "basics::first"])),
    st.builds(Field, st.sampled_from(["card", "note"]), st.sampled_from(["plain", "pl*", "w__k", "*~a"])),
    st.builds(Field, st.just("kind"), st.sampled_from(["typed", "c*", "recall"])),
    st.builds(Field, st.just("proof"), st.sampled_from(["p.one", "p.*", "*", "p_one"])),
    st.builds(Field, st.just("verdict"), st.sampled_from(["refuted", "*ed", "none"])),
    st.builds(Field, st.just("claims"), st.sampled_from(["2.4", "2.*", "3"])),
    st.sampled_from(list(STATES)).map(State),
    st.sampled_from([0, 2, 7, 3]).map(Flagged),
    st.sampled_from([r"\bstep\b", r"zero.grad", r"^one", r"two lines$", r"\d+%"]).map(Regex),
    st.builds(
        Property,
        st.sampled_from(["ivl", "due", "reps", "lapses"]),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.integers(-21, 21).map(Decimal),
    ),
    st.builds(
        Property,
        st.sampled_from(["s", "d", "r"]),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.one_of(
            st.decimals(-1, 2, places=2), st.sampled_from([Decimal("2.5"), Decimal(10), Decimal("5.0")])
        ),
    ),
    st.builds(Lately, st.sampled_from(["added", "edited", "introduced", "rated"]), st.integers(1, 41)),
    st.builds(Lately, st.just("rated"), st.integers(1, 41), st.integers(1, 4)),
)


def join(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(several.map(Every), several.map(Either), parts.map(Not))


queries: st.SearchStrategy[Query] = st.recursive(leaves, join, max_leaves=5)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries, order=st.sampled_from(Order))
def test_the_database_finds_what_asking_each_card_finds(filled: Store, query: Query, order: Order) -> None:
    wanted = {card.id for card in CARDS if holds(query, card)}
    with filled.read() as connection:
        ids = search.find(connection, query, frame(), order)
        assert (set(ids), len(ids)) == (wanted, len(wanted)), str(query)
        assert search.count(connection, query, frame()) == len(wanted)
        pages = [search.find(connection, query, frame(), order, limit=2, skip=at) for at in range(0, 10, 2)]
        assert [name for page in pages for name in page] == ids


@pytest.mark.parametrize("word", ["zero", "zero_grad", "zero_gr", "ZERO_GRAD", "ze*", "z*o"])
def test_an_identifier_is_found_by_its_parts_and_as_a_whole(filled: Store, word: str) -> None:
    assert found(filled, word) == ["plain", "weak"]


def test_what_has_no_letter_is_found_where_it_stands(filled: Store) -> None:
    assert found(filled, "%") == ["leech"]
    assert found(filled, "=") == ["weak"]
    assert found(filled, '"*"') == [card.id for card in CARDS]


@pytest.mark.parametrize("text", ['"\'; DROP TABLE card; --"', '"\\" OR 1"', "a\0b", "NEAR(", "title:x"])
def test_nothing_in_a_word_is_taken_for_a_language(filled: Store, text: str) -> None:
    with filled.read() as connection:
        assert search.find(connection, Text(text), frame()) == []


def test_each_order_has_its_first(filled: Store) -> None:
    assert found(filled, "", Order.PLACE)[:2] == ["plain", "plain~a"]
    due = ["step", "weak", "later", "off", "soon", "leech", "strong"]
    assert found(filled, "", Order.DUE) == [*due, "plain", "plain~a"]
    assert found(filled, "", Order.STABILITY)[0] == "weak"
    assert found(filled, "", Order.LAPSES)[0] == "leech"
    assert found(filled, "", Order.ADDED)[-1] == "plain", "which came three days before the others"
    for order in (Order.DUE, Order.STABILITY, Order.LAPSES):
        assert found(filled, "", order)[-2:] == ["plain", "plain~a"], "the new ones come last"


def test_recall_is_that_of_the_memory_model(filled: Store) -> None:
    for card in CARDS:
        if card.graded:
            recall = retrievability(card.stability, card.graded[-1][0])
            near = (f"prop:r>={recall - 1e-6:.6f}", f"prop:r<={recall + 1e-6:.6f}")
            assert card.id in found(filled, " ".join(near))
            assert card.id not in found(filled, f"prop:r<{recall - 1e-5:.6f} or prop:r>{recall + 1e-5:.6f}")


def test_a_line_shows_what_is_known_of_a_card(filled: Store) -> None:
    with filled.read() as connection:
        off, new = search.lines(connection, ["off", "plain"])
    assert (off.due_day, off.suspended, off.flag, off.reps) == (TODAY, True, 7, 1)
    assert (new.due_day, new.due_at, new.stability, new.lapses) == (None, None, None, None)


def test_a_search_can_be_given_up(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "STEPS", 1)
    with pytest.raises(search.StoppedError), filled.read() as connection:
        search.find(connection, parse("-add"), frame(), stop=lambda: True)
    assert found(filled, "add"), "and the next one is a search as any"


def test_an_expression_that_takes_too_long_is_given_up(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PATIENCE", -1.0)
    with pytest.raises(QueryError, match="takes too long"):
        found(filled, "re:a")


def test_a_changed_text_is_found_by_its_new_words_alone(store: Store) -> None:
    def say(text: str, day: int) -> tuple[str, ...]:
        report = sync(store, [a_card("one", text_hash=text)], at=NOW, utc_offset=OFFSET, day=day)
        with store.write() as connection:
            texts.put(connection, [CardText(name, "", text, "", "") for name in report.texts])
        return report.texts

    assert say("before", TODAY - 9) == ("one",)
    assert say("before", TODAY - 5) == ()
    assert found(store, "edited:9") == []
    assert say("behind", TODAY) == ("one",)
    assert (found(store, "before"), found(store, "behind")) == ([], ["one"])
    assert (found(store, "edited:1"), found(store, "added:9"), found(store, "added:10")) == (
        ["one"],
        [],
        ["one"],
    )


def test_a_renamed_card_keeps_its_text_and_a_vanished_one_is_not_found(store: Store) -> None:
    rows = [a_card("old", text_hash="h"), a_card("gone", position=1, text_hash="h")]
    sync(store, rows, at=NOW, utc_offset=OFFSET, day=TODAY)
    with store.write() as connection:
        texts.put(connection, [CardText(name, "", "a word", "", "") for name in ("old", "gone")])
    report = sync(store, [a_card("new", was="old", text_hash="h")], at=NOW, utc_offset=OFFSET, day=TODAY + 1)
    assert (report.texts, found(store, "word")) == ((), ["new"])


def test_cards_of_an_older_database_are_indexed_when_they_are_read_next(tmp_path: Path) -> None:
    path = older_schema(tmp_path, 4)
    values = "'one', 'deck', 0, 'recall', '', 'h', '[]', '[]', '[]', 1, 0, NULL"
    with closing(connect(path)) as connection, transaction(connection, "IMMEDIATE"):
        connection.exec_driver_sql(f"INSERT INTO card VALUES ({values})")
    with new_store(tmp_path) as store:
        report = sync(store, [a_card("one", text_hash="t")], at=NOW, utc_offset=OFFSET, day=TODAY)
        assert (report.added, report.texts) == ((), ("one",))
        with store.write() as connection:
            texts.put(connection, [CardText("one", "", "a word", "", "")])
        assert found(store, "word -added:999 -edited:999") == ["one"], "since when it is there, nobody knows"


def test_a_database_that_cannot_be_written_can_be_searched(filled: Store) -> None:
    with open_store(filled.path, read_only=True) as store:
        assert found(store, "z_ro is:due or re:^one") == ["weak", "step"]
