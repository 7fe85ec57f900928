"""The files say which cards there are; what the learner did with them is never lost by it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from studyapp.store import journal, marks, memory, queue, tables
from studyapp.store.cards import SyncReport, settle
from studyapp.store.engine import Store
from studyapp.store.events import Edit, Flag, Renamed
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, put_cards


def test_new_cards_are_added_and_the_same_again_changes_nothing(store: Store) -> None:
    rows = (a_card("one", tags=("a", "ü"), after=("two",)), a_card("two", claims=("c",)))
    assert put_cards(store, *rows) == SyncReport(added=("one", "two"))
    assert put_cards(store, *rows) == SyncReport()


def test_a_card_that_moved_is_reported_and_kept(store: Store) -> None:
    card = a_card("one")
    put_cards(store, card)
    answer(store, "one")
    before = memory.get(store.connection, "one")
    for moved in (replace(card, deck="other"), replace(card, position=4, tags=("t",), proof="p")):
        assert put_cards(store, moved) == SyncReport(changed=("one",))
    assert memory.get(store.connection, "one") == before
    row = store.connection.execute(select(tables.card)).one()
    assert (row.deck, row.position, row.tags, row.proof, row.seen) == ("deck", 4, ["t"], "p", 1)


def test_a_card_that_vanished_is_kept_out_of_the_queue_and_comes_back(store: Store) -> None:
    rows = (a_card("one"), a_card("two"))
    put_cards(store, *rows)
    answer(store, "one", due_day=TODAY)
    before = memory.get(store.connection, "one")
    assert put_cards(store) == SyncReport(vanished=("one", "two"))
    assert queue.review_cards(store.connection, TODAY) == []
    assert queue.new_cards(store.connection, TODAY) == []
    assert put_cards(store) == SyncReport()
    assert put_cards(store, *rows) == SyncReport(changed=("one", "two"), returned=("one", "two"))
    assert memory.get(store.connection, "one") == before
    assert queue.review_cards(store.connection, TODAY) == ["one"]


def test_a_renamed_card_takes_its_progress_and_marks_along(store: Store) -> None:
    put_cards(store, a_card("old"), a_card("other"))
    answer(store, "old")
    journal.append(store, Flag(card="old", flag=2), at=NOW, utc_offset=OFFSET)
    before = memory.get(store.connection, "old")
    assert before is not None
    rows = (a_card("new", was="old"), a_card("other"))
    assert put_cards(store, *rows) == SyncReport(renamed=(("old", "new"),))
    assert put_cards(store, *rows) == SyncReport(), "the mention of the old id may stay"
    assert memory.get(store.connection, "new") == replace(before, card="new")
    assert memory.get(store.connection, "new") == memory.replay(store.connection, "new")
    assert memory.get(store.connection, "old") is None
    assert marks.get(store.connection, "new").flag == 2
    assert [row.card for row in standing_reviews(store.connection)] == ["new"]
    assert [type(event.body) for event in journal.events(store.connection, "new")][-1] is Renamed


def test_a_card_renamed_after_a_first_look_under_its_new_id_still_takes_its_progress(store: Store) -> None:
    put_cards(store, a_card("old"))
    answer(store, "old")
    put_cards(store, a_card("new"))
    assert put_cards(store, a_card("new", was="old")).renamed == (("old", "new"),)
    row = memory.get(store.connection, "new")
    assert row is not None
    assert row.reps == 1


def test_a_rename_does_not_overwrite_progress_of_the_new_id(store: Store) -> None:
    put_cards(store, a_card("old"), a_card("new"))
    for card in ("old", "new", "new"):
        answer(store, card)
    assert put_cards(store, a_card("new", was="old")) == SyncReport(vanished=("old",))
    rows = memory.all_rows(store.connection)
    assert {card: row.reps for card, row in rows.items()} == {"old": 1, "new": 2}


def test_a_card_whose_old_id_is_still_used_is_no_rename(store: Store) -> None:
    put_cards(store, a_card("old"))
    answer(store, "old")
    assert put_cards(store, a_card("old"), a_card("new", was="old")) == SyncReport(added=("new",))
    assert memory.get(store.connection, "old") is not None


def test_a_changed_answer_of_a_card_never_reviewed_is_only_a_change(store: Store) -> None:
    put_cards(store, a_card("one"))
    assert put_cards(store, a_card("one", answer_hash="h2")) == SyncReport(changed=("one",))
    answer(store, "one")
    assert put_cards(store, a_card("one", answer_hash="h2")) == SyncReport()


def test_a_changed_answer_of_a_reviewed_card_is_asked_about_until_it_is_settled(store: Store) -> None:
    put_cards(store, a_card("one"))
    answer(store, "one")
    edited = a_card("one", answer_hash="h2")
    assert put_cards(store, edited) == put_cards(store, edited) == SyncReport(answers=("one",))
    settle(store, "one", "h2", keep=True, at=NOW, utc_offset=OFFSET)
    assert put_cards(store, edited) == SyncReport()
    assert memory.get(store.connection, "one") is not None
    last = list(journal.events(store.connection, "one"))[-1]
    assert last.body == Edit(card="one", answer_hash="h2", keep=True)


def test_a_changed_answer_may_start_the_card_again(store: Store) -> None:
    put_cards(store, a_card("one"))
    answer(store, "one")
    settle(store, "one", "h2", keep=False, at=NOW, utc_offset=OFFSET)
    assert put_cards(store, a_card("one", answer_hash="h2")) == SyncReport()
    assert memory.get(store.connection, "one") is None
    assert queue.new_cards(store.connection, TODAY) == ["one"]


def test_an_answer_changed_together_with_the_id_is_asked_about_too(store: Store) -> None:
    put_cards(store, a_card("old"))
    answer(store, "old")
    report = put_cards(store, a_card("new", was="old", answer_hash="h2"))
    assert report == SyncReport(renamed=(("old", "new"),), answers=("new",))


def test_a_card_that_was_reviewed_before_the_files_had_it_is_not_new(store: Store) -> None:
    answer(store, "one")  # on another device, say
    put_cards(store, a_card("one"))
    assert queue.new_cards(store.connection, TODAY) == []


def test_of_two_cards_with_one_id_the_first_counts(store: Store) -> None:
    put_cards(store, a_card("one", deck="first"), a_card("one", deck="second"))
    assert store.connection.scalars(select(tables.card.c.deck)).all() == ["first"]
