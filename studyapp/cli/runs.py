"""`runs`: what a proof's stored runs found."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from studyapp.cli.arguments import Json
from studyapp.cli.output import RunLine, Runs
from studyapp.proof.text import spell_draws
from studyapp.sanitise import visible_line
from studyapp.schedule.spell import spell_past
from studyapp.store import runs
from studyapp.store.runs import Outline
from studyapp.study.proofs.keeping import spell_variant

NEWEST = 50  # runs listed


app = typer.Typer(rich_markup_mode=None)


@app.command("runs", short_help="List what the newest runs of a proof found.")
def list_runs(
    context: typer.Context,
    proof: Annotated[str, typer.Argument(metavar="ID", help="A proof, such as autograd.accumulation.")],
    as_json: Json = False,
) -> None:
    """List the newest runs of a proof and its broken variants: what each found, how fast, on what."""
    with context.obj.study() as study:
        with study.store.read() as connection:
            found = runs.history(connection, proof, NEWEST)
        if not found:
            proof = study.reading.catalogue[proof].id
        if as_json:
            Runs(proof=proof, runs=[make_line(run) for run in found]).print(ensure_ascii=True)
            return
        now = study.clock.now()
        for run in found:
            facts = [spell_past(run.at, now), *spell_facts(run)]
            print(f"{run.verdict:<18} {visible_line(' · '.join(facts))}")
        if not found:
            print(f"No run of {visible_line(proof)} is stored yet.")


def spell_facts(run: Outline) -> list[str]:
    """What ran, how fast and on what, each in a few words."""
    facts = [spell_variant(run.variant)] if run.variant else []
    facts += [f"{run.world} ranks"] if run.world > 1 else []
    facts += spell_draws(run.seed, run.arguments)
    if run.first_evidence_seconds is not None:
        facts.append(f"first evidence {run.first_evidence_seconds:.2f} s")
    return [*facts, f"in all {run.seconds:.2f} s", f"torch {run.torch or 'none'}", run.device or "no device"]


def make_line(run: Outline) -> RunLine:
    return RunLine(
        id=run.id,
        at=run.at.astimezone(UTC).isoformat(timespec="seconds"),
        verdict=run.verdict,
        variant=run.variant,
        seed=run.seed,
        arguments=run.arguments,
        first_evidence=run.first_evidence_seconds,
        seconds=run.seconds,
        torch=run.torch,
        python=run.python,
        device=run.device,
        protections=run.protections,
        hash=run.source_hash,
        ranks=run.world,
    )
