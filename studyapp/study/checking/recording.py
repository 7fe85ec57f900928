"""Writing records: what a check of the library confirmed, beside what earlier checks did."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.proof.run.events import Started
from studyapp.proof.verdict import Verdict
from studyapp.study.checking.findings import ProofReport
from studyapp.study.checking.records import (
    PLACE,
    CheckRecord,
    ProofRecord,
    Verified,
    name_file,
    read_verified,
)
from studyapp.study.files import replace
from studyapp.study.proofs.briefs import brief_checks
from studyapp.study.system import public


def record(folder: Folder, reports: Iterable[ProofReport], now: datetime) -> list[Path]:
    """Write what was confirmed, one file for each torch and device; return the files that changed.

    A proof of the same content that is recorded already, on as many seeds or more, stays as it is. One that
    was refuted loses its record, and one that could not run here keeps it. Raise StudyError where a file
    cannot be written, or is no record.
    """
    groups: dict[str, list[tuple[Started, ProofReport]]] = {}
    for report in reports:
        if (started := find_start(report)) is not None:
            name = name_file(public(started.torch), started.device)
            groups.setdefault(name, []).append((started, report))
    changed = []
    for name, group in sorted(groups.items()):
        path = folder.root / PLACE / name
        old = read_verified(path) if path.exists() else None
        new = update(old, group, now)
        if new.proofs != (old.proofs if old else {}):
            write(path, new)
            changed.append(path)
    return changed


def find_start(report: ProofReport) -> Started | None:
    """Where the proof ran; None where no run of it began."""
    runs = [outcome.run for outcome in report.runs if outcome.run is not None]
    return next((run.started for run in runs if run.started is not None), None)


def update(old: Verified | None, group: list[tuple[Started, ProofReport]], now: datetime) -> Verified:
    """The file's next content: of its proofs, only those in the group may come, go or change."""
    proofs = dict(old.proofs) if old else {}
    for _, report in group:
        key, known = report.entry.id, proofs.get(report.entry.id)
        if report.good:
            new = make_record(report, now)
            proofs[key] = known if known is not None and says_as_much(known, new) else new
        elif report.verdict is Verdict.REFUTED:
            proofs.pop(key, None)
    started, report = group[0]
    return Verified(
        torch=public(started.torch),
        device=started.device,
        python=started.python,
        when=now.astimezone(UTC).date(),
        seeds=report.seeds,
        proofs=dict(sorted(proofs.items())),
    )


def make_record(report: ProofReport, now: datetime) -> ProofRecord:
    first = report.runs[0].run
    assert first is not None
    return ProofRecord(
        hash=report.entry.hash,
        when=now.astimezone(UTC).date(),
        ranks=report.entry.ranks,
        seeds=report.seeds,
        variants=len(report.variants),
        checks=tuple(
            CheckRecord(name=check.name, got=check.got, expected=check.expected)
            for check in brief_checks(first.items)
        ),
    )


def says_as_much(known: ProofRecord, new: ProofRecord) -> bool:
    """Whether the record of before holds all that the new one would say, its date and its numbers aside."""
    same = (known.hash, known.ranks, known.variants) == (new.hash, new.ranks, new.variants)
    return same and known.seeds >= new.seeds


def write(path: Path, verified: Verified) -> None:
    """Whole or not at all; a file that would hold no proof goes."""
    text = json.dumps(verified.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    try:
        if not verified.proofs:
            path.unlink()
            return
        replace(path, text.encode())
    except OSError as error:
        raise StudyError(f"the record cannot be written: {error.strerror}", where=str(path)) from error
