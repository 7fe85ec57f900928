"""What was known over time."""

from __future__ import annotations

from studyapp.insight.figure import Chart, Found, figure
from studyapp.insight.rows import History, first_day

POINTS = 16  # days that are looked at, at most: each asks for every card's recall on it


@figure(
    "knowledge",
    "Known, over time",
    "day:day known:number reviewed",
    chart=Chart.LINES,
    drawn="day known reviewed",
    facts="before:number now:number",
)
def knowledge(history: History) -> Found:
    """How many cards you would have recalled at the end of a day, as the memory model has it.

    known is the sum of the probabilities over all cards reviewed until then, those that you
    have since removed among them; reviewed is how many these were. before and now: known at both ends of the
    period.
    """
    if not history.done:
        return Found([], (0.0, 0.0))
    days = days_of(history)
    found = history.known_on(days)
    rows = [(day, *known) for day, known in zip(days, found, strict=True)]
    return Found(rows, (rows[0][1], rows[-1][1]))


def days_of(history: History) -> list[int]:
    """The first day of the period, today, and days in between that are evenly apart.

    Those are a power of two apart, and multiples of it: tomorrow mostly the same ones, and some of them are
    those of a longer period.
    """
    start, today = min(first_day(history), history.today), history.today
    apart = 1
    while (today - start) // apart >= POINTS - 1:
        apart *= 2
    return sorted({start, *range(-(-start // apart) * apart, today, apart), today})
