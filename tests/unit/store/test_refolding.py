"""All that follows from the journal is made again from it, and is what it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from studyapp.store import journal, memory
from studyapp.store.engine import Store
from studyapp.store.refolding import find_drift, refold
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, new_store, put_cards


def take_in(store: Store, other: Store) -> None:
    with store.write() as connection:
        refold(connection, journal.merge(store, list(journal.events(other.connection))))


def test_nothing_drifts_that_studyapp_wrote(store: Store) -> None:
    put_cards(store, a_card("old"), a_card("two"))
    answer(store, "old", seconds=1.25)
    answer(store, "old", day=TODAY + 9, elapsed_days=9, expected=0.9)
    undone = answer(store, "two")
    memory.withdraw(store, undone, at=NOW, utc_offset=OFFSET)
    answer(store, "two")
    memory.reset(store, "two", at=NOW, utc_offset=OFFSET)
    put_cards(store, a_card("new", was="old"), a_card("two"))
    assert find_drift(store, mend=False) == {}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("memory", "UPDATE memory SET difficulty = 1"),
        ("memory", "DELETE FROM memory"),
        ("review", "UPDATE review SET rating = 1"),
        ("foreseen", "UPDATE foreseen SET passed = 0"),
        ("hourly", "INSERT INTO hourly VALUES (9, 9, 9, 9)"),
    ],
)
def test_what_differs_is_found_and_mended(store: Store, table: str, change: str) -> None:
    answer(store, "one")
    answer(store, "one", day=TODAY + 9, elapsed_days=9, expected=0.9)
    before = memory.all_rows(store.connection), standing_reviews(store.connection)
    with store.write() as connection:
        connection.execute(text(change))
    assert find_drift(store, mend=False) == {table: 1} or table == "review"
    assert table in find_drift(store, mend=True)
    assert find_drift(store, mend=False) == {}
    assert (memory.all_rows(store.connection), standing_reviews(store.connection)) == before


def test_what_was_foreseen_before_events_said_it_is_foreseen_again(store: Store) -> None:
    answer(store, "one", stability=9.0)
    answer(store, "one", day=TODAY + 9, elapsed_days=9)  # at its stability's age, nine in ten are recalled
    with store.write() as connection:
        journal.rebuild(connection)
    found = store.connection.execute(text("SELECT expected FROM review ORDER BY hlc")).scalars().all()
    assert found == [None, pytest.approx(0.9)]


@pytest.mark.parametrize("renamer_first", [True, False])
def test_a_card_renamed_on_one_machine_has_one_memory_on_both(tmp_path: Path, renamer_first: bool) -> None:
    with new_store(tmp_path / "renamer") as renamer, new_store(tmp_path / "behind") as behind:
        put_cards(renamer, a_card("old"))
        put_cards(behind, a_card("old"))
        answer(renamer, "old")
        put_cards(renamer, a_card("new", was="old"))
        answer(behind, "old", at=NOW + timedelta(days=1))
        for store, other in ((renamer, behind), (behind, renamer))[:: 1 if renamer_first else -1]:
            take_in(store, other)
        put_cards(behind, a_card("new", was="old"))
        for store in (renamer, behind):
            assert {card: row.reps for card, row in memory.all_rows(store.connection).items()} == {"new": 2}
            assert find_drift(store, mend=False) == {}
