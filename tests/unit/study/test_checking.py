"""Checking a library, with runs whose ends are told beforehand: what is planned, and what is found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass

import pytest

from studyapp.errors import StudyError
from studyapp.proof.evidence import Check, Item
from studyapp.proof.run.events import Event, Finished, Request
from studyapp.proof.run.runner import Run
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from studyapp.proof.verdict import Ending, Verdict, rule
from studyapp.study.checking.checking import check_proofs
from studyapp.study.checking.findings import (
    ProofReport,
    changing_verdicts,
    few_variants,
    no_checks,
    unfailing_checks,
)
from studyapp.study.checking.planning import Outcome, plan_tasks

BODY = """@proof{options}
def p({rank}f=len):
    yield check("one", f(1), equals=2)
    yield check("two", f(2), equals=4)
p.must_fail("first", f=min, at="one")
p.must_fail("second", f=max, at="one")
"""
CALM: Mapping[str, bool] = {"one": True, "two": True}
BROKEN: Mapping[str, bool] = {"one": False, "two": True}

Script = Callable[[Request], Mapping[str, bool]]  # the checks of a run, and whether each passes


@dataclass(slots=True)
class ToldRun(Run):
    """A run without processes."""

    script: Script = lambda request: BROKEN if request.variant else CALM

    async def events(self) -> AsyncGenerator[Event, None]:
        checks: list[Item] = [
            Check(name=name, passed=passed, got=1, expected=1)
            for name, passed in self.script(self.request).items()
        ]
        self.heard.items.extend(checks)
        self.finished = Finished(rule(checks, [Ending(0, "done")], None, ""), 0.5, None)
        yield self.finished


def entry_of(ranks: str = "", body: str = BODY) -> Entry:
    options, rank = (f"(ranks={ranks})", "rank, ") if ranks else ("", "")
    text = '"""Claim."""\n' + body.format(options=options, rank=rank)
    return read_entry(ProofFile("t.p", "proofs/t/p.py", text.encode()))


def check(entry: Entry, script: Script, seeds: int = 3) -> ProofReport:
    run = check_proofs(
        [entry],
        seeds=seeds,
        jobs=2,
        tell=lambda o: None,
        start=lambda request: ToldRun(request, script=script),
    )
    (report,) = asyncio.run(run)
    return report


def as_told(request: Request) -> Mapping[str, bool]:
    return BROKEN if request.variant else CALM


def test_a_proof_that_holds_and_catches_all_is_good() -> None:
    report = check(entry_of(), as_told)
    assert (report.verdict, report.good, report.bad) == (Verdict.CONFIRMED, True, False)
    assert (report.checks, report.seeds, report.seconds) == (2, 3, 0.5 * 9)
    assert [variant.caught for variant in report.variants] == [True, True]


def test_every_number_of_ranks_runs_on_every_seed() -> None:
    tasks = plan_tasks([entry_of("(2, 4)")], seeds=2)
    assert sorted((t.seed, t.world) for t in tasks if t.variant is None) == [(1, 2), (1, 4), (2, 2), (2, 4)]
    assert {t.world for t in tasks if t.variant} == {2}
    assert str(tasks[1]) == "seed 1, 4 ranks"


def test_a_variant_that_survives_on_one_seed_is_not_caught_and_the_seed_is_named() -> None:
    def script(request: Request) -> Mapping[str, bool]:
        return CALM if request.variant == "second" and request.seed == 2 else as_told(request)

    report = check(entry_of(), script)
    assert report.bad
    assert [variant.caught for variant in report.variants] == [True, False]
    assert "seed 2: every check passed" in report.variants[1].reason


def test_a_run_that_cannot_be_made_loses_no_other() -> None:
    def script(request: Request) -> Mapping[str, bool]:
        if request.seed == 2:
            raise OSError(12, "out of memory")
        return as_told(request)

    told: list[Outcome] = []
    run = check_proofs(
        [entry_of()],
        seeds=3,
        jobs=2,
        tell=told.append,
        start=lambda request: ToldRun(request, script=script),
    )
    (report,) = asyncio.run(run)
    assert len(told) == 9
    assert report.verdict is Verdict.ERROR
    assert "out of memory" in report.reason
    assert [run.ruling.verdict for run in report.runs].count(Verdict.CONFIRMED) == 2


def test_a_run_that_is_refused_before_it_starts_is_told_too() -> None:
    def refuse(request: Request) -> Run:
        raise StudyError(f"{request.entry.id} is not trusted")

    (report,) = asyncio.run(
        check_proofs([entry_of()], seeds=1, jobs=1, tell=lambda outcome: None, start=refuse)
    )
    assert "t.p is not trusted" in report.reason
    assert report.bad


async def test_a_check_that_is_cancelled_ends() -> None:
    async def never(self: Run) -> AsyncGenerator[Event, None]:
        await asyncio.sleep(600)
        yield Finished(rule([], [], None, ""), 0.0, None)

    class Endless(ToldRun):
        events = never

    checking = asyncio.create_task(
        check_proofs([entry_of()], seeds=1, jobs=1, tell=lambda outcome: None, start=Endless)
    )
    await asyncio.sleep(0.05)
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking


def test_checks_that_no_variant_fails_are_named_with_their_line() -> None:
    (problem,) = unfailing_checks(check(entry_of(), as_told))
    assert (problem.rule, problem.file, problem.line) == ("check-never-fails", "proofs/t/p.py", 5)
    assert "“two”" in problem.message


def test_one_seed_is_enough_to_fail_a_check() -> None:
    def script(request: Request) -> Mapping[str, bool]:
        return {"one": False, "two": request.seed != 3} if request.variant else CALM

    assert unfailing_checks(check(entry_of(), script)) == []


def test_checks_of_a_proof_that_is_not_confirmed_are_not_judged() -> None:
    assert unfailing_checks(check(entry_of(), lambda request: BROKEN)) == []


def test_a_verdict_that_changes_names_the_seeds() -> None:
    def script(request: Request) -> Mapping[str, bool]:
        return BROKEN if request.seed == 2 or request.variant else CALM

    (problem,) = changing_verdicts(check(entry_of(), script))
    assert (problem.rule, problem.line) == ("verdict-changes", 3)
    assert problem.message == "t.p is confirmed on seeds 1, 3; refuted on seed 2"


def test_a_verdict_that_depends_on_the_ranks_alone_does_not_change() -> None:
    def script(request: Request) -> Mapping[str, bool]:
        return BROKEN if request.world == 4 or request.variant else CALM

    report = check(entry_of("(2, 4)"), script)
    assert changing_verdicts(report) == []
    assert report.reason.endswith("(seed 1, 4 ranks)")


def test_a_variant_whose_verdict_changes_is_named_at_its_line() -> None:
    def script(request: Request) -> Mapping[str, bool]:
        return CALM if request.variant == "second" and request.seed == 1 else as_told(request)

    (problem,) = changing_verdicts(check(entry_of(), script))
    assert problem.line == 7
    assert "“second” is confirmed on seed 1; refuted on seeds 2, 3" in problem.message


def test_a_proof_that_checks_nothing_is_named() -> None:
    (problem,) = no_checks(check(entry_of(), lambda request: {}))
    assert (problem.rule, problem.line) == ("no-checks", 3)
    assert "seeds 1, 2, 3" in problem.message


def test_a_proof_with_too_few_variants_is_named_with_its_line() -> None:
    short = entry_of(body=BODY[: BODY.rindex("p.must_fail")])
    (problem,) = few_variants([short, entry_of()])
    assert (problem.rule, problem.line) == ("few-variants", 3)
    assert "p.must_fail(" in problem.message
