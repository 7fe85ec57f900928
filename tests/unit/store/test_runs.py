"""Runs of proofs and questions as shown, kept and found again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from studyapp.store import health, runs, shown
from studyapp.store.engine import Store
from studyapp.store.runs import Run, Verdict
from studyapp.store.shown import Shown
from tests.unit.store.samples import NOW

HOUR = timedelta(hours=1)


def ran(proof: str, hours: int, **fields: Any) -> Run:
    values: dict[str, Any] = {
        "id": f"{proof} {hours}",
        "proof": proof,
        "source_hash": "abc",
        "seed": 2**63 - 1,
        "arguments": {"passes": 3, "before": None, "rate": 0.1},
        "variant": "",
        "verdict": "confirmed",
        "evidence": '[{"kind":"note"}]',
        "seconds": 0.5,
        "first_evidence_seconds": None,
        "torch": "2.13.0",
        "python": "3.11.7",
        "device": "cpu",
        "protections": ("files", "network"),
        "at": NOW + hours * HOUR,
    }
    return Run(**values | fields)


def test_a_run_is_read_back_as_it_was_kept(store: Store) -> None:
    run = ran("a.b", 0)
    runs.add(store, run)
    assert runs.get(store.connection, run.id) == run
    assert runs.get(store.connection, "other") is None


def test_the_verdict_on_a_proof_is_that_of_the_run_stored_last_whatever_its_clock_said(store: Store) -> None:
    for hours, verdict in ((2, "confirmed"), (0, "error"), (1, "refuted")):
        runs.add(store, ran("a", hours, verdict=verdict))
    runs.add(store, ran("b", 0, source_hash="def"))
    assert runs.verdicts(store.connection) == {
        "a": Verdict("refuted", "abc", NOW + HOUR),
        "b": Verdict("confirmed", "def", NOW),
    }


def test_a_broken_variant_says_nothing_of_the_proof_itself(store: Store) -> None:
    kept, broken = ran("a", 0), ran("a", 1, variant="halved", verdict="refuted")
    for run in (kept, broken):
        runs.add(store, run)
    assert runs.verdicts(store.connection)["a"].verdict == "confirmed"
    assert [run.id for run in runs.history(store.connection, "a")] == [broken.id, kept.id]
    assert [run.variant for run in runs.history(store.connection, "a", limit=1)] == ["halved"]


def test_what_a_content_s_earlier_runs_found_is_counted_by_verdict(store: Store) -> None:
    for hours, verdict in ((3, "confirmed"), (4, "refuted"), (1, "confirmed"), (2, "error")):
        runs.add(store, ran("a", hours, verdict=verdict))
    runs.add(store, ran("a", 5, variant="halved", verdict="refuted"))
    runs.add(store, ran("a", 6, source_hash="def"))
    runs.add(store, ran("b", 7))
    past = runs.past(store.connection, "a", "abc")
    assert past.counts == {"confirmed": 2, "refuted": 1, "error": 1}
    assert (past.count, past.others) == (4, 1)
    assert past.newest is not None
    assert past.newest.id == "a 2"  # stored last, whatever its clock said
    assert past.confirmed is not None
    assert (past.confirmed.id, past.confirmed.protections) == ("a 1", ("files", "network"))


def test_a_content_that_never_ran_has_no_past(store: Store) -> None:
    assert runs.past(store.connection, "a", "abc") == runs.Past({}, None, None)
    runs.add(store, ran("a", 0, source_hash="def"))
    assert runs.past(store.connection, "a", "abc") == runs.Past({}, None, None, others=1)


def test_a_question_is_read_back_as_it_was_shown(store: Store) -> None:
    key = shown.add(store, "one", seed=2**62, arguments={"passes": 3}, at=NOW)
    assert shown.get(store.connection, key) == Shown(key, "one", 2**62, {"passes": 3}, NOW, None)
    assert shown.get(store.connection, "other") is None
    assert not shown.is_answered(store.connection, key)


def test_a_sound_database_has_no_problems(store: Store) -> None:
    runs.add(store, ran("a", 0))
    assert health.problems(store.connection) == []


def test_a_row_that_refers_to_nothing_is_a_problem(store: Store) -> None:
    store.connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO shown VALUES ('s', 'one', 1, '{}', 0, 'no-such-event')")
    assert health.problems(store.connection) == ["row 1 of shown refers to a row of event that is not there"]
