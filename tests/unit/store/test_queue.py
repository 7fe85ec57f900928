"""What is due, what is new, what comes next; and that an index answers it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Executable

from studyapp.store import journal, memory, queue
from studyapp.store.engine import Store
from studyapp.store.events import Body, Bury, Resume, Suspend
from studyapp.store.queue import Counts, Upcoming
from studyapp.store.scope import ALL, Scope
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, put_cards

MINUTE = timedelta(minutes=1)


def mark(store: Store, body: Body) -> None:
    journal.append(store, body, at=NOW, utc_offset=OFFSET)


def due(store: Store, **days: int) -> None:
    """Put cards of one deck and review each, to be due on a day counted from today."""
    put_cards(store, *(a_card(name) for name in days))
    for name, day in days.items():
        answer(store, name, day=TODAY - 30, due_day=TODAY + day)


def test_a_card_is_due_from_its_day_on_the_longest_due_first(store: Store) -> None:
    due(store, later=1, today=0, missed=-3)
    assert queue.review_cards(store.connection, TODAY, limit=9) == ["missed", "today"]
    assert queue.review_cards(store.connection, TODAY) == ["missed"]
    assert queue.review_cards(store.connection, TODAY - 4) == []


def test_a_learning_step_is_due_at_its_instant(store: Store) -> None:
    put_cards(store, a_card("one"), a_card("two"))
    answer(store, "one", due_at=NOW + 2 * MINUTE)
    answer(store, "two", due_at=NOW + MINUTE)
    assert queue.learning_cards(store.connection, NOW, TODAY) == []
    assert queue.learning_cards(store.connection, NOW + MINUTE, TODAY, limit=9) == ["two"]
    assert queue.learning_cards(store.connection, NOW + 2 * MINUTE, TODAY, limit=9) == ["two", "one"]
    assert queue.review_cards(store.connection, TODAY + 99) == []


def test_new_cards_come_in_the_order_of_the_library(store: Store) -> None:
    put_cards(store, a_card("b", position=1), a_card("a", position=2), a_card("c", position=0))
    assert queue.new_cards(store.connection, TODAY, limit=9) == ["c", "b", "a"]
    answer(store, "c")
    assert queue.new_cards(store.connection, TODAY) == ["b"]


def test_a_new_card_waits_for_all_that_it_needs(store: Store) -> None:
    last = a_card("last", after=("first", "second", "no-such-card"))
    put_cards(store, last, a_card("first", position=1), a_card("second", position=2))
    assert queue.new_cards(store.connection, TODAY, limit=9) == ["first", "second"]
    answer(store, "first")
    assert queue.new_cards(store.connection, TODAY, limit=9) == ["second"]
    second = answer(store, "second")
    assert queue.new_cards(store.connection, TODAY) == ["last"]
    memory.withdraw(store, second, at=NOW, utc_offset=OFFSET)
    assert queue.new_cards(store.connection, TODAY, limit=9) == ["second"]


def test_a_suspended_card_comes_no_more_until_it_is_resumed(store: Store) -> None:
    due(store, one=0)
    put_cards(store, a_card("one"), a_card("two"))
    for name in ("one", "two"):
        mark(store, Suspend(card=name))
    assert queue.counts(store.connection, NOW, TODAY) == {}
    assert queue.review_cards(store.connection, TODAY) == queue.new_cards(store.connection, TODAY) == []
    for name in ("one", "two"):
        mark(store, Resume(card=name))
    assert queue.counts(store.connection, NOW, TODAY) == {"deck": Counts(new=1, due=1)}


def test_a_buried_card_is_back_on_its_day(store: Store) -> None:
    due(store, one=0)
    mark(store, Bury(card="one", until=TODAY + 1))
    assert queue.review_cards(store.connection, TODAY) == []
    assert queue.review_cards(store.connection, TODAY + 1) == ["one"]


def test_a_deck_holds_its_own_cards_and_those_of_the_folder_of_its_name(store: Store) -> None:
    decks = ("torch", "torch/grad", "torch/grad/deep", "torchvision", "numpy")
    put_cards(store, *(a_card(f"{kind}{deck}", deck) for kind in ("", "new-") for deck in decks))
    for deck in decks:
        answer(store, deck, due_day=TODAY)
    inside = ["torch", "torch/grad", "torch/grad/deep"]
    assert queue.review_cards(store.connection, TODAY, Scope("torch"), limit=9) == inside
    assert queue.new_cards(store.connection, TODAY, Scope("torch"), limit=9) == [
        f"new-{deck}" for deck in inside
    ]
    assert queue.introduced(store.connection, TODAY, Scope("torch")) == 3
    assert queue.introduced(store.connection, TODAY) == 5
    counted = queue.counts(store.connection, NOW, TODAY, Scope("torch/grad"))
    assert counted == {deck: Counts(new=1, due=1) for deck in inside[1:]}


def test_the_counts_are_what_the_lists_hold(store: Store) -> None:
    put_cards(store, *(a_card(f"card-{number}", f"deck-{number % 2}", number) for number in range(12)))
    for number in range(4):
        answer(store, f"card-{number}", due_at=NOW + (number - 2) * MINUTE)
    for number in range(4, 9):
        answer(store, f"card-{number}", due_day=TODAY + number - 6)
    counted = queue.counts(store.connection, NOW, TODAY)
    assert counted == {"deck-0": Counts(new=1, learning=2, due=2), "deck-1": Counts(new=2, learning=1, due=1)}
    for deck, counts in counted.items():
        assert len(queue.new_cards(store.connection, TODAY, Scope(deck), limit=99)) == counts.new
        assert (
            len(queue.learning_cards(store.connection, NOW, TODAY, Scope(deck), limit=99)) == counts.learning
        )
        assert len(queue.review_cards(store.connection, TODAY, Scope(deck), limit=99)) == counts.due


def test_new_cards_are_counted_up_to_what_a_day_brings(store: Store) -> None:
    put_cards(store, *(a_card(f"card-{number}", f"deck-{number % 2}", number) for number in range(9)))
    by_deck = {most: queue.counts(store.connection, NOW, TODAY, most=most) for most in (0, 3, 9)}
    assert by_deck[0] == {}
    assert by_deck[3] == {"deck-0": Counts(new=3), "deck-1": Counts(new=3)}
    assert by_deck[9] == {"deck-0": Counts(new=5), "deck-1": Counts(new=4)}


def test_a_card_counts_as_introduced_on_the_day_of_its_first_review(store: Store) -> None:
    put_cards(store, a_card("one"), a_card("two"))
    answer(store, "one", day=TODAY - 1)
    answer(store, "one", day=TODAY)
    key = answer(store, "two", day=TODAY)
    assert queue.introduced(store.connection, TODAY) == 1
    memory.withdraw(store, key, at=NOW, utc_offset=OFFSET)
    assert queue.introduced(store.connection, TODAY) == 0


def test_what_comes_next_is_an_instant_and_a_day(store: Store) -> None:
    assert queue.upcoming(store.connection, NOW, TODAY) == Upcoming(None, None)
    due(store, now=0, later=5, much_later=9)
    assert queue.upcoming(store.connection, NOW, TODAY) == Upcoming(None, TODAY + 5)
    put_cards(store, *(a_card(name) for name in ("now", "later", "step")))
    answer(store, "step", due_at=NOW + 7 * MINUTE)
    assert queue.upcoming(store.connection, NOW, TODAY) == Upcoming(NOW + 7 * MINUTE, TODAY + 5)
    assert queue.upcoming(store.connection, NOW + 7 * MINUTE, TODAY + 5) == Upcoming(None, None)


def test_what_comes_next_may_be_a_card_that_was_buried(store: Store) -> None:
    due(store, one=0, two=5)
    mark(store, Bury(card="one", until=TODAY + 1))
    assert queue.upcoming(store.connection, NOW, TODAY).day == TODAY + 1
    mark(store, Suspend(card="one"))
    assert queue.upcoming(store.connection, NOW, TODAY).day == TODAY + 5


HOT = {
    "memory_due_at": (queue.LEARNING, queue.NEXT_AT, queue.COUNTS),
    "memory_due_day": (queue.REVIEW, queue.NEXT_DAY, queue.COUNTS),
    "card_new": (queue.UNSEEN,),
    "card_new_deck": (queue.COUNTS,),
    "memory_first_day": (queue.INTRODUCED,),
}


@pytest.mark.parametrize(("index", "query"), [(name, query) for name, hot in HOT.items() for query in hot])
def test_an_index_answers_and_nothing_is_sorted_or_read_whole(
    store: Store, index: str, query: Executable
) -> None:
    values = {"now": 0, "limit": 1, "most": 1, **ALL.values(0)}
    rows = store.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    plan = [row.detail for row in rows]
    assert any(f"INDEX {index} " in f"{step} " for step in plan), plan
    scanned = {step.split()[1] for step in plan if step.startswith("SCAN")} & {"card", "memory"}
    assert scanned <= ({"card"} if index == "card_new" or query is queue.COUNTS else set()), plan
    if query is not queue.COUNTS:
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_the_last_review_and_a_cards_events_are_found_by_an_index(store: Store) -> None:
    for sql, index in (
        ("SELECT event FROM review ORDER BY hlc DESC LIMIT 1", "review_order"),
        ("SELECT max(hlc) FROM event", "event_order"),
        ("SELECT * FROM event WHERE card IN (?) ORDER BY hlc, device", "event_card"),
    ):
        values = ("one",) if "?" in sql else ()
        plan = store.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
        assert any(index in row.detail for row in plan), plan
