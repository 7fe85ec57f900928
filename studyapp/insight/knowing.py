"""What was known over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from studyapp.insight.figure import Chart, Found, figure
from studyapp.insight.rows import History, first_day

POINTS = 14  # days that are looked at, at most: each asks for every card's recall on it


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
    rows = [(day, *history.known_on(day)) for day in days_of(history)]
    return Found(rows, (rows[0][1], rows[-1][1]))


def known_on(
    day: int, spans: Iterable[tuple[int, int, float]], recall: Callable[[float, float], float]
) -> tuple[float, int]:
    """Cards known on a day, by expectation, and how many they are of.

    spans: for each review its day, the day from which on it decides no more of what is remembered (that of
    the next one, or on which the card was started again), and the stability after it, in days.
    """
    probabilities = [
        recall(stability, day - start) for start, until, stability in spans if start <= day < until
    ]
    return sum(probabilities, start=0.0), len(probabilities)


def days_of(history: History) -> list[int]:
    """Days over the period, evenly apart, today the last."""
    start, today = min(first_day(history), history.today), history.today
    count = min(POINTS, today - start + 1)
    if count == 1:
        return [today]
    return [start + round(number * (today - start) / (count - 1)) for number in range(count)]
