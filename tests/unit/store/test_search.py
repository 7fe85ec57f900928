"""What a query finds in the database is what it finds card by card in Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studyapp.query.errors import QueryError
from studyapp.query.grammar import parse
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
    Text,
)
from studyapp.schedule.fsrs import retrievability
from studyapp.store import search, texts
from studyapp.store.cards import sync
from studyapp.store.connection import connect, transaction
from studyapp.store.engine import Store, open_store
from studyapp.store.search import Order
from studyapp.store.texts import CardText
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, new_store
from tests.unit.store.searched import CARDS, STATES, fill, found, frame, holds
from tests.unit.store.test_schema import older_schema


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with new_store(tmp_path_factory.mktemp("search")) as store:
        fill(store)
        yield store


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
