"""Recall: wanted and measured, foreseen by the memory model, and foreseen by the learner."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import sqrt

from studyapp.insight.figure import Chart, Found, Row, figure
from studyapp.insight.rows import Done, Foreseen, History, within
from studyapp.insight.tally import Tally, tally
from studyapp.insight.weeks import monday

# From which foreseen probability on each group counts.
FORESEEN = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


@figure(
    "weeks",
    "Recall, week by week",
    "week:day recalled:share low:share high:share reviews",
    chart=Chart.LINES,
    drawn="week recalled",
    facts="recalled:share reviews aim:share",
)
def weeks(history: History) -> Found:
    """True retention of each week, from Monday, beside the recall that you want.

    low and high: where the true share lies with 95% confidence (Wilson's interval); with few reviews that is
    far apart. Weeks in which no memory was tested are left out.
    """
    by_week: dict[int, list[Done]] = {}
    for row in within(history):
        if row.age:
            by_week.setdefault(monday(row.day), []).append(row)
    tallies = {week: tally(rows) for week, rows in sorted(by_week.items())}
    rows: list[Row] = [(week, count.rate, *count.band, count.total) for week, count in tallies.items()]
    whole = sum(tallies.values(), start=Tally(0, 0))
    return Found(rows, (whole.rate, whole.total, history.aim))


@figure(
    "predicted",
    "Predicted and actual",
    "predicted:share actual:share low:share high:share reviews",
    chart=Chart.LINES,
    drawn="predicted actual",
    facts="predicted:share actual:share error:share reviews",
)
def predicted(history: History) -> Found:
    """What the memory model expected of your reviews, and what came of them.

    Reviews a day or more after the last one are grouped by the recall foreseen before the answer, from the
    stability and the days since, as the settings then had it. predicted and actual are the means of each
    group; low and high as in weekly recall. error is the root of the mean squared difference over the groups,
    by their reviews: 0 is best.
    """
    groups: dict[int, list[Foreseen]] = {}
    for row in history.foreseen:
        groups.setdefault(row.group, []).append(row)
    if not groups:
        return Found([], (None, None, None, 0))
    rows: list[Row] = []
    squares = 0.0
    for _, alike in sorted(groups.items()):
        expected, count = means(alike)
        squares += count.total * (expected - count.passed / count.total) ** 2
        rows.append((expected, count.rate, *count.band, count.total))
    expected, count = means(history.foreseen)
    return Found(rows, (expected, count.rate, sqrt(squares / count.total), count.total))


def group_of(expected: float) -> int:
    """Which group a foreseen probability belongs to: 1 for the lowest."""
    return bisect_right(FORESEEN, expected)


def means(rows: Sequence[Foreseen]) -> tuple[float, Tally]:
    """The mean of what was expected, and what came of it."""
    reviews = sum(row.reviews for row in rows)
    return sum(row.expected for row in rows) / reviews, Tally(sum(row.passed for row in rows), reviews)


@figure(
    "calibration",
    "How sure, how right",
    "said:share right:share low:share high:share answers",
    chart=Chart.LINES,
    drawn="said right",
    facts="said:share right:share brier:number answers",
)
def calibration(history: History) -> Found:
    """How often you were right, by how sure you said you were before the answer.

    low and high as in the weekly recall. brier is the mean squared difference between what you said and what
    came of it (Brier 1950): 0 is best, and always saying 50% makes 0.25.
    """
    rows: list[Row] = []
    for row in history.said:
        count = Tally(row.right, row.total)
        rows.append((row.confidence, count.rate, *count.band, count.total))
    total = sum(row.total for row in history.said)
    if not total:
        return Found([], (None, None, None, 0))
    said = sum(row.confidence * row.total for row in history.said) / total
    right = sum(row.right for row in history.said) / total
    squares = sum(
        row.right * (1 - row.confidence) ** 2 + (row.total - row.right) * row.confidence**2
        for row in history.said
    )
    return Found(rows, (said, right, squares / total, total))
