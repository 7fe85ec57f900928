"""What `check --proofs` leaves behind: records for others, and contests for the learner."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from studyapp.cli.context import Context
from studyapp.clock import read_clock
from studyapp.errors import StudyError
from studyapp.proof.verdict import Verdict
from studyapp.study.checking.findings import ProofReport
from studyapp.study.checking.recording import record
from studyapp.study.proofs.keeping import keep_check


def write_records(context: Context, reports: Sequence[ProofReport]) -> list[str]:
    """Record what was confirmed; return the files that changed, as a person would type them."""
    folder = context.find()
    changed = record(folder, reports, read_clock().now())
    return [path.relative_to(folder.root).as_posix() for path in changed]


def keep_contests(context: Context, reports: Sequence[ProofReport]) -> None:
    """Tell the learner's database which proofs are refuted here, or hold again.

    Where there is none, it is made only for something refuted; where it cannot be used, the check still
    counts.
    """
    refuted = any(run.ruling.verdict is Verdict.REFUTED for report in reports for run in report.runs)
    if not reports or not (refuted or context.find().database.is_file()):
        return
    try:
        with context.study() as study:
            if not study.store.read_only:
                keep_check(study, reports)
    except StudyError as error:
        print(f"studyapp: what is contested could not be kept: {error}", file=sys.stderr)
