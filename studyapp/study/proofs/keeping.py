"""Keeping a run that has ended, and what follows from it for the cards of its proof."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from studyapp.proof.draws import take
from studyapp.proof.launch.launched import LaunchedRun
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run
from studyapp.proof.verdict import Verdict
from studyapp.store import runs
from studyapp.store.columns import to_microseconds
from studyapp.store.identity import uuid7
from studyapp.study.checking.findings import ProofReport
from studyapp.study.doubt.contested import is_contested, renew
from studyapp.study.opening import Study

OWN = "your own "  # begins the name of what the learner wrote or turned
DECIDING = {Verdict.CONFIRMED, Verdict.REFUTED}  # what a run has to find to contest a proof, or to clear it


def is_plain(request: Request) -> bool:
    """Whether it asks for the proof as it is, on its own device: nothing set, replaced or broken."""
    drawn = take(request.entry.draws, request.seed)
    changed = request.variant or request.parts or dict(request.arguments) != drawn
    return request.at_home and not changed


def keep_run(study: Study, run: Run | LaunchedRun) -> str:
    """Store a run that has ended, and return its id; "" where nothing can be stored.

    Raise the store's errors.
    """
    if study.store.read_only:
        return ""
    now = study.clock.now()
    row = make_row(run, uuid7(to_microseconds(now) // 1000), now)
    with study.store.write():
        runs.add(study.store, row)
        if row.plain and row.verdict in DECIDING:
            renew(study)
    return row.id


def make_row(run: Run | LaunchedRun, key: str, at: datetime) -> runs.Run:
    finished, started, request = run.finished, run.started, run.request
    assert finished is not None
    return runs.Run(
        id=key,
        proof=request.entry.id,
        source_hash=request.entry.hash,
        seed=request.seed,
        arguments=dict(request.arguments),
        variant=name_variant(request),
        verdict=finished.ruling.verdict.value,
        evidence=json.dumps([item.as_json() for item in run.items]),
        seconds=finished.seconds,
        first_evidence_seconds=finished.first_evidence,
        torch=started.torch if started else "",
        python=started.python if started else "",
        device=started.device if started else "",
        protections=run.protections,
        at=at,
        world=request.world,
        # What a launcher runs may run elsewhere, and says nothing of this system.
        plain=isinstance(run, Run) and is_plain(request),
    )


def name_variant(request: Request) -> str:
    """What ran instead of the proof as it is, broken, written or turned; empty where that ran."""
    drawn = take(request.entry.draws, request.seed)
    turned = [f"{name} {value}" for name, value in request.arguments.items() if drawn.get(name) != value]
    own = [*request.parts, *turned]
    return ", ".join(filter(None, (request.variant, f"{OWN}{', '.join(own)}" if own else "")))


def spell_variant(variant: str) -> str:
    """`broken: cleared each time`, or `with your own scale`; "" for the proof as it is."""
    if not variant:
        return ""
    return f"with {variant}" if variant.startswith(OWN) else f"broken: {variant}"


def keep_check(study: Study, reports: Iterable[ProofReport]) -> None:
    """Keep what a check of the library found of the proofs that it refuted, or that are contested.

    Everything else it ran would only crowd the learner's own runs. Raise the store's errors.
    """
    for report in reports:
        runs = [outcome for outcome in report.runs if outcome.run is not None and outcome.run.finished]
        refuted = [outcome for outcome in runs if outcome.ruling.verdict is Verdict.REFUTED]
        confirmed = {
            outcome.task.world: outcome for outcome in runs if outcome.ruling.verdict is Verdict.CONFIRMED
        }
        if refuted or is_contested(study, report.entry.id):
            # What is stored last counts: one confirmation, and the verdict varies.
            for outcome in [*refuted, *confirmed.values()]:
                assert outcome.run is not None
                keep_run(study, outcome.run)
