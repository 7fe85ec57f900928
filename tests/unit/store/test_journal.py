"""The journal: typed, ordered, appended to, and read back as it was written."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from studyapp.schedule.fsrs import DEFAULT_WEIGHTS
from studyapp.store import journal, marks, memory
from studyapp.store.engine import Store
from studyapp.store.events import (
    Adopted,
    Body,
    Bury,
    Edit,
    Flag,
    Renamed,
    Reset,
    Resume,
    Review,
    Suspend,
    Void,
)
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, graded, new_store, put_cards

FULL = graded(
    "one",
    rating=2,
    rating_from="learner",
    proposed=3,
    answer="the sum, ∑ and 🙂",
    confidence=0.75,
    seconds=4.25,
    seed=2**62,
    arguments={"passes": 3, "dtype": "bfloat16", "names": ["a", None]},
    run="a-run",
    elapsed_days=7,
    interval_before=6,
    due_at=NOW + timedelta(minutes=10),
    reason="a step",
)
BODIES: tuple[Body, ...] = (
    FULL,
    Void(card="one", event="x"),
    Reset(card="one"),
    Suspend(card="one"),
    Resume(card="one"),
    Bury(card="one", until=TODAY + 1),
    Flag(card="one", flag=3),
    Edit(card="one", answer_hash="h2", keep=True),
    Renamed(card="two", was="one"),
    Adopted(name="fitted", parameters=DEFAULT_WEIGHTS),
)


def say(store: Store, body: Body, at: datetime = NOW) -> str:
    return journal.append(store, body, at=at, utc_offset=OFFSET)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.kind)
def test_an_event_is_read_back_as_it_was_written(store: Store, body: Body) -> None:
    key = say(store, body)
    (event,) = journal.events(store.connection)
    assert (event.id, event.body, event.at, event.utc_offset) == (key, body, NOW, OFFSET)
    assert (event.device, event.card) == (store.device, getattr(body, "card", None))


WRONG: tuple[dict[str, Any], ...] = (
    {"rating": 5},
    {"rating": 0},
    {"due_day": None},
    {"due_at": NOW, "due_day": 3},
    {"due_at": datetime(2026, 7, 28), "due_day": None},
    {"stability": float("nan")},
    {"confidence": 1.5},
    {"elapsed_days": -1},
    {"phase": "forgotten"},
    {"mood": "good"},
)


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_review_that_makes_no_sense_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Review(**graded("one").model_dump() | wrong)


def test_a_time_without_a_zone_is_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        say(store, Suspend(card="one"), at=datetime(2026, 7, 28))
    assert list(journal.events(store.connection)) == []


def test_half_a_character_does_not_keep_an_answer_from_being_saved(store: Store) -> None:
    answer(store, "one", answer="bro\udce2ken\0 \x1b[31m")
    event = journal.last_deed(store.connection)
    assert event is not None
    assert isinstance(event.body, Review)
    assert event.body.answer == "bro?ken\0 \x1b[31m"


def test_events_keep_their_order_when_the_clock_goes_back(store: Store) -> None:
    times = [NOW, NOW - timedelta(days=1), NOW - timedelta(days=1), NOW + timedelta(seconds=1)]
    written = [say(store, Flag(card="one", flag=flag), at) for flag, at in enumerate(times)]
    read = list(journal.events(store.connection))
    assert [event.id for event in read] == written
    assert [event.at for event in read] == times
    assert sorted({event.hlc for event in read}) == [event.hlc for event in read]


def test_the_order_goes_on_after_a_restart_with_the_clock_set_back(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        first = say(store, Suspend(card="one"), at=NOW + timedelta(days=3650))
    with new_store(tmp_path) as store:
        second = say(store, Resume(card="one"))
        assert [event.id for event in journal.events(store.connection)] == [first, second]


def test_the_events_of_one_card_are_its_own(store: Store) -> None:
    say(store, Suspend(card="one"))
    mine = say(store, Suspend(card="two"))
    say(store, Adopted(name="fitted", parameters=DEFAULT_WEIGHTS))
    assert [event.id for event in journal.events(store.connection, "two")] == [mine]


def test_the_history_of_a_renamed_card_is_found_by_all_its_ids(store: Store) -> None:
    kept = [say(store, Suspend(card="a")), say(store, Renamed(card="b", was="a"))]
    kept += [say(store, Flag(card="b", flag=1)), say(store, Renamed(card="c", was="b"))]
    assert [event.id for event in journal.events(store.connection, "c")] == kept
    assert journal.ids_of(store.connection, "c") == ["c", "b", "a"]


def test_ids_that_were_swapped_back_and_forth_end(store: Store) -> None:
    say(store, Renamed(card="b", was="a"))
    say(store, Renamed(card="a", was="b"))
    assert journal.ids_of(store.connection, "a") == ["a", "b"]


def test_the_last_deed_is_the_newest_review_that_was_not_undone(store: Store) -> None:
    assert journal.last_deed(store.connection) is None
    first, second = answer(store, "one"), answer(store, "two")
    for expected in (second, first):
        event = journal.last_deed(store.connection)
        assert event is not None
        assert event.id == expected
        memory.withdraw(store, expected, at=NOW, utc_offset=OFFSET)
    assert journal.last_deed(store.connection) is None


def test_a_review_is_a_row_for_statistics(store: Store) -> None:
    key = journal.append(store, FULL, at=NOW, utc_offset=OFFSET)
    (row,) = standing_reviews(store.connection)
    assert dict(row._mapping) == {
        "event": key,
        "hlc": row.hlc,
        "card": "one",
        "at": NOW,
        "utc_offset": OFFSET,
        "day": TODAY,
        "rating": 2,
        "proposed": 3,
        "confidence": 0.75,
        "elapsed_days": 7,
        "phase": None,
        "interval": 6,
        "seconds": 4.25,
        "stability": 10.0,
        "difficulty": 5.0,
        "expected": None,
    }


def test_a_card_s_ratings_are_those_of_its_reviews_that_stand_oldest_first(store: Store) -> None:
    for rating, card in ((1, "one"), (2, "two"), (3, "one")):
        answer(store, card, rating=rating)
    memory.withdraw(store, answer(store, "one", rating=4), at=NOW, utc_offset=OFFSET)
    assert journal.ratings(store.connection, "one") == [1, 3]


def test_marks_follow_from_their_events(store: Store) -> None:
    say(store, Flag(card="one", flag=4))
    say(store, Suspend(card="one"))
    say(store, Bury(card="one", until=TODAY + 1))
    assert marks.get(store.connection, "one") == marks.Mark(True, TODAY + 1, 4)
    say(store, Resume(card="one"))
    assert marks.all_marks(store.connection) == {"one": marks.Mark(False, 0, 4)}
    assert marks.get(store.connection, "two") == marks.Mark()


def test_two_journals_merge_to_the_same_whichever_comes_first(tmp_path: Path) -> None:
    with new_store(tmp_path / "laptop") as laptop, new_store(tmp_path / "desk") as desk:
        for minute, device in enumerate((laptop, desk, laptop, desk)):
            answer(device, "one", at=NOW + timedelta(minutes=minute))
        undone = answer(laptop, "two", at=NOW + timedelta(hours=1))
        memory.withdraw(laptop, undone, at=NOW + timedelta(hours=2), utc_offset=OFFSET)
        say(desk, Flag(card="two", flag=5))
        there, here = list(journal.events(laptop.connection)), list(journal.events(desk.connection))
        assert journal.merge(desk, there) == {"one", "two"}
        assert journal.merge(desk, there) == set(), "twice is once"
        assert journal.merge(laptop, here) == {"one", "two"}
        for device in (laptop, desk):
            assert len(list(journal.events(device.connection))) == 7
            assert [row.at.minute for row in standing_reviews(device.connection)] == [0, 1, 2, 3]
            assert marks.get(device.connection, "two").flag == 5
        assert list(journal.events(laptop.connection)) == list(journal.events(desk.connection))


def test_reviews_under_an_earlier_id_on_another_device_join_the_renamed_card(tmp_path: Path) -> None:
    with new_store(tmp_path / "renamed") as renamed, new_store(tmp_path / "behind") as behind:
        put_cards(renamed, a_card("old"))
        put_cards(renamed, a_card("new", was="old"))
        answer(behind, "old", at=NOW + timedelta(days=1))
        assert journal.merge(renamed, list(journal.events(behind.connection))) == {"new"}
        assert [row.card for row in standing_reviews(renamed.connection)] == ["new"]
        row = memory.replay(renamed.connection, "new")
        assert row is not None
        assert (row.card, row.reps) == ("new", 1)


def test_an_event_after_a_merge_comes_after_all_of_both(tmp_path: Path) -> None:
    with new_store(tmp_path / "ahead") as ahead, new_store(tmp_path / "behind") as behind:
        say(ahead, Suspend(card="one"), at=NOW + timedelta(days=1))
        journal.merge(behind, list(journal.events(ahead.connection)))
        last = say(behind, Resume(card="one"))
        assert [event.id for event in journal.events(behind.connection)][-1] == last


def test_rebuilding_from_the_journal_changes_nothing(store: Store) -> None:
    put_cards(store, a_card("old"))
    answer(store, "old")
    say(store, Flag(card="old", flag=2))
    put_cards(store, a_card("new", was="old"))
    kept = answer(store, "new")
    undone = answer(store, "new")
    memory.withdraw(store, undone, at=NOW, utc_offset=OFFSET)
    before = standing_reviews(store.connection), marks.all_marks(store.connection)
    with store.write() as connection:
        journal.rebuild(connection)
    assert (standing_reviews(store.connection), marks.all_marks(store.connection)) == before
    assert {row.card for row in before[0]} == {"new"}
    assert before[0][-1].event == kept
