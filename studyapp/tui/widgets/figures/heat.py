"""A calendar: a column for each week, a cell for each day, darker the more was done."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from studyapp.insight.figure import Figure
from studyapp.insight.weeks import WEEK, WEEKDAYS, level, monday
from studyapp.schedule.days import date_of
from studyapp.tui.widgets.figures.axis import LONG, Label, spread
from studyapp.tui.widgets.lines import say

SHADES = "·░▒▓█"
STYLE = "$text-success"
LABEL = 5  # cells before the weeks


def draw(figure: Figure, width: int, days: int, today: int) -> list[Content]:
    """Seven rows for `days` up to today, as many weeks of them as fit, and the months below."""
    counts = {
        int(day): int(value)
        for day, value in zip(figure.numbers("day"), figure.numbers("reviews"), strict=True)
        if day is not None and value is not None
    }
    last = monday(today)
    room = width - LABEL
    weeks = min(room, (last - monday(today - days + 1)) // WEEK + 1)
    step = next(step for step in (3, 2, 1) if step * weeks <= room)
    first = last - WEEK * (weeks - 1)
    most = max((count for day, count in counts.items() if day >= first), default=0)
    rows = []
    for weekday, name in enumerate(WEEKDAYS):
        days_of = (first + WEEK * week + weekday for week in range(weeks))
        cells = [
            cell(counts, day, most, step) if today - days < day <= today else say(" " * step)
            for day in days_of
        ]
        rows.append((say(name.ljust(LABEL), "dim") + Content("").join(cells)).rstrip())
    return [*rows, months(first, weeks, step, width)]


def cell(counts: Mapping[int, int], day: int, most: int, step: int) -> Content:
    shade = level(counts.get(day, 0), most)
    return say(SHADES[shade].ljust(step), STYLE if shade else "dim")


def months(first: int, weeks: int, step: int, room: int) -> Content:
    """Each month's name below the week in which it begins, where there is room.

    Over a long time a January is named by its year; and of the first month few weeks may be there, so that
    it is the one that is left out.
    """
    years: list[Label] = []
    names: list[Label] = []
    before = 0
    for week in range(weeks):
        begins = date_of(first + WEEK * week + 6)
        if begins.month != before:
            is_year = begins.month == 1 and WEEK * weeks > LONG
            (years if is_year else names).append((step * week, f"{begins:{'%Y' if is_year else '%b'}}"))
        before = begins.month
    return say(" " * LABEL + spread([*years, *reversed(names)], room - LABEL, apart=1), "dim")
