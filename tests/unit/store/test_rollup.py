"""The daily roll-up is a recount at every moment: after reviews, undos, resets, renames and merges."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, select

from studyapp.schedule.fsrs import retrievability
from studyapp.store import journal, memory, rollup
from studyapp.store.connection import connect, transaction
from studyapp.store.engine import Store
from studyapp.store.events import Review
from studyapp.store.strengths import due_rows, newest, strengths, touched
from studyapp.store.tables import review
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, graded, new_store, put_cards
from tests.unit.store.test_schema import older_schema

DEEDS = st.lists(
    st.one_of(
        st.tuples(
            st.just("answer"),
            st.sampled_from(("one", "two", "three")),
            st.fixed_dictionaries(
                {
                    "rating": st.integers(1, 4),
                    "day": st.integers(TODAY - 3, TODAY),
                    "phase_before": st.sampled_from((None, "learning", "review", "relearning")),
                    "interval_before": st.sampled_from((0, 1, 20, 21, 40)),
                    "seconds": st.none() | st.floats(0, 90),
                    "expected": st.none() | st.floats(0.2, 1),
                }
            ),
            st.integers(0, 60 * 24),
            st.integers(-12 * 60, 14 * 60),
        ),
        st.tuples(st.just("undo"), st.integers(0, 20)),
        st.tuples(st.just("reset"), st.sampled_from(("one", "two"))),
        st.tuples(st.just("rebuild")),
    ),
    max_size=14,
)


def do(store: Store, deeds: list[tuple[Any, ...]]) -> None:
    for number, (what, *rest) in enumerate(deeds):
        at = NOW + timedelta(seconds=number)
        if what == "answer":
            card, fields, minutes, offset = rest
            before = memory.get(store.connection, card)
            reviewed, when = graded(card, before, **fields), NOW + timedelta(minutes=minutes)
            memory.record(store, reviewed, before, at=when, utc_offset=offset)
        elif what == "undo":
            standing = [row.event for row in standing_reviews(store.connection)]
            if standing:
                memory.withdraw(store, standing[rest[0] % len(standing)], at=at, utc_offset=OFFSET)
        elif what == "reset":
            memory.reset(store, rest[0], at=at, utc_offset=OFFSET)
        else:
            with store.write() as connection:
                journal.rebuild(connection)


def kind_of(row: Row[Any]) -> tuple[str, str]:
    kind = {"review": "review", "relearning": "relearn"}.get(row.phase or "", "learn")
    if row.interval > 20:
        return kind, "mature"
    return kind, "young" if row.interval > 0 or row.phase == "review" else ""


def recount(store: Store, card: str = "") -> tuple[Counter[Any], Counter[Any], dict[int, tuple[int, int]]]:
    """Reviews and milliseconds by day, kind, age and rating; reviews and passes by hour."""
    reviews: Counter[Any] = Counter()
    times: Counter[Any] = Counter()
    hours: dict[int, tuple[int, int]] = {}
    for row in standing_reviews(store.connection):
        if card and row.card != card:
            continue
        key = row.day, *kind_of(row), row.rating
        reviews[key] += 1
        times[key] += int((row.seconds or 0) * 1000 + 0.5)
        local = row.at + timedelta(minutes=row.utc_offset)
        count, passed = hours.get(local.hour, (0, 0))
        hours[local.hour] = count + 1, passed + (row.rating != 1)
    return reviews, times, hours


def recount_foreseen(store: Store, card: str) -> dict[tuple[int, int], list[float]]:
    """What was expected in sum, reviews and passes, by day and whole percent."""
    found: dict[tuple[int, int], list[float]] = {}
    for event in journal.events(store.connection, card or None):
        body = event.body
        stands = store.connection.scalar(select(review.c.event).where(review.c.event == event.id))
        if stands and isinstance(body, Review) and body.expected is not None:
            sums = found.setdefault((body.day, int(body.expected * 100)), [0.0, 0, 0])
            for place, value in enumerate((body.expected, 1, body.rating > 1)):
                sums[place] += value
    return found


def assert_agrees(store: Store) -> None:
    for cards, card in ((None, ""), ('["one"]', "one")):
        reviews, times, hours = recount(store, card)
        rows = rollup.days(store.connection, cards=cards)
        assert {row[:4]: row.reviews for row in rows} == dict(reviews)
        assert {row[:4]: row.milliseconds for row in rows} == {key: times[key] for key in reviews}
        assert [row.day for row in rows] == sorted(row.day for row in rows)
        found = {row.hour: (row.reviews, row.passed) for row in rollup.hours(store.connection, cards=cards)}
        assert found == hours


def assert_foreseen_agrees(store: Store) -> None:
    for cards, card in ((None, ""), ('["one"]', "one")):
        foreseen = rollup.foreseen(store.connection, cards=cards)
        sums = {row[:2]: [row.billionths / 1e9, row.reviews, row.passed] for row in foreseen}
        assert sums == {key: pytest.approx(value) for key, value in recount_foreseen(store, card).items()}


@settings(max_examples=60)
@given(deeds=DEEDS)
def test_after_whatever_was_done_it_is_a_recount(
    tmp_path_factory: pytest.TempPathFactory, deeds: Any
) -> None:
    with new_store(tmp_path_factory.mktemp("rollup")) as store:
        do(store, deeds)
        assert_agrees(store)
        assert_foreseen_agrees(store)


def test_two_devices_merge_to_one_count(tmp_path: Path) -> None:
    with new_store(tmp_path / "laptop") as laptop, new_store(tmp_path / "desk") as desk:
        answer(laptop, "one", seconds=3.0)
        undone = answer(laptop, "one", rating=1, seconds=2.0)
        answer(desk, "two", rating=2, seconds=4.5)
        memory.withdraw(laptop, undone, at=NOW + timedelta(hours=1), utc_offset=OFFSET)
        there = list(journal.events(laptop.connection))
        for _ in range(2):
            journal.merge(desk, there)
            assert_agrees(desk)
        assert sum(row.reviews for row in rollup.days(desk.connection)) == 2


def test_a_renamed_card_keeps_its_counts(store: Store) -> None:
    put_cards(store, a_card("old"))
    answer(store, "old")
    put_cards(store, a_card("one", was="old"))
    assert_agrees(store)


def test_days_begin_where_they_are_asked_to(store: Store) -> None:
    for day in (TODAY - 2, TODAY - 1, TODAY):
        answer(store, f"card-{day}", day=day)
    assert [row.day for row in rollup.days(store.connection, TODAY - 1)] == [TODAY - 1, TODAY]
    assert sum(row.reviews for row in rollup.hours(store.connection, TODAY - 1)) == 2


def test_cards_of_a_day_are_counted_once(store: Store) -> None:
    for card in ("one", "one", "two"):
        answer(store, card)
    assert rollup.count_cards(store.connection, TODAY) == 2
    assert rollup.count_cards(store.connection, TODAY - 1) == 0


def test_what_was_reviewed_before_there_was_a_rollup_is_counted_by_the_upgrade(tmp_path: Path) -> None:
    path = older_schema(tmp_path, 5)
    at = int(datetime(2026, 7, 28, 22, 30, tzinfo=UTC).timestamp() * 1e6)
    phases = (None, "'learning'", "'review'", "'relearning'")
    rows = [
        f"('e', {n}, 'one', {at}, 120, {TODAY}, {1 + n % 4}, NULL, NULL, NULL, {phases[n % 4] or 'NULL'},"
        f" {(0, 1, 30)[n % 3]}, {('NULL', '1.5', '0.0004')[n % 3]}, 1.0, 5.0)"
        for n in range(24)
    ]
    with closing(connect(path, foreign_keys=False)) as connection, transaction(connection, "IMMEDIATE"):
        for n, row in enumerate(rows):
            key = f"e{n}"
            connection.exec_driver_sql(
                f"INSERT INTO event VALUES ('{key}', 'review', 'one', 'here', {n + 9}, {at}, 120, '{{}}')"
            )
            connection.exec_driver_sql(
                f"INSERT INTO review VALUES {row.replace(chr(39) + 'e' + chr(39), repr(key))}"
            )
    with new_store(tmp_path) as store:
        assert_agrees(store)
        assert [row.hour for row in rollup.hours(store.connection)] == [0], "half past midnight over there"


def test_what_was_expected_of_earlier_reviews_is_computed_by_the_upgrade(tmp_path: Path) -> None:
    path = older_schema(tmp_path, 7)
    steps = (("NULL", "NULL", 3), ("0", "'learning'", 3), ("4", "'review'", 1), ("NULL", "NULL", 3))
    with closing(connect(path, foreign_keys=False)) as connection, transaction(connection, "IMMEDIATE"):
        for n, (elapsed, phase, rating) in enumerate(steps):
            connection.exec_driver_sql(
                f"INSERT INTO event VALUES ('e{n}', 'review', 'one', 'here', {n + 9}, 1, 0, '{{}}')"
            )
            connection.exec_driver_sql(
                f"INSERT INTO review VALUES ('e{n}', {n + 9}, 'one', 1, 0, {TODAY + n}, {rating}, NULL, NULL,"
                f" {elapsed}, {phase}, 0, NULL, {2.0 + n}, 5.0)"
            )
    with new_store(tmp_path) as store:
        (row,) = rollup.foreseen(store.connection)
        assert (row.day, row.reviews, row.passed) == (TODAY + 2, 1, 0), "the one that a memory was behind"
        assert row.billionths / 1e9 == pytest.approx(retrievability(3.0, 4))


def test_cards_of_new_events_are_told_and_a_rename_tells_of_everything(store: Store) -> None:
    put_cards(store, a_card("old"))
    answer(store, "old")
    seen = newest(store.connection)
    assert touched(store.connection, seen) == set()
    answer(store, "two")
    assert touched(store.connection, seen) == {"two"}
    assert [row[0] for row in due_rows(store.connection, 0, ["two", "none"])] == ["two"]
    put_cards(store, a_card("new", was="old"))
    assert touched(store.connection, seen) is None
    assert {row[0] for row in strengths(store.connection, 0)} == {"new", "two"}


def test_the_rollup_is_read_without_touching_a_review(store: Store) -> None:
    for table in ("daily", "hourly", "foreseen"):
        query = f"SELECT * FROM {table} WHERE day >= 3"
        with closing(sqlite3.connect(store.path)) as connection:
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert plan
        assert all("SEARCH" in step and "PRIMARY KEY" in step for step in plan)
