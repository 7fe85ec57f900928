"""`check`: what is wrong in decks and proofs; with --proofs, all of them run."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studyapp.cli.boundary import FINE, FOUND, UNSUPPORTED
from studyapp.cli.context import Context
from studyapp.cli.output import Checked, ProblemLine, ProofLine, VariantLine
from studyapp.deck.card import Problem
from studyapp.deck.fix import write_ids
from studyapp.errors import StudyError, UsageError
from studyapp.folder import Folder
from studyapp.proof.catalogue import Entry
from studyapp.proof.text import glyph
from studyapp.study.checking import FEWEST_VARIANTS, Outcome, ProofReport, check_proofs, plan_tasks
from studyapp.study.reading import Reading, read_folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    paths: tuple[str, ...]
    proofs: bool
    seeds: int
    jobs: int | None
    fix: bool
    json: bool


def check(context: Context, wanted: Wanted) -> int:
    folder = context.find()
    reading = read_folder(folder)
    require_known(folder, reading, wanted.paths)
    if wanted.fix:
        fix_ids(folder, reading, wanted.paths)
        reading = read_folder(folder)
    problems = [problem for problem in reading.problems if chosen(folder.root / problem.file, wanted.paths)]
    entries = [
        e
        for e in reading.catalogue.entries.values()
        if chosen(Path(e.path), wanted.paths) or e.id in wanted.paths
    ]
    problems += few_variants(entries)
    reports = run_proofs(entries, wanted) if wanted.proofs else []
    if wanted.json:
        to_output(reading, problems, reports).print()
    else:
        print_text(reading, problems, reports)
    if reports and not problems and all(report.unsupported for report in reports):
        return UNSUPPORTED
    return FOUND if problems or any(report.bad for report in reports) else FINE


def chosen(file: Path, paths: tuple[str, ...]) -> bool:
    """Whether a file is one of those asked for, or below one of them."""
    asked = {Path(path).resolve() for path in paths}
    return not asked or not asked.isdisjoint({file.resolve(), *file.resolve().parents})


def require_known(folder: Folder, reading: Reading, paths: tuple[str, ...]) -> None:
    """Raise UsageError for a path that is no deck or proof, nor above one: checking nothing finds nothing."""
    files = [folder.root / deck.path for deck in reading.decks]
    files += [Path(entry.path) for entry in reading.catalogue.entries.values()]
    files += [Path(fault.file) for fault in reading.catalogue.faults]
    for path in paths:
        if path not in reading.catalogue.entries and not any(chosen(file, (path,)) for file in files):
            todo = "Name a deck, a proof or a folder of them, as it is from here; or the id of a proof."
            raise UsageError("no deck or proof of this study folder", where=path, todo=todo)


def few_variants(entries: list[Entry]) -> list[Problem]:
    """Find the proofs that have too few broken variants: a proof that cannot fail is not a proof."""
    message = f"has fewer than {FEWEST_VARIANTS} broken variants: add {{}}.must_fail(…, at=…)"
    return [
        Problem(entry.path, 1, "few-variants", f"{entry.id} {message.format(entry.function)}")
        for entry in entries
        if len(entry.variants) < FEWEST_VARIANTS
    ]


def fix_ids(folder: Folder, reading: Reading, paths: tuple[str, ...]) -> None:
    """Write missing ids into the folder's own decks that were asked for, never into a shipped one."""
    taken = {card.note for card in reading.library.cards.values()}
    taken.update(name for deck in reading.library.decks for name in deck.left_out)
    for deck in reading.decks:
        path = folder.root / deck.path
        fixed = write_ids(deck, taken)
        taken.update(re.findall(r"\{#([^\s}]+)", fixed.decode(errors="replace")))
        if fixed != deck.content and not Path(deck.path).is_absolute() and chosen(path, paths):
            replace_file(path, fixed)
            print(f"{deck.path}: wrote the missing ids", file=sys.stderr)


def replace_file(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place: a full disk leaves the old one whole."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StudyError(f"cannot be written: {error.strerror}", where=str(path)) from error


def run_proofs(entries: list[Entry], wanted: Wanted) -> list[ProofReport]:
    jobs = wanted.jobs or os.cpu_count() or 1
    total = len(plan_tasks(entries, wanted.seeds))
    bar = make_bar() if sys.stderr.isatty() and not wanted.json else nullcontext()
    with bar as progress:
        task = progress.add_task("proofs", total=total) if progress is not None else None

        def tell(outcome: Outcome) -> None:
            if progress is not None:
                progress.update(task, advance=1, description=outcome.task.entry.id)

        return asyncio.run(check_proofs(entries, seeds=wanted.seeds, jobs=jobs, tell=tell))


def make_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def print_text(reading: Reading, problems: list[Problem], reports: list[ProofReport]) -> None:
    for report in reports:
        caught = sum(variant.caught for variant in report.variants)
        counts = f"{report.checks:>2} checks  {caught}/{len(report.variants)} caught"
        name = f"{glyph(report.good)} {report.entry.id:<36}"
        print(f"{name} {report.verdict.value:<12} {counts}  {report.seconds:6.1f} s")
        if not report.good:
            print(f"    {report.reason}")
        for variant in report.variants:
            if not variant.caught:
                print(f"    broken “{variant.name}” {variant.reason}")
    for problem in problems:
        print(problem)
    cards, proofs = len(reading.library.cards), len(reading.catalogue.entries)
    found = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}" if problems else "no problems"
    print(f"{cards} cards, {proofs} proofs, {found}")


def to_output(reading: Reading, problems: list[Problem], reports: list[ProofReport]) -> Checked:
    return Checked(
        cards=len(reading.library.cards),
        problems=[ProblemLine(file=p.file, line=p.line, rule=p.rule, message=p.message) for p in problems],
        proofs=[
            ProofLine(
                id=report.entry.id,
                verdict=report.verdict.value,
                reason=report.reason,
                seconds=round(report.seconds, 2),
                checks=report.checks,
                seeds=report.seeds,
                variants=[
                    VariantLine(name=v.name, caught=v.caught, at=v.at, reason=v.reason)
                    for v in report.variants
                ],
            )
            for report in reports
        ],
    )
