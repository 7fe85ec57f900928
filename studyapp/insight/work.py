"""The work that was done: reviews by day, by hour, by button, and the cards that came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from studyapp.insight.figure import Chart, Found, Row, figure
from studyapp.insight.rows import STACKS, Done, History, within
from studyapp.insight.tally import tally

MINUTE = 60_000.0  # milliseconds


@figure(
    "today",
    "Today",
    "kind:text reviews again correct:share minutes:minutes",
    chart=Chart.SHARES,
    drawn="kind correct",
    facts="reviews correct:share minutes:minutes",
)
def today(history: History) -> Found:
    """What was done on this study day, by kind of review.

    Correct is the share not graded Again. learn: new cards and their steps. relearn: the steps after a card
    was forgotten. young and mature: learned cards, by the interval that they had, under 21 days or not.
    """
    done = [row for row in history.done if row.day == history.today]
    rows = [of_kind(stack, [row for row in done if row.stack == stack]) for stack in STACKS]
    count = tally(done)
    facts = (count.total, count.rate, minutes(done))
    return Found([*rows, of_kind("all", done)] if done else [], facts)


def of_kind(name: str, done: list[Done]) -> Row:
    count = tally(done)
    return name, count.total, count.total - count.passed, count.rate, minutes(done)


def minutes(done: list[Done]) -> float:
    return sum(row.milliseconds for row in done) / MINUTE


@figure("calendar", "Every day", "day:day reviews minutes:minutes", chart=Chart.CALENDAR, drawn="day reviews")
def calendar(history: History) -> Found:
    """Reviews of each study day of the period, learning steps included, and the minutes they took.

    Days without a review are left out.
    """
    days: dict[int, list[Done]] = {}
    for row in within(history):
        days.setdefault(row.day, []).append(row)
    return Found([(day, tally(done).total, minutes(done)) for day, done in sorted(days.items())])


@figure(
    "reviews",
    "Reviews",
    "day:day learn relearn young mature",
    chart=Chart.BARS,
    drawn="day mature young relearn learn",
    facts="reviews days a_day:number",
)
def reviews(history: History) -> Found:
    """Reviews of each study day by kind: learning, relearning, young and mature cards.

    A card is mature from an interval of 21 days, the one that it had before the answer. a_day is the mean
    over the days on which there was a review.
    """
    found = stacked(history, lambda row: row.reviews)
    total, days = sum(sum(counts) for _, *counts in found), len(found)
    return Found(found, (total, days, mean(total, days)))


@figure(
    "time",
    "Time",
    "day:day learn:minutes relearn:minutes young:minutes mature:minutes",
    chart=Chart.BARS,
    drawn="day mature young relearn learn",
    facts="minutes:minutes a_day:minutes",
)
def time(history: History) -> Found:
    """Minutes spent answering on each study day, by kind of review.

    A thought longer than the settings' longest_answer counts as that long. a_day is the mean over the days on
    which there was a review.
    """
    found = stacked(history, lambda row: row.milliseconds)
    total, days = sum(sum(times) for _, *times in found) / MINUTE, len(found)
    return Found(
        [(day, *(each / MINUTE for each in times)) for day, *times in found], (total, mean(total, days))
    )


def stacked(history: History, value: Callable[[Done], int]) -> list[tuple[int, ...]]:
    """For each day with a review the day, and the sum of a value over each kind of STACKS."""
    days: dict[int, Counter[str]] = {}
    for row in within(history):
        days.setdefault(row.day, Counter())[row.stack] += value(row)
    return [(day, *(sums[stack] for stack in STACKS)) for day, sums in sorted(days.items())]


def mean(total: float, count: int) -> float | None:
    return total / count if count else None


@figure(
    "hours",
    "Hours",
    "hour:hour reviews correct:share",
    chart=Chart.BARS,
    drawn="hour reviews",
    facts="busiest:hour",
)
def hours(history: History) -> Found:
    """Reviews of the period by the hour of your own clock, and the share not graded Again.

    An hour counts by the clock where you were. Learning steps are included.
    """
    hours = [row for row in history.hours if row.reviews]
    busiest = max(hours, key=lambda row: (row.reviews, -row.hour), default=None)
    rows = [(row.hour, row.reviews, row.passed / row.reviews) for row in hours]
    return Found(rows, (busiest.hour if busiest else None,))


@figure(
    "buttons",
    "Buttons",
    "kind:text again hard good easy correct:share",
    chart=Chart.SHARES,
    drawn="kind correct",
    facts="again:share hard:share good:share easy:share",
)
def buttons(history: History) -> Found:
    """How often each grade was given in the period, by kind of card.

    Correct is the share not graded Again. learning holds the steps of relearning, too.
    """
    done = list(within(history))
    groups = {"learning": ("learn", "relearn"), "young": ("young",), "mature": ("mature",)}
    found: list[Row] = []
    for name, stacks in groups.items():
        rows = [row for row in done if row.stack in stacks]
        found.append((name, *by_grade(rows), tally(rows).rate))
    total = tally(done).total
    return Found(found if done else [], [mean(count, total) for count in by_grade(done)])


def by_grade(done: list[Done]) -> list[int]:
    """Again, Hard, Good, Easy."""
    return [sum(row.reviews for row in done if row.rating == rating) for rating in (1, 2, 3, 4)]


@figure("added", "Added", "day:day cards", chart=Chart.BARS, drawn="day cards", facts="cards unknown")
def added(history: History) -> Found:
    """Cards by the study day on which they came into your decks.

    unknown counts those that were there before this was kept.
    """
    since = history.since or 1
    days = Counter(card.added for card in history.cards if since <= card.added <= history.today)
    unknown = sum(not card.added for card in history.cards)
    return Found(sorted(days.items()), (days.total(), unknown))
