"""`check`: what is wrong in decks and proofs; with --proofs, all of them run."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from studyapp.cli.arguments import Coverage, Device, Insist, Json, Once, Record, read_device
from studyapp.cli.boundary import FINE, FOUND, UNSUPPORTED
from studyapp.cli.context import Context
from studyapp.cli.findings import Found, print_json, print_text, shown
from studyapp.cli.fixes import fix_ids
from studyapp.cli.verified import keep_contests, write_records
from studyapp.deck.card import Problem
from studyapp.errors import UsageError
from studyapp.folder import Folder
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.source.catalogue import Entry
from studyapp.settings import read_settings
from studyapp.study.checking import junit
from studyapp.study.checking.checking import check_proofs
from studyapp.study.checking.findings import (
    ProofReport,
    changing_verdicts,
    few_variants,
    no_checks,
    unfailing_checks,
)
from studyapp.study.checking.planning import Outcome, plan_tasks
from studyapp.study.library.claims import cover_claims, judge_claims
from studyapp.study.library.reading import Reading, read_folder
from studyapp.study.library.writing import judge_writing
from studyapp.study.opening import Study, make_engine
from studyapp.study.proofs.proving import Permit, allow
from studyapp.study.proofs.requirements import missing_modules
from studyapp.study.proofs.trusting import UntrustedError, is_shipped

app = typer.Typer(rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    paths: tuple[str, ...]
    proofs: bool
    seeds: int
    jobs: int | None
    fix: bool
    json: bool
    junit: Path | None = None
    permit: Permit = field(default_factory=Permit)
    strict: bool = False  # warnings fail too
    coverage: bool = False
    record: bool = False
    device: str = ""  # for every proof, instead of what each needs

    def includes(self, file: Path) -> bool:
        """Whether a file is one of those asked for, or below one of them."""
        asked = {Path(path).resolve() for path in self.paths}
        return not asked or not asked.isdisjoint({file.resolve(), *file.resolve().parents})


@app.command("check", short_help="Look for what is wrong in decks and proofs.")
def check_all(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(help="Decks or proofs to look at (default: all).")
    ] = None,
    proofs: Annotated[
        bool, typer.Option("--proofs", help="Run every proof on several seeds, and every broken variant.")
    ] = False,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds, with --proofs.")] = 1,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes at a time (default: one a core).")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write the ids that are missing.")] = False,
    coverage: Coverage = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    record: Record = False,
    device: Device = "",
    report: Annotated[
        Path | None, typer.Option("--junit", help="Write a JUnit report there as well.")
    ] = None,
    once: Once = False,
    insist: Insist = False,
    as_json: Json = False,
) -> None:
    """Look for what is wrong in decks and proofs: 0 nothing, or warnings alone; 1 something."""
    wanted = Wanted(
        tuple(paths or ()),
        proofs,
        seeds,
        jobs,
        fix,
        as_json,
        report,
        Permit(once=once, insist=insist),
        strict=strict,
        coverage=coverage,
        record=record,
        device=read_device(device),
    )
    raise typer.Exit(check(context.obj, wanted))


def check(context: Context, wanted: Wanted) -> int:
    if wanted.record and not wanted.proofs:
        raise UsageError("--record says nothing without --proofs", todo="Give both: nothing else confirms.")
    if wanted.device and not wanted.proofs:
        raise UsageError("--device says nothing without --proofs", todo="Give both: nothing else runs.")
    folder = context.find()
    reading = read_folder(folder)
    wanted = replace(wanted, paths=locate(folder, reading, wanted.paths))
    if wanted.junit is not None:
        junit.prepare(wanted.junit)
    if wanted.fix:
        fix_ids(folder, reading, wanted.includes)
        reading = read_folder(folder)
    # Before any proof runs: settings or claims that cannot be read end the check.
    written = judge_claims(folder, reading) + judge_writing(folder, reading)
    written = [problem for problem in written if wanted.includes(folder.root / problem.file)]
    coverage = cover_claims(folder, reading) if wanted.coverage else []
    entries = [
        entry
        for entry in reading.catalogue.entries.values()
        if any(wanted.includes(file) for file in files_of(entry))
    ]
    allowed, refused = choose_allowed(context, entries, wanted.permit) if wanted.proofs else ([], [])
    reports = run_proofs(folder, allowed, wanted)
    keep_contests(context, reports)
    recorded = write_records(context, reports) if wanted.record else []
    problems = [problem for problem in reading.problems if wanted.includes(folder.root / problem.file)]
    problems += place(folder, find_problems(entries, reports) + refused)
    problems += written
    if wanted.junit is not None:
        junit.write_junit(wanted.junit, reports, problems, strict=wanted.strict)
    looked_at = [card for card in reading.library.cards.values() if wanted.includes(folder.root / card.file)]
    found = Found(folder.root, len(looked_at), len(entries), problems, reports, coverage, recorded)
    (print_json if wanted.json else print_text)(found)
    return exit_status(found, strict=wanted.strict)


def exit_status(found: Found, *, strict: bool) -> int:
    """Whether anything found is more than advice."""
    failed = any(strict or problem.severity == "error" for problem in found.problems)
    failed = failed or any(not line.cards for line in found.coverage)
    if found.reports and not failed and all(report.unsupported for report in found.reports):
        return UNSUPPORTED
    return FOUND if failed or any(report.bad for report in found.reports) else FINE


def files_of(entry: Entry) -> list[Path]:
    return [Path(entry.path), *map(Path, entry.paths.values())]


def locate(folder: Folder, reading: Reading, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The paths asked for, and those of the proofs that are asked for by their ids.

    Raise UsageError for a path that is no deck or proof, nor above one: checking nothing finds nothing.
    """
    catalogue = reading.catalogue
    ids = {fault.id: fault.file for fault in catalogue.faults}
    ids |= {entry.id: entry.path for entry in catalogue.entries.values()}
    files = [folder.root / deck.path for deck in reading.decks]
    files += [file for entry in catalogue.entries.values() for file in files_of(entry)]
    files += [Path(fault.file) for fault in catalogue.faults]
    known = {place for file in files for place in (file.resolve(), *file.resolve().parents)}
    for path in asked:
        if path not in ids and Path(path).resolve() not in known:
            todo = "Name a deck, a proof or a folder of them, as it is from here; or the id of a proof."
            raise UsageError("no deck or proof of this study folder", where=path, todo=todo)
    return tuple(ids.get(path, path) for path in asked)


