"""Adopted weights: every review stands by them, whatever else happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.schedule.fsrs import DEFAULT_NAME, DEFAULT_WEIGHTS, Memory, Rating, Weights, review
from studyapp.store import adopted, journal, memory
from studyapp.store.engine import Store
from studyapp.store.events import Adopted
from studyapp.store.refolding import find_drift, refold
from tests.learner import FORGETFUL
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, a_card, answer, new_store, put_cards

MINE = Adopted(name="mine", parameters=FORGETFUL)
DEFAULTS = Adopted(name=DEFAULT_NAME, parameters=DEFAULT_WEIGHTS)


def adopt(store: Store, weights: Adopted = MINE) -> None:
    journal.append(store, weights, at=NOW, utc_offset=OFFSET)


def fold(weights: Weights, *answers: tuple[Rating, int]) -> list[Memory]:
    """What is left behind by each of some answers, on days from today on."""
    found: list[Memory] = []
    last = 0
    for rating, day in answers:
        found.append(review(found[-1] if found else None, rating, day - last if found else None, weights))
        last = day
    return found


def left(store: Store, card: str = "one") -> list[Memory]:
    return [Memory(row.stability, row.difficulty) for row in standing_reviews(store.connection, card)]


def known(store: Store, card: str = "one") -> Memory | None:
    row = memory.get(store.connection, card)
    return Memory(row.stability, row.difficulty) if row else None


def answer_twice(store: Store) -> None:
    answer(store, "one", rating=3, parameters=DEFAULT_NAME)
    answer(store, "one", rating=1, day=TODAY + 9, elapsed_days=9, expected=0.9, parameters=DEFAULT_NAME)


TWICE = ((Rating.GOOD, 0), (Rating.AGAIN, 9))


def test_until_some_are_adopted_each_review_stands_as_it_was_saved(store: Store) -> None:
    answer(store, "one", stability=77.0)
    assert adopted.in_use(store.connection) is None
    with store.write() as connection:
        adopted.restate(connection)
    assert [one.stability for one in left(store)] == [77.0]


def test_what_was_learned_stands_by_them_and_due_dates_stay(store: Store) -> None:
    answer_twice(store)
    before = memory.get(store.connection, "one")
    adopt(store)
    assert adopted.in_use(store.connection) == ("mine", FORGETFUL)
    assert left(store) == fold(FORGETFUL, *TWICE)
    assert known(store) == fold(FORGETFUL, *TWICE)[-1]
    after = memory.get(store.connection, "one")
    assert before
    assert after
    assert (before.due_day, before.reps) == (after.due_day, after.reps)
    adopt(store, DEFAULTS)
    assert left(store) == fold(DEFAULT_WEIGHTS, *TWICE)


def test_what_is_undone_leaves_what_they_make_of_the_rest(store: Store) -> None:
    answer_twice(store)
    adopt(store)
    third = answer(store, "one", day=TODAY + 12, elapsed_days=3, expected=0.9, parameters="mine")
    memory.withdraw(store, third, at=NOW, utc_offset=OFFSET)
    assert known(store) == fold(FORGETFUL, *TWICE)[-1]


def test_a_card_that_was_started_again_begins_again(store: Store) -> None:
    answer_twice(store)
    memory.reset(store, "one", at=NOW, utc_offset=OFFSET)
    answer(store, "one", rating=4, day=TODAY + 20)
    adopt(store)
    assert left(store) == [*fold(FORGETFUL, *TWICE), *fold(FORGETFUL, (Rating.EASY, 20))]


def test_a_card_that_was_renamed_keeps_its_history(store: Store) -> None:
    put_cards(store, a_card("one"))
    answer_twice(store)
    adopt(store)
    put_cards(store, a_card("new", was="one"))
    assert known(store, "new") == fold(FORGETFUL, *TWICE)[-1]
    assert find_drift(store, mend=False) == {}


def test_a_former_id_that_another_card_has_now_tells_nothing_of_it(store: Store) -> None:
    put_cards(store, a_card("one"))
    answer_twice(store)
    put_cards(store, a_card("new", was="one"))
    put_cards(store, a_card("new"), a_card("one"))
    answer(store, "one", parameters=DEFAULT_NAME)
    third = answer(store, "new", day=TODAY + 12, elapsed_days=3, parameters=DEFAULT_NAME)
    memory.withdraw(store, third, at=NOW, utc_offset=OFFSET)
    assert (row := memory.get(store.connection, "new"))
    assert row.reps == len(TWICE)


def test_nothing_drifts(store: Store) -> None:
    answer_twice(store)
    adopt(store)
    answer(
        store,
        "two",
        parameters="mine",
        stability=FORGETFUL[2],
        difficulty=fold(FORGETFUL, TWICE[0])[0].difficulty,
    )
    assert find_drift(store, mend=False) == {}


def test_a_window_that_has_not_heard_of_them_saves_what_they_make_of_its_answer(store: Store) -> None:
    answer_twice(store)
    adopt(store)
    answer(store, "one", day=TODAY + 12, elapsed_days=3, expected=0.9, stability=1.0, parameters=DEFAULT_NAME)
    assert known(store) == fold(FORGETFUL, *TWICE, (Rating.GOOD, 12))[-1]
    assert find_drift(store, mend=False) == {}


@pytest.mark.parametrize("here", [True, False])
def test_they_come_along_to_another_machine(tmp_path: Path, *, here: bool) -> None:
    """Whether they were adopted there, or the answers came from there."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with new_store(tmp_path / "a") as mine, new_store(tmp_path / "b") as other:
        answer_twice(mine)
        answer(other, "two", parameters=DEFAULT_NAME)
        adopt(mine if here else other)
        with mine.write() as connection:
            refold(connection, journal.merge(mine, list(journal.events(other.connection))))
        assert adopted.in_use(mine.connection) == ("mine", FORGETFUL)
        assert known(mine) == fold(FORGETFUL, *TWICE)[-1]
        assert known(mine, "two") == fold(FORGETFUL, TWICE[0])[0]


def test_what_was_known_on_days_gone_by_is_computed_again(store: Store) -> None:
    answer_twice(store)
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO knowledge VALUES (1, 2.0, 3.0, 4)")
    adopt(store)
    assert store.connection.exec_driver_sql("SELECT count(*) FROM knowledge").scalar() == 0
