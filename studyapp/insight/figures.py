"""The figures of the statistics, in one frozen bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studyapp.insight.habit import Today, longest_streak, reviews_per_day, streak, today_figures
from studyapp.insight.load import backlog, due_tomorrow, forecast
from studyapp.insight.retention import Retention, true_retention
from studyapp.insight.rows import Reviewed


@dataclass(frozen=True, slots=True)
class Figures:
    """All of the statistics as of one study day. A rate without data is None, never 0."""

    day: int  # the study day they are as of, days since 1970-01-01
    reviews: Mapping[int, int]  # reviews by study day, in order; days without any are left out
    retention: Mapping[str, Retention]  # true retention by period, see retention.PERIODS
    forecast: tuple[int, ...]  # cards due today, tomorrow, … for 14 study days
    backlog: int  # cards due before today
    due_tomorrow: int  # cards
    streak: int  # study days
    longest_streak: int  # study days
    today: Today
    proofs: Mapping[str, int]  # proofs by their last verdict


def figures(
    rows: Iterable[Reviewed], due_days: Iterable[int], today: int, verdicts: Mapping[str, int]
) -> Figures:
    """Compute every figure as of study day `today`.

    `due_days` holds the due study day of each card that waits for one; `verdicts` counts proofs by verdict.
    """
    rows, due_days = list(rows), list(due_days)
    reviews = reviews_per_day(rows)
    return Figures(
        day=today,
        reviews=reviews,
        retention=true_retention(rows, today),
        forecast=tuple(forecast(due_days, today)),
        backlog=backlog(due_days, today),
        due_tomorrow=due_tomorrow(due_days, today),
        streak=streak(reviews, today),
        longest_streak=longest_streak(reviews),
        today=today_figures(rows, today),
        proofs=dict(verdicts),
    )