def find_problems(entries: list[Entry], reports: list[ProofReport]) -> list[Problem]:
    problems = [problem for entry in entries for problem in missing_modules(entry)] + few_variants(entries)
    for report in reports:
        problems += no_checks(report) + changing_verdicts(report) + unfailing_checks(report)
    return problems


def place(folder: Folder, problems: Iterable[Problem]) -> list[Problem]:
    """The same problems, each once, their files as a person would type them."""
    files = (replace(problem, file=shown(folder.root, problem.file)) for problem in problems)
    return list(dict.fromkeys(files))


def choose_allowed(
    context: Context, entries: list[Entry], permit: Permit
) -> tuple[list[Entry], list[Problem]]:
    """The proofs that may run, and why each other one may not; the shipped ones need no database."""
    if all(is_shipped(context.find(), entry) for entry in entries):
        return entries, []
    with context.study() as study:
        refused = {entry.id: error for entry in entries if (error := find_refusal(study, entry, permit))}
    problems = [
        Problem(error.entry.path, error.entry.line, "not-trusted", f"not run: {error.what} {error.todo}")
        for error in refused.values()
    ]
    return [entry for entry in entries if entry.id not in refused], problems


def find_refusal(study: Study, entry: Entry, permit: Permit) -> UntrustedError | None:
    try:
        allow(study, entry, permit)
    except UntrustedError as error:
        return error
    return None


def run_proofs(folder: Folder, entries: list[Entry], wanted: Wanted) -> list[ProofReport]:
    if not entries:
        return []
    jobs = wanted.jobs or os.cpu_count() or 1
    total = len(plan_tasks(entries, wanted.seeds))
    bar = make_bar() if sys.stderr.isatty() and not wanted.json else nullcontext()
    with bar as progress:
        task = progress.add_task("proofs", total=total) if progress is not None else None

        def tell(outcome: Outcome) -> None:
            if progress is not None:
                progress.update(task, advance=1, description=outcome.task.entry.id)

        engine = make_engine(folder)
        limits = read_settings(folder.settings).proofs.limits

        def start(request: Request) -> Run:
            return engine.run(replace(request, device=wanted.device, **limits))

        engine.warm({world for entry in entries for world in entry.ranks}, patience=MOST_PATIENCE)
        try:
            checking = check_proofs(entries, seeds=wanted.seeds, jobs=jobs, tell=tell, start=start)
            return asyncio.run(checking)
        finally:
            engine.close()


def make_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
