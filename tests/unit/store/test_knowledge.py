"""What was known on each day, held against a walk through the journal: whatever is done, kept or not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.schedule.fsrs import Curve
from studyapp.store import connection as connecting
from studyapp.store import journal, knowledge, memory
from studyapp.store.engine import Store
from studyapp.store.events import Reset, Review, Void
from studyapp.store.knowledge import Known
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, new_store, put_cards

CURVE = Curve(0.98, -0.15)
STARTS = 4 * 3600  # seconds after midnight
DAYS = range(TODAY - 3, TODAY + 16)
CARDS = ("one", "two", "three")
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(CARDS), st.floats(0.1, 400)),
        st.tuples(st.just("undo"), st.integers(0, 20)),
        st.tuples(st.just("reset"), st.sampled_from(CARDS)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
        st.tuples(st.just("keep")),
    ),
    max_size=16,
)


def study_day(hours: int) -> int:
    return int((NOW + timedelta(hours=hours, minutes=OFFSET)).timestamp() - STARTS) // 86400


def do(store: Store, deeds: list[tuple[Any, ...]]) -> None:
    """One after the other, an hour or more apart."""
    hours = 0
    for what, *rest in deeds:
        hours += rest[0] if what == "wait" else 1
        at = NOW + timedelta(hours=hours)
        match what:
            case "answer":
                answer(store, rest[0], at=at, day=study_day(hours), stability=rest[1])
            case "undo" if standing := undoable(store):
                memory.withdraw(store, standing[rest[0] % len(standing)], at=at, utc_offset=OFFSET)
            case "reset":
                memory.reset(store, rest[0], at=at, utc_offset=OFFSET)
            case "keep":
                keep(store)


def undoable(store: Store) -> list[str]:
    events = list(journal.events(store.connection))
    gone = {event.body.event for event in events if isinstance(event.body, Void)}
    return [event.id for event in events if not isinstance(event.body, Void) and event.id not in gone]


def look(store: Store, cards: str | None = None) -> dict[int, Known]:
    found = knowledge.kept(store.connection, CURVE) if cards is None else {}
    return {day: known_on(store, day, cards) for day in DAYS} | found


def known_on(store: Store, day: int, cards: str | None = None) -> Known:
    return knowledge.known_on(store.connection, day, CURVE, starts=STARTS, cards=cards)


def keep(store: Store) -> None:
    with store.write() as connection:
        knowledge.keep(connection, CURVE, {day: known_on(store, day) for day in DAYS})


def walk(store: Store, day: int, cards: tuple[str, ...] = CARDS) -> Known:
    """From the journal alone: the last review of each card until a day, unless it was started again."""
    standing = set(undoable(store))
    last: dict[str, Review] = {}
    for event in journal.events(store.connection):
        local = (event.at + timedelta(minutes=event.utc_offset)).timestamp() - STARTS
        match event.body:
            case Review() as review if event.id in standing and review.day <= day:
                last[review.card] = review
            case Reset(card=card) if event.id in standing and local // 86400 <= day:
                last.pop(card, None)
    found = [(review.stability, day - review.day) for name, review in last.items() if name in cards]
    return Known(sum((1 + CURVE.factor * t / s) ** CURVE.decay for s, t in found), len(found))


def assert_agrees(store: Store) -> None:
    for asked, cards in ((None, CARDS), ('["one"]', ("one",))):
        for day, found in look(store, asked).items():
            assert found == pytest.approx(walk(store, day, cards)), day


@settings(max_examples=80)
@given(deeds=DEEDS)
def test_it_is_what_a_walk_through_the_journal_finds(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[Any, ...]]
) -> None:
    with new_store(tmp_path_factory.mktemp("known")) as store:
        do(store, deeds)
        assert_agrees(store)


def test_days_before_a_review_stay_kept(store: Store) -> None:
    answer(store, "one")
    keep(store)
    answer(store, "one", at=NOW + timedelta(days=2), day=TODAY + 2)
    assert set(knowledge.kept(store.connection, CURVE)) == set(range(DAYS[0], TODAY + 2))
    assert_agrees(store)


def test_another_curve_finds_nothing_kept(store: Store) -> None:
    answer(store, "one")
    keep(store)
    assert knowledge.kept(store.connection, Curve(0.5, -0.3)) == {}


def test_a_rename_and_a_merge_keep_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path / "laptop") as laptop, new_store(tmp_path / "desk") as desk:
        put_cards(laptop, a_card("one"))
        answer(laptop, "one")
        keep(laptop)
        put_cards(laptop, a_card("two", was="one"))
        assert knowledge.kept(laptop.connection, CURVE) == {}
        keep(desk)
        journal.merge(desk, list(journal.events(laptop.connection)))
        assert knowledge.kept(desk.connection, CURVE) == {}


def test_without_mathematics_in_sqlite_the_curve_is_the_same(store: Store) -> None:
    answer(store, "one", stability=3.0)
    found = known_on(store, TODAY + 5)
    with closing(connecting.connect(store.path)) as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.create_function("pow", 2, None)  # as where it is missing: calling it is an error
        connecting.provide_power(driver)
        assert knowledge.known_on(connection, TODAY + 5, CURVE, starts=STARTS) == pytest.approx(found)
