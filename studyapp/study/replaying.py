"""Telling a stored run again, as it was heard."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import ValidationError

from studyapp.errors import StudyError
from studyapp.proof.evidence import ITEM, Item
from studyapp.proof.run.events import Event, Finished, Shown, Started
from studyapp.proof.verdict import Ruling, Verdict, rule
from studyapp.store.runs import Run


def replay(run: Run) -> Iterator[Event]:
    """Yield the run's events; what it printed was never kept.

    Raise StudyError where its evidence or verdict is of a version that is not known here.
    """
    try:
        items = [ITEM.validate_python(item) for item in json.loads(run.evidence)]
        ruling = find_ruling(Verdict(run.verdict), items)
    except (ValidationError, ValueError, TypeError) as error:
        what = "what this run showed cannot be read: another version of studyapp stored it."
        raise StudyError(what, todo="Open the folder with that version.") from error
    if run.torch:
        yield Started(run.torch, run.python, run.device, protections=run.protections)
    yield from map(Shown, items)
    yield Finished(ruling, run.seconds, run.first_evidence_seconds)


def find_ruling(verdict: Verdict, items: list[Item]) -> Ruling:
    """The verdict with its reason, where the evidence alone gives one."""
    ruled = rule(items, (), None, "")
    return ruled if ruled.verdict is verdict else Ruling(verdict)
