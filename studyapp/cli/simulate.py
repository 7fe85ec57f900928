"""`simulate`: what days to come would bring, with other aims."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil
from typing import Annotated

import typer

from studyapp.cli.arguments import Json, Searching, Wish
from studyapp.cli.output_data import AimedAt, Simulation
from studyapp.cli.reports import find_listed
from studyapp.errors import UsageError
from studyapp.schedule.days import date_of
from studyapp.study.opening import Study
from studyapp.study.progress.simulating import simulate, stand
from studyapp.words import counted

AIMS = (80, 85, 90, 95)  # %
USUAL_DAYS = 90

app = typer.Typer(rich_markup_mode=None)


@app.command("simulate", cls=Searching, short_help="Say what days to come would bring, with other aims.")
def look_ahead(
    context: typer.Context,
    query: Wish = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many, today among them.")] = USUAL_DAYS,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day to be ready by, instead of --days."),
    ] = None,
    new: Annotated[
        int | None, typer.Option(min=0, help="New cards a day (default: `new_per_day` in [study]).")
    ] = None,
    aim: Annotated[
        list[int] | None,
        typer.Option(min=70, max=99, help="Recall at which a card comes back, in %; several times."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say how many answers and minutes a day it takes, and what is known at the end.

    Every card is answered on its day, by your own memory, habits and speed so far. Nothing is changed.
    """
    with context.obj.study() as study:
        span = days if until is None else count_days(study, until.date())
        pace = study.settings.study.new_per_day if new is None else new
        own = round(100 * study.rules.retention)
        aims = [percent / 100 for percent in sorted({*(aim or AIMS), own})]
        standing = stand(study, find_listed(study, query))
        found = simulate(study, standing, span, pace, aims)
        until_day = date_of(study.moment().day + span)
    report = Simulation(
        days=span,
        until=until_day.isoformat(),
        new_per_day=pace,
        unseen=standing.unseen,
        aim=own / 100,
        aims=[
            AimedAt(
                aim=aimed,
                answers_a_day=sum(one.answers) / span,
                most_answers=max(one.answers),
                minutes_a_day=one.seconds / 60 / span,
                seen=one.seen,
                known=one.known,
            )
            for aimed, one in found.items()
        ],
    )
    if as_json:
        report.print()
    else:
        print("\n".join(spell(report)))


def count_days(study: Study, until: date) -> int:
    """From today to the day before that date."""
    days = (until - date_of(study.moment().day)).days
    if days < 1:
        raise UsageError(f"{until} is no day to come", todo="Name a later one, as in --until 2027-06-01.")
    if days > 3650:
        raise UsageError(f"{until} is more than ten years away", todo="Name an earlier one.")
    return days


def spell(report: Simulation) -> list[str]:
    pace = "no new cards left"
    if report.unseen:
        pace = f"{counted(report.new_per_day, 'new card')} a day, {report.unseen} of them left"
    return [
        f"{counted(report.days, 'day')}, until {report.until}; {pace}.",
        "",
        f"{'aim':6}{'answers a day':>14}{'most':>7}{'minutes a day':>15}{'seen':>7}{'known then':>12}",
        *(
            f"{one.aim:<5.0%}{'·' if one.aim == report.aim else ' '}{one.answers_a_day:>14.1f}"
            f"{one.most_answers:>7}{one.minutes_a_day:>15.1f}{one.seen:>7}{one.known:>12.0f}"
            for one in report.aims
        ),
        "",
        "· your aim now: `desired_retention` in [study] of studyapp.toml.",
        *spell_pace(report),
    ]


def spell_pace(report: Simulation) -> list[str]:
    """Whether every card will have been seen, and what would bring that about."""
    left = report.unseen - report.days * report.new_per_day
    if left <= 0:
        return []
    enough = ceil(report.unseen / report.days)
    return [f"{counted(left, 'card')} would not be seen yet; {enough} new ones a day would bring them all."]
