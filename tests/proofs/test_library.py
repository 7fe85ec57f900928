"""The shipped proofs: confirmed, and able to say no."""

from __future__ import annotations

import asyncio

import pytest

from studyapp.folder import PACKAGE, Folder
from studyapp.proof.run.engine import Engine
from studyapp.proof.source.catalogue import Entry
from studyapp.study.checking.checking import check_proofs
from studyapp.study.checking.findings import unfailing_checks
from studyapp.study.checking.planning import Task, plan_tasks
from studyapp.study.library.reading import read_folder
from studyapp.study.library.writing import judge_writing

FOLDER = Folder(PACKAGE.parent)
READING = read_folder(FOLDER)


def test_the_library_has_no_problem() -> None:
    assert READING.problems == ()
    assert {card.proof for card in READING.library.cards.values()} - {""} <= set(READING.catalogue.entries)


def test_the_library_is_written_by_the_rules_that_it_sets() -> None:
    """Each card names the check of its proof that shows its answer, too."""
    assert judge_writing(FOLDER, READING) == []


def test_every_proof_has_two_broken_variants() -> None:
    assert [name for name, entry in READING.catalogue.entries.items() if len(entry.variants) < 2] == []


def test_every_card_says_where_its_fact_comes_from() -> None:
    assert [card.id for card in READING.library.cards.values() if not card.source] == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("entry", READING.catalogue.entries.values(), ids=lambda entry: entry.id)
def test_a_proof_is_confirmed_and_catches_its_broken_variants(entry: Entry, warm_engine: Engine) -> None:
    (report,) = asyncio.run(
        check_proofs([entry], seeds=1, jobs=2, tell=lambda outcome: None, start=warm_engine.run)
    )
    if report.unsupported:
        pytest.skip(report.reason)
    assert report.good, (report.reason, report.variants)
    assert unfailing_checks(report) == []


def test_a_check_runs_every_rank_count_and_every_variant() -> None:
    entry = READING.catalogue["fsdp.bytes_per_rank"]
    tasks = plan_tasks([entry], seeds=2)
    assert Task(entry, 1, 2) in tasks
    assert Task(entry, 2, 4) in tasks
    assert len(tasks) == 2 * (len(entry.ranks) + len(entry.variants))
