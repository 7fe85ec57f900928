"""What was known over time."""

from __future__ import annotations

from bisect import bisect_left

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
    days = days_of(history)
    known, reviewed = [0.0] * len(days), [0] * len(days)
    recall = history.recall
    for day, until, stability in history.spans:
        for place in range(bisect_left(days, day), bisect_left(days, until)):
            known[place] += recall(stability, days[place] - day)
            reviewed[place] += 1
    rows = list(zip(days, known, reviewed, strict=True)) if history.spans else []
    return Found(rows, (known[0], known[-1]))


def days_of(history: History) -> list[int]:
    """Days over the period, evenly apart, today the last."""
    start, today = min(first_day(history), history.today), history.today
    count = min(POINTS, today - start + 1)
    if count == 1:
        return [today]
    return [start + round(number * (today - start) / (count - 1)) for number in range(count)]
