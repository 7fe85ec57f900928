"""`fit`: the memory model fitted to the learner's own reviews."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from studyapp.cli.arguments import Json
from studyapp.cli.output_data import FitReport
from studyapp.errors import UsageError
from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Weights
from studyapp.study.opening import Study
from studyapp.study.progress.fit_words import KEPT, LOST, WON, evidence, first_intervals
from studyapp.study.progress.fitting import Fit, adopt, fit, name_of

BACK = "The weights that FSRS-6 begins with are in use."

app = typer.Typer(rich_markup_mode=None)


@app.command("fit", short_help="Fit the memory model to your reviews.")
def fit_model(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what was found, and adopt nothing.")
    ] = False,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Go back to the weights that FSRS-6 begins with.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fit FSRS-6 to your own reviews, and schedule by it where that foresees your answers better.

    Each later fifth of them is foreseen by weights that are fitted to nothing but what came before; together
    they have to do better than the weights that FSRS-6 begins with. Due dates stay.
    """
    if dry_run and defaults:
        raise UsageError("--dry-run and --defaults do not go together", todo="Leave one of them out.")
    with context.obj.study() as study:
        before = study.rules.weights
        found = None if defaults else asyncio.run(fit(study))
        weights = found.weights if found else DEFAULT_WEIGHTS
        adopted = (found is None or found.held_out.is_won) and not dry_run
        if adopted and weights != before:
            adopt(study, weights)
        if as_json:
            make_report(found, before, weights, adopted=adopted).print()
            return
        lines = [*evidence(found), "", conclude(found, before, adopted=adopted)] if found else [BACK]
        if adopted and weights != before:
            lines += ["", *tell_change(study, before, weights)]
        print("\n".join(lines))


def conclude(found: Fit, before: Weights, *, adopted: bool) -> str:
    if not found.held_out.is_won:
        back = "" if before == DEFAULT_WEIGHTS else " `studyapp fit --defaults` gives up the weights in use."
        return LOST + back
    if found.weights == before:
        return f"{WON}. {KEPT}"
    if not adopted:
        return f"{WON}; without --dry-run these weights would be adopted."
    return f"{WON}: these weights are in use now. `studyapp fit --defaults` goes back."


def tell_change(study: Study, before: Weights, weights: Weights) -> list[str]:
    return [
        *first_intervals(before, weights, study.rules.retention),
        "",
        "Due dates stay; what is due after the next answer follows these weights.",
    ]


def make_report(found: Fit | None, before: Weights, weights: Weights, *, adopted: bool) -> FitReport:
    return FitReport(
        name=name_of(weights),
        adopted=adopted,
        weights=weights,
        before=before,
        cards=found.cards if found else 0,
        reviews=found.reviews if found else 0,
        answers=found.answers if found else 0,
        held_out=found.held_out if found else None,
    )
