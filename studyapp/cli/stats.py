"""`stats`: every figure by name, of everything, of a deck, or of what a query finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

import typer

from studyapp.charts.page import Subject
from studyapp.cli.arguments import Html, Json, Png, Searching, Svg, Theme, Wish
from studyapp.cli.context import iso
from studyapp.cli.output import FigureTable, Rate, Statistics, Today
from studyapp.cli.pictures import Target, find_target, put
from studyapp.cli.reports import find_listed
from studyapp.errors import StudyError, UsageError
from studyapp.insight.figure import Cell, Figure, Unit
from studyapp.insight.figures import KINDS, ORDER
from studyapp.insight.habit import longest_streak, reviews_per_day, streak
from studyapp.insight.load import backlog, forecast
from studyapp.insight.retention import true_retention
from studyapp.insight.spell import write
from studyapp.insight.tally import tally
from studyapp.sanitise import visible
from studyapp.store import rollup
from studyapp.study.opening import Study
from studyapp.study.progress.progress import EVERYTHING, PERIODS, Progress, Scope
from studyapp.study.progress.publishing import draw_figure, make_page, subject
from studyapp.words import counted

MOST = 14  # rows of a figure that are printed


app = typer.Typer(rich_markup_mode=None)


@app.command(cls=Searching, short_help="Print how it goes, figure by figure.")
def stats(
    context: typer.Context,
    query: Wish = "",
    period: Annotated[
        str, typer.Option(help="Of the figures: '30 days', '90 days', 'year' or 'all'.")
    ] = "90 days",
    figure: Annotated[str, typer.Option(metavar="NAME", help="This figure alone, and all of it.")] = "",
    html: Html = "",
    svg: Svg = "",
    png: Png = "",
    theme: Theme = "",
    as_json: Json = False,
) -> None:
    """Print reviews, retention, what is due, the streak, proofs by verdict, and every other figure."""
    target = find_target({"html": html, "svg": svg, "png": png}, theme, figure, as_json=as_json)
    if period not in PERIODS:
        raise UsageError(f"there is no period {period!r}", todo=f"Periods: {', '.join(PERIODS)}.")
    if figure and figure not in KINDS:
        raise UsageError(f"there is no figure {figure!r}", todo=f"Figures: {', '.join(ORDER)}.")
    with context.obj.study() as study:
        asked = tuple(card.id for card in find_listed(study, query)) if query else None
        if asked == ():
            raise StudyError(f"no card is like that: {query}")
        progress = Progress(study, Scope(query or EVERYTHING, asked), PERIODS[period])
        found = {name: progress.figure(name) for name in ((figure,) if figure else ORDER)}
        if target is not None:
            put(target, make(target, found, subject(progress, period)))
            return
        told = sum_up(study, found, progress.scope.name, period)
    if as_json:
        told.print()
        return
    lines = [] if figure else [f"{EVERYTHING}, as of today", *stats_lines(told), ""]
    lines += [f"{progress.scope.name}, {period if period != 'all' else 'all time'}"]
    for each in found.values():
        lines += ["", *write(each, None if figure else MOST)]
    print("\n".join(map(visible, lines)))


def make(target: Target, found: dict[str, Figure], about: Subject) -> bytes:
    if target.form == "html":
        return make_page(found, about)
    (figure,) = found.values()
    return draw_figure(figure, about, target.form, target.theme)


def sum_up(study: Study, found: Mapping[str, Figure], scope: str, period: str) -> Statistics:
    everything, today = Progress(study), study.moment().day
    with study.store.read() as connection:
        study.knowledge.refresh(study, connection)
        cards = rollup.count_cards(connection, today)
    done, due = everything.done, study.knowledge.due
    by_day, ahead = reviews_per_day(done), forecast(due, today)
    now = [row for row in done if row.day == today]
    count = tally(now)
    return Statistics(
        reviews=sum(by_day.values()),
        reviews_by_day={str(iso(None, day)): reviews for day, reviews in by_day.items()},
        today=Today(
            cards=cards,
            reviews=count.total,
            again=count.total - count.passed,
            seconds=sum(row.milliseconds for row in now) / 1000,
            correct=count.rate,
        ),
        retention={
            name: Rate(passed=kept.all.passed, total=kept.all.total, rate=kept.all.rate)
            for name, kept in true_retention(done, today).items()
        },
        forecast=ahead,
        backlog=backlog(due, today),
        due_tomorrow=ahead[1],
        streak=streak(by_day, today),
        longest_streak=longest_streak(by_day),
        proofs=Counter(everything.verdicts.values()),
        scope=scope,
        period=period,
        figures={name: to_table(figure) for name, figure in found.items()},
    )


def to_table(figure: Figure) -> FigureTable:
    kind = figure.kind
    units = [column.unit for column in kind.columns]
    return FigureTable(
        title=kind.title,
        definition=kind.definition,
        columns=[column.name for column in kind.columns],
        units=units,
        rows=[[to_cell(value, unit) for value, unit in zip(row, units, strict=True)] for row in figure.rows],
        facts=dict(figure.facts),
    )


def to_cell(value: Cell, unit: Unit) -> Cell:
    return iso(None, value) if unit == "day" and isinstance(value, int) else value


def stats_lines(told: Statistics) -> list[str]:
    """What is of everything, whatever is asked about, as aligned lines."""
    cards = counted(told.today.cards, "card")
    run, longest = counted(told.streak, "day"), counted(told.longest_streak, "day")
    lines = [
        f"reviews     {told.reviews} in all, {told.today.reviews} today on {cards}",
        f"streak      {run}, {longest} at the longest",
    ]
    for period, kept in told.retention.items():
        rate = "no learned card was reviewed" if kept.rate is None else f"{kept.rate:.0%} of {kept.total}"
        lines.append(f"recalled    {period:<10} {rate}")
    lines.append(f"due         {told.forecast[0] + told.backlog} today, {told.due_tomorrow} tomorrow")
    lines.append("next days   " + " ".join(map(str, told.forecast)))
    lines.append("proofs      " + ", ".join(f"{count} {verdict}" for verdict, count in told.proofs.items()))
    return lines
