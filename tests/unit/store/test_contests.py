"""Which proofs are contested: derived from the runs, and kept for the queue."""

from __future__ import annotations

from typing import Any

from studyapp.store import contests, queue, runs
from studyapp.store.contests import NEEDED, Contest
from studyapp.store.engine import Store
from studyapp.store.queue import Counts
from studyapp.store.runs import Run
from tests.unit.store.samples import NOW, TODAY, a_card, answer, put_cards
from tests.unit.store.test_runs import ran

TORCH = "2.14.0+cpu"


def keep(store: Store, verdict: str, seed: int, proof: str = "a", **fields: Any) -> Run:
    values: dict[str, Any] = {"id": f"{proof} {verdict} {seed} {fields}", "torch": TORCH, "plain": True}
    run = ran(proof, 0, verdict=verdict, seed=seed, **values | fields)
    runs.add(store, run)
    return run


def refute(store: Store, proof: str = "a", count: int = NEEDED, **fields: Any) -> Run:
    """Keep runs on as many seeds, all refuted; return the last."""
    return [keep(store, "refuted", seed, proof, **fields) for seed in range(count)][-1]


def found(store: Store, torch: str = TORCH) -> list[str]:
    return [contest.proof for contest in contests.find(store.connection, torch)]


def test_four_seeds_that_all_refute_make_a_contest(store: Store) -> None:
    keep(store, "confirmed", 9)
    assert found(store) == []
    refute(store, count=3)
    assert found(store) == []
    last = keep(store, "refuted", 3)
    assert contests.find(store.connection, TORCH) == [Contest("a", "abc", "cpu", 1, NEEDED, last.id)]


def test_one_seed_many_times_makes_none(store: Store) -> None:
    for number in range(9):
        keep(store, "refuted", 1, id=f"{number}")
    assert found(store) == []


def test_a_confirmation_among_them_or_after_them_settles_it(store: Store) -> None:
    refute(store, count=3)
    keep(store, "confirmed", 8)
    keep(store, "refuted", 9)
    assert found(store) == []
    refute(store, "b")
    keep(store, "confirmed", 8, "b")
    assert found(store) == []


def test_what_ended_otherwise_settles_nothing(store: Store) -> None:
    refute(store, count=2)
    keep(store, "timed out", 7)
    keep(store, "error", 8)
    assert found(store) == []
    keep(store, "refuted", 9)
    keep(store, "refuted", 10)
    assert found(store) == ["a"]


def test_only_plain_runs_count(store: Store) -> None:
    refute(store, plain=False)
    assert found(store) == []
    refute(store, "b")
    keep(store, "confirmed", 9, "b", plain=False)
    assert found(store) == ["b"]


def test_another_torch_device_content_or_number_of_ranks_is_another_question(store: Store) -> None:
    refute(store)
    assert found(store, "2.13.0+cpu") == []
    others: list[dict[str, Any]] = [
        {"torch": "2.13.0"},
        {"device": "cuda"},
        {"source_hash": "def"},
        {"world": 2},
    ]
    for number, fields in enumerate(others):
        keep(store, "confirmed", 20 + number, **fields)
    assert found(store) == ["a"]
    refute(store, "b", count=3)
    keep(store, "refuted", 9, "b", device="cuda")
    assert found(store) == ["a"]


def test_the_list_is_replaced_and_read_back(store: Store) -> None:
    one, two = keep(store, "refuted", 1), keep(store, "refuted", 1, "b")
    with store.write() as connection:
        contests.put(connection, {"a": one.id})
        contests.put(connection, {"b": two.id, "a": two.id})
    assert contests.current(store.connection) == {"a": two.id, "b": two.id}
    assert contests.is_contested(store.connection, "a")
    with store.write() as connection:
        contests.put(connection, {})
    assert not contests.is_contested(store.connection, "a")


def test_the_evidence_before_is_the_last_confirmed_run_of_the_same_content_on_any_torch(store: Store) -> None:
    refuted = refute(store)
    assert contests.before(store.connection, refuted) is None
    kept = [
        keep(store, "confirmed", 20, torch="2.12.0"),
        keep(store, "confirmed", 21, torch="2.13.0"),
        keep(store, "confirmed", 22, source_hash="def"),
        keep(store, "confirmed", 23, variant="halved", plain=False),
    ]
    assert contests.before(store.connection, refuted) == kept[1]
    keep(store, "confirmed", 24, device="cuda")
    assert contests.before(store.connection, refuted) == kept[1]
    assert contests.before(store.connection, refute(store, world=2)) is not None


def contest(store: Store, proof: str = "p") -> None:
    with store.write() as connection:
        contests.put(connection, {proof: refute(store, proof).id})


def test_a_contested_card_is_not_introduced(store: Store) -> None:
    put_cards(store, a_card("doubted", proof="p"), a_card("plain", position=1), a_card("other", proof="q"))
    assert queue.counts(store.connection, NOW, TODAY) == {"deck": Counts(new=3)}
    contest(store)
    assert queue.new_cards(store.connection, TODAY, limit=9) == ["other", "plain"]
    assert queue.counts(store.connection, NOW, TODAY) == {"deck": Counts(new=2)}


def test_a_contested_card_that_is_due_keeps_coming(store: Store) -> None:
    put_cards(store, a_card("due", proof="p"), a_card("step", proof="p"))
    answer(store, "due", due_day=TODAY)
    answer(store, "step", due_at=NOW)
    contest(store)
    assert queue.review_cards(store.connection, TODAY) == ["due"]
    assert queue.learning_cards(store.connection, NOW, TODAY) == ["step"]


def test_chosen_cards_are_found_due_or_not_and_new_ones_too(store: Store) -> None:
    put_cards(store, *(a_card(name, proof="p") for name in ("new", "later", "due", "hidden", "other")))
    answer(store, "due", due_day=TODAY)
    answer(store, "later", due_day=TODAY + 9)
    contest(store)
    store.connection.exec_driver_sql("INSERT INTO mark (card, suspended) VALUES ('hidden', 1)")
    names = ["new", "later", "due", "hidden", "gone"]
    rows = queue.chosen_cards(store.connection, TODAY, names)
    assert {row.card: (row.due_day, row.is_new) for row in rows} == {
        "new": (None, True),
        "later": (TODAY + 9, False),
        "due": (TODAY, False),
    }


def test_the_question_is_answered_from_indexes(store: Store) -> None:
    plan = [
        row.detail
        for row in store.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {contests.FIND}", {"torch": TORCH})
    ]
    assert any("INDEX run_refuted (torch=?)" in step for step in plan), plan
    assert any("INDEX run_confirmed (proof=? AND source_hash=?" in step for step in plan), plan
    assert not any(step.startswith("SCAN") for step in plan), plan
