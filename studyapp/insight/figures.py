"""The figures of Home, in one frozen bundle; and all others by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studyapp.insight import knowing, load, recall, retention, standing, trouble, work  # noqa: F401
from studyapp.insight.figure import KINDS
from studyapp.insight.habit import Today, longest_streak, reviews_per_day, streak, today_figures
from studyapp.insight.load import backlog, forecast
from studyapp.insight.retention import Retention, true_retention
from studyapp.insight.rows import Done

__all__ = ["KINDS", "ORDER", "SECTIONS", "Figures", "figures"]

# Every figure by name, in the order that a reader meets them; importing a module registers its own.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "How it goes": (
        "today",
        "weeks",
        "retention",
        "predicted",
        "calibration",
        "knowledge",
        "decks",
        "topics",
        "weak",
        "proofs",
    ),
    "What is done, and what comes": (
        "calendar",
        "reviews",
        "time",
        "hours",
        "buttons",
        "due",
        "cards",
        "added",
    ),
    "How memory stands": ("intervals", "stability", "difficulty", "retrievability"),
}
ORDER = tuple(name for names in SECTIONS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Figures:
    """All of Home's statistics as of one study day. A rate without data is None, never 0."""

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
    done: Sequence[Done],
    due: Mapping[int, int],
    today: int,
    verdicts: Mapping[str, int],
    cards_today: int = 0,
) -> Figures:
    """Compute every figure as of study day `today`.

    `due` counts the cards that wait by the study day they are due on, `verdicts` proofs by verdict;
    `cards_today` is how many different cards were reviewed today.
    """
    reviews = reviews_per_day(done)
    return Figures(
        day=today,
        reviews=reviews,
        retention=true_retention(done, today),
        forecast=tuple(forecast(due, today)),
        backlog=backlog(due, today),
        due_tomorrow=due.get(today + 1, 0),
        streak=streak(reviews, today),
        longest_streak=longest_streak(reviews),
        today=today_figures(done, today, cards_today),
        proofs=dict(verdicts),
    )
