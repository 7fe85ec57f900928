"""`stats`: every figure by name, of everything, of a deck, or of what a query finds."""

from __future__ import annotations

from studyapp.charts.page import Subject
from studyapp.cli.context import Context, iso
from studyapp.cli.output import FigureTable, Rate, Statistics, Today
from studyapp.cli.pictures import Target, put
from studyapp.cli.reports import find_listed
from studyapp.errors import StudyError, UsageError
from studyapp.insight.figure import Cell, Figure, Unit
from studyapp.insight.figures import KINDS, ORDER, Figures
from studyapp.insight.retention import PERIODS as RETENTION_PERIODS
from studyapp.insight.spell import write
from studyapp.sanitise import visible
from studyapp.study.progress.progress import EVERYTHING, PERIODS, Progress, Scope
from studyapp.study.progress.publishing import draw_figure, make_page, subject
from studyapp.study.progress.statistics import compute_figures, read_record
from studyapp.words import counted

MOST = 14  # rows of a figure that are printed


def stats(
    context: Context,
    query: str,
    as_json: bool,
    *,
    period: str = "90 days",
    name: str = "",
    target: Target | None = None,
) -> None:
    """Raise UsageError for a period or a figure that there is not, and for a wrong query.

    StudyError where no card is like that, or the target cannot be written.
    """
    if period not in PERIODS:
        raise UsageError(f"there is no period {period!r}", todo=f"Periods: {', '.join(PERIODS)}.")
    if name and name not in KINDS:
        raise UsageError(f"there is no figure {name!r}", todo=f"Figures: {', '.join(ORDER)}.")
    with context.study() as study:
        asked = tuple(card.id for card in find_listed(study, query)) if query else None
        if asked == ():
            raise StudyError(f"no card is like that: {query}")
        progress = Progress(study, Scope(query or EVERYTHING, asked), PERIODS[period])
        found = {each: progress.figure(each) for each in ((name,) if name else ORDER)}
        if target is not None:
            put(target, make(target, found, subject(progress, period)))
            return
        home = compute_figures(study, read_record(study))
    if as_json:
        to_output(home, found, progress.scope.name, period).print()
        return
    lines = [] if name else [f"{EVERYTHING}, as of today", *stats_lines(home), ""]
    lines += [f"{progress.scope.name}, {period if period != 'all' else 'all time'}"]
    for figure in found.values():
        lines += ["", *write(figure, None if name else MOST)]
    print("\n".join(map(visible, lines)))


def make(target: Target, found: dict[str, Figure], about: Subject) -> bytes:
    if target.form == "html":
        return make_page(found, about)
    (figure,) = found.values()
    return draw_figure(figure, about, target.form, target.theme)


def to_output(figures: Figures, found: dict[str, Figure], scope: str, period: str) -> Statistics:
    today = figures.today
    return Statistics(
        reviews=sum(figures.reviews.values()),
        reviews_by_day={str(iso(None, day)): count for day, count in figures.reviews.items()},
        today=Today(
            cards=today.cards,
            reviews=today.reviews,
            again=today.again,
            seconds=today.seconds,
            correct=today.correct,
        ),
        retention={
            period: Rate(passed=r.all.passed, total=r.all.total, rate=r.all.rate)
            for period, r in figures.retention.items()
        },
        forecast=figures.forecast,
        backlog=figures.backlog,
        due_tomorrow=figures.due_tomorrow,
        streak=figures.streak,
        longest_streak=figures.longest_streak,
        proofs=figures.proofs,
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


def stats_lines(figures: Figures) -> list[str]:
    """Home's figures as aligned lines: of everything, whatever is asked about."""
    today = figures.today
    cards = counted(today.cards, "card")
    streak, longest = counted(figures.streak, "day"), counted(figures.longest_streak, "day")
    lines = [
        f"reviews     {sum(figures.reviews.values())} in all, {today.reviews} today on {cards}",
        f"streak      {streak}, {longest} at the longest",
    ]
    for period in RETENTION_PERIODS:
        tally = figures.retention[period].all
        rate = "no learned card was reviewed" if tally.rate is None else f"{tally.rate:.0%} of {tally.total}"
        lines.append(f"recalled    {period:<10} {rate}")
    lines.append(
        f"due         {figures.forecast[0] + figures.backlog} today, {figures.due_tomorrow} tomorrow"
    )
    lines.append("next days   " + " ".join(str(count) for count in figures.forecast))
    lines.append(
        "proofs      " + ", ".join(f"{count} {verdict}" for verdict, count in figures.proofs.items())
    )
    return lines
