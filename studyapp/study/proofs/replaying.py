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
    items = read_items(run)
    try:
        ruling = find_ruling(Verdict(run.verdict), items)
    except ValueError as error:
        raise unreadable() from error
    if run.torch:
        yield Started(run.torch, run.python, run.device, protections=run.protections)
    yield from map(Shown, items)
    yield Finished(ruling, run.seconds, run.first_evidence_seconds)


def read_items(run: Run) -> list[Item]:
    """What the run showed; raise StudyError where its evidence is of a version that is not known here."""
    try:
        return [ITEM.validate_python(item) for item in json.loads(run.evidence)]
    except (ValidationError, ValueError, TypeError) as error:
        raise unreadable() from error


def unreadable() -> StudyError:
    what = "what this run showed cannot be read: another version of studyapp stored it."
    return StudyError(what, todo="Open the folder with that version.")


def find_ruling(verdict: Verdict, items: list[Item]) -> Ruling:
    """The verdict with its reason, where the evidence alone gives one."""
    ruled = rule(items, (), None, "")
    return ruled if ruled.verdict is verdict else Ruling(verdict)
