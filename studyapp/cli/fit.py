"""`fit`: the memory model fitted to the learner's own reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from studyapp.cli.arguments import Json
from studyapp.cli.output_data import FitReport
from studyapp.errors import UsageError
from studyapp.schedule.fsrs import DEFAULT_NAME, DEFAULT_WEIGHTS, Rating, Weights, interval
from studyapp.schedule.spell import spell_days
from studyapp.study.opening import Study
from studyapp.study.progress.fitting import Fit, adopt, fit, name_of
from studyapp.words import counted

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
        if defaults:
            adopt(study, DEFAULT_WEIGHTS)
            report = FitReport(
                name=study.rules.parameters, adopted=True, weights=DEFAULT_WEIGHTS, before=before
            )
        else:
            found = fit(study)
            adopted = found.held_out.is_won and not dry_run
            if adopted:
                adopt(study, found.weights)
            report = make_report(found, before, adopted=adopted)
        if as_json:
            report.print()
        else:
            print("\n".join(spell(report, study)))


def make_report(found: Fit, before: Weights, *, adopted: bool) -> FitReport:
    return FitReport(
        name=name_of(found.weights),
        adopted=adopted,
        weights=found.weights,
        before=before,
        cards=found.cards,
        reviews=found.reviews,
        answers=found.answers,
        held_out=found.held_out,
    )


def spell(report: FitReport, study: Study) -> list[str]:
    """The report in words."""
    lines = []
    if report.held_out is not None:
        of = f"{counted(report.reviews, 'review')} of {counted(report.cards, 'card')}"
        lines += [f"Fitted to {of}; {report.answers} came a day or more after the one before.", ""]
        lines += [*table(report), ""]
    lines.append(conclude(report))
    if report.adopted:
        lines += ["", *first_intervals(report, study)]
        lines.append("Due dates stay; what is due after the next answer follows these weights.")
        if report.name != DEFAULT_NAME:
            lines.append("`studyapp fit --defaults` goes back.")
    return lines


def table(report: FitReport) -> list[str]:
    held = report.held_out
    assert held is not None
    rows = [("defaults", held.defaults), ("fitted", held.fitted)]
    return [
        f"{held.answers} of these, foreseen from what came before; {held.recalled:.1%} were recalled:",
        f"{'':10}{'log loss':>10}{'recall foreseen':>18}",
        *(f"{name:10}{one.log_loss:>10.4f}{one.recall:>18.1%}" for name, one in rows),
        f"{'gain':10}{held.gain:>10.4f} ± {held.error:.4f}",
    ]


def conclude(report: FitReport) -> str:
    if report.held_out is None:
        return "The weights that FSRS-6 begins with are in use."
    if report.adopted:
        return f"Fitting foresees better: the weights are in use now, as {report.name}."
    if report.held_out.is_won:
        return "Fitting foresees better; without --dry-run the weights would be adopted."
    return "That is no gain beyond chance: nothing was changed. More reviews may tell more."


def first_intervals(report: FitReport, study: Study) -> list[str]:
    """What a new card's first interval would be, by grade: now and before."""

    def days(weights: Sequence[float]) -> list[str]:
        known = tuple(weights)
        return [spell_days(interval(known[grade - 1], study.rules.retention, known)) for grade in Rating]

    grades = [grade.name.capitalize() for grade in Rating]
    rows = [("", grades), ("before", days(report.before)), ("now", days(report.weights))]
    head = f"Days until a first answer is recalled with {study.rules.retention:.0%}:"
    return [head, *(f"{name:10}" + "".join(f"{cell:>9}" for cell in cells) for name, cells in rows), ""]
