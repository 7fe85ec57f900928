"""A check of the library: refuted on one seed is no contest yet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.run.events import Request
from studyapp.store import runs
from studyapp.study.checking.checking import check_proofs
from studyapp.study.checking.findings import ProofReport, changing_verdicts
from studyapp.study.doubt.contested import is_contested
from studyapp.study.opening import Study, open_study
from studyapp.study.proofs.keeping import keep_check
from tests.unit.study.told import Told, ToldRun, fails, holds, tell_runs, write_folder, write_proof


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return tell_runs(monkeypatch)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = tmp_path / "library"
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    write_folder(tmp_path / "folder", library)
    return library


@pytest.fixture
def study(tmp_path: Path, library: Path, told: Told) -> Iterator[Study]:
    study = open_study(Folder(tmp_path / "folder"), Clock())
    yield study
    study.close()


def check(study: Study, told: Told, seeds: int = 1, device: str = "") -> ProofReport:
    def start(request: Request) -> ToldRun:
        return ToldRun(replace(request, device=device), script=told.script, torch=told.torch)

    entries = [study.reading.catalogue["told.sum"]]
    run = check_proofs(entries, seeds=seeds, jobs=2, tell=lambda outcome: None, start=start)
    (report,) = asyncio.run(run)
    keep_check(study, [report])
    return report


def kept(study: Study) -> list[tuple[int, str]]:
    with study.store.read() as connection:
        return [(run.seed, run.verdict) for run in runs.history(connection, "told.sum")]


def test_refuted_on_one_seed_three_more_are_tried(study: Study, told: Told) -> None:
    told.script = lambda request: {"two": False, "counted": True}
    report = check(study, told)
    assert report.refuting == [1, 2, 3, 4]
    assert is_contested(study, "told.sum")
    assert kept(study) == [(seed, "refuted") for seed in (4, 3, 2, 1)]


def test_a_seed_that_confirms_makes_it_vary(study: Study, told: Told) -> None:
    told.on({1: fails})
    report = check(study, told)
    assert report.refuting == []
    (problem,) = changing_verdicts(report)
    assert "refuted on seed 1; confirmed on seeds 2, 3, 4" in problem.message
    assert not is_contested(study, "told.sum")
    assert kept(study) == [(4, "confirmed"), (1, "refuted")]


def test_many_refuted_seeds_after_a_confirmed_one_are_no_contest(study: Study, told: Told) -> None:
    told.on({1: holds, 2: fails, 3: fails, 4: fails, 5: fails})
    assert check(study, told, seeds=5).refuting == []
    assert not is_contested(study, "told.sum")


def test_as_many_seeds_as_are_needed_need_no_more(study: Study, told: Told) -> None:
    told.script = fails
    report = check(study, told, seeds=4)
    assert len(report.runs) == 4
    assert report.refuting == [1, 2, 3, 4]


def test_a_device_that_the_proof_is_not_about_contests_nothing(study: Study, told: Told) -> None:
    told.script = fails
    assert check(study, told, seeds=4, device="cuda").refuting == []
    assert not is_contested(study, "told.sum")


def test_one_number_of_ranks_is_enough_to_contest_it(study: Study, told: Told, library: Path) -> None:
    from studyapp.study.library.editing import take_up

    write_proof(library, options="(ranks=(2, 4))")
    take_up(study)

    def script(request: Request) -> Mapping[str, bool]:
        return fails(request) if request.world == 4 else holds(request)

    told.script = script
    report = check(study, told)
    assert report.refuting == [1, 2, 3, 4]
    assert {(run.task.seed, run.task.world) for run in report.runs} == {
        (1, 2),
        *((s, 4) for s in range(1, 5)),
    }
    assert is_contested(study, "told.sum")


def test_what_is_confirmed_is_kept_only_where_it_settles_something(study: Study, told: Told) -> None:
    assert check(study, told).confirmed
    assert kept(study) == []
    told.script = fails
    check(study, told)
    told.script = holds
    check(study, told)
    assert not is_contested(study, "told.sum")
    assert kept(study)[0] == (1, "confirmed")
