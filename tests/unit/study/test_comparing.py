"""Two runs held against each other: pairs of checks, sides, the outcome in a sentence; and the margin."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.draws import Value, take
from studyapp.proof.run.events import Request
from studyapp.store import runs
from studyapp.study.opening import Study, open_study
from studyapp.study.proofs.briefs import Brief
from studyapp.study.proofs.comparing import pair_checks, spell_outcome, tell_side
from studyapp.study.proofs.keeping import spell_variant
from studyapp.study.proofs.margins import NO_RUN, make_margin
from studyapp.study.proofs.proving import Proving, make_request
from tests.unit.study.told import Told, tell_runs, write_folder

ONE, TWO, THREE = (Brief(name, "1", "= 1") for name in ("one", "two", "three"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return tell_runs(monkeypatch)


@pytest.fixture
def study(tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    library = tmp_path / "library"
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    write_folder(tmp_path / "folder", library)
    study = open_study(Folder(tmp_path / "folder"), Clock())
    yield study
    study.close()


def begin(study: Study, variant: str = "", turned: Mapping[str, Value] | None = None) -> Proving:
    entry = study.reading.catalogue["told.sum"]
    values = {**take(entry.draws, 7), **(turned or {})}
    return Proving(study, make_request(study, entry, 7, values, variant=variant))


def run(study: Study, variant: str = "", turned: Mapping[str, Value] | None = None) -> Proving:
    proving = begin(study, variant, turned)

    async def follow() -> None:
        async for _ in proving.events():
            pass

    asyncio.run(follow())
    return proving


def test_what_fell_comes_first_and_the_rest_stays_in_order() -> None:
    fallen = replace(THREE, passed=False)
    assert pair_checks([ONE, TWO, THREE], [ONE, TWO, fallen]) == [(THREE, fallen), (ONE, ONE), (TWO, TWO)]


def test_a_check_that_did_not_run_has_no_other() -> None:
    assert pair_checks([ONE, TWO], [ONE]) == [(ONE, ONE), (TWO, None)]
    assert pair_checks([], [ONE]) == [(None, ONE)]


def test_of_one_name_the_first_goes_with_the_first() -> None:
    again = replace(ONE, got="2")
    assert pair_checks([ONE, again], [ONE, again]) == [(ONE, ONE), (again, again)]


def test_a_side_says_how_it_is_going_until_its_verdict_is_known(study: Study) -> None:
    proving = begin(study)
    assert tell_side(proving, "running · 2 s").verdict == "running · 2 s"
    side = tell_side(run(study), "running · 2 s")
    assert side.verdict == "confirmed"
    assert side.facts[0] == "seed 7"
    assert [check.name for check in side.checks] == ["two", "counted"]


def test_an_error_is_said_on_its_side(study: Study, told: Told) -> None:
    told.script = lambda request: {}
    side = tell_side(run(study))
    assert (side.verdict, side.note) == ("error", "it broke")


def test_a_caught_variant_is_told_with_what_stands(study: Study) -> None:
    assert spell_outcome(run(study), run(study, "largest")) == ("✓ Caught at “two”: 1 check fell, 1 stands.")


def test_a_variant_that_is_not_caught_is_told_so(study: Study, told: Told) -> None:
    true = run(study)
    told.script = lambda request: {"two": True, "counted": True}
    assert spell_outcome(true, run(study, "largest")) == "✗ NOT caught at “two”: both checks hold."
    told.script = lambda request: {}
    assert spell_outcome(true, run(study, "largest")) == "✗ NOT caught at “two”: error: it broke"


def test_a_turn_is_told_with_what_it_did(study: Study, told: Told) -> None:
    true = run(study)
    assert spell_outcome(true, run(study, turned={"size": 4})) == "✓ Both checks hold."
    told.script = lambda request: {"two": False, "counted": False}
    assert spell_outcome(true, run(study, turned={"size": 4})) == "✗ 2 checks fell, none stands."
    told.script = lambda request: {}
    assert spell_outcome(true, run(study, turned={"size": 4})) == "✗ Error: it broke"


def test_nothing_is_told_before_both_are_over(study: Study) -> None:
    assert spell_outcome(run(study), begin(study, "largest")) == ""


def test_a_turned_run_is_kept_as_one_and_counts_for_nothing_else(study: Study, told: Told) -> None:
    run(study)

    def fail(request: Request) -> Mapping[str, bool]:
        return {"two": False, "counted": True}

    told.script = fail
    run(study, turned={"size": 4})
    with study.store.read() as connection:
        newest = runs.history(connection, "told.sum")[0]
        assert (newest.plain, newest.variant, newest.verdict) == (False, "your own size 4", "refuted")
        assert runs.verdicts(connection)["told.sum"].verdict == "confirmed"
        assert runs.past(connection, "told.sum", newest.source_hash).counts == {"confirmed": 1}
    assert spell_variant(newest.variant) == "with your own size 4"


def test_the_margin_has_every_check_and_how_it_ended(study: Study) -> None:
    entry = study.reading.catalogue["told.sum"]
    lines = entry.source.splitlines()
    two, counted = (
        next(n for n, line in enumerate(lines, 1) if f'"{name}",' in line) for name in ("two", "counted")
    )
    nothing = make_margin(entry)
    assert (nothing.checks, nothing.told) == ({two: None, counted: None}, NO_RUN)
    margin = make_margin(entry, run(study, "largest"))
    assert margin.checks == {two: False, counted: True}
    assert margin.told == "refuted, seed 7, broken: largest"
    assert margin.replaced == {next(n for n, line in enumerate(lines, 1) if "largest" in line)}


def test_a_run_of_another_text_leaves_no_mark(study: Study) -> None:
    proving = run(study)
    entry = replace(study.reading.catalogue["told.sum"], source=proving.request.entry.source + "# changed\n")
    assert set(make_margin(entry, proving).checks.values()) == {None}
