"""What is done to a card besides reviewing it: kept in the journal, and taken back like a review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from studyapp.store import journal, marks, memory, undoing
from studyapp.store.engine import Store
from studyapp.store.errors import NothingToUndoError
from studyapp.store.events import Body, Bury, Flag, Marked, Noted, Practised, Renamed, Resume, Suspend
from studyapp.store.marks import Mark
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, answer


def do(store: Store, *bodies: Body) -> None:
    for number, body in enumerate(bodies):
        journal.append(store, body, at=NOW + timedelta(seconds=number), utc_offset=OFFSET)


def undo(store: Store) -> str:
    return undoing.undo(store, at=NOW + timedelta(hours=1), utc_offset=OFFSET).deed.body.kind


def test_acts_and_reviews_are_undone_newest_first(store: Store) -> None:
    answer(store, "one")
    do(store, Flag(card="one", flag=3), Suspend(card="one"), Noted(card="one", note="mind the sign"))
    assert [undo(store) for _ in range(4)] == ["noted", "suspend", "flag", "review"]
    assert marks.get(store.connection, "one") == Mark()
    assert memory.get(store.connection, "one") is None
    with pytest.raises(NothingToUndoError):
        undo(store)


def test_an_undone_mark_is_what_the_acts_before_it_made(store: Store) -> None:
    do(store, Flag(card="one", flag=1), Flag(card="one", flag=2), Suspend(card="one"), Resume(card="one"))
    undo(store)
    assert marks.get(store.connection, "one") == Mark(suspended=True, flag=2)
    undo(store)
    undo(store)
    assert marks.get(store.connection, "one") == Mark(flag=1)


def test_the_acts_of_one_batch_are_undone_together(store: Store) -> None:
    do(store, Suspend(card="one"), *(Suspend(card=card, batch="b") for card in ("two", "three")))
    undo(store)
    suspended = {card for card, mark in marks.all_marks(store.connection).items() if mark.suspended}
    assert suspended == {"one"}


def test_starting_again_undone_brings_the_memory_back(store: Store) -> None:
    answer(store, "one")
    before = memory.get(store.connection, "one")
    memory.reset(store, "one", at=NOW, utc_offset=OFFSET)
    assert memory.get(store.connection, "one") is None
    undo(store)
    assert memory.get(store.connection, "one") == before == memory.replay(store.connection, "one")


def test_practice_moves_nothing_and_is_undone_too(store: Store) -> None:
    answer(store, "one")
    before = memory.get(store.connection, "one")
    do(store, Practised(card="one", rating=1))
    assert memory.get(store.connection, "one") == before
    assert len(standing_reviews(store.connection)) == 1
    assert undo(store) == "practised"


def test_acts_survive_a_rebuild_and_follow_a_renamed_card(store: Store) -> None:
    do(
        store,
        Marked(card="old", marked=True),
        Noted(card="old", note="hm"),
        Bury(card="old", until=TODAY + 1),
    )
    undo(store)
    do(store, Renamed(card="new", was="old"))
    with store.write() as connection:
        journal.rebuild(connection)
    assert marks.get(store.connection, "new") == Mark(marked=True, note="hm")
    undo(store)
    assert marks.get(store.connection, "new") == Mark(marked=True)


def test_half_a_character_does_not_keep_a_note_from_being_saved(store: Store) -> None:
    do(store, Noted(card="one", note="x\udc80"))
    assert marks.get(store.connection, "one").note == "x?"
