"""All figures at once, against a slow recount that shares no code with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from studyapp.insight.figures import Figures, figures
from studyapp.insight.rows import Done

TODAY = 20_000
ON = date(1970, 1, 1) + timedelta(days=TODAY)


@dataclass
class Reviewed:
    """One graded answer."""

    card: str
    at: datetime
    day: int
    rating: int
    phase: str | None
    interval: int
    seconds: float | None


def count_up(
    rows: Sequence[Reviewed], due: Sequence[int] = (), verdicts: dict[str, int] | None = None
) -> Figures:
    """The figures of these reviews, folded by day."""
    done = [Done(row.day, *fold(row), row.rating, 1, round(1000 * (row.seconds or 0))) for row in rows]
    cards = {row.card for row in rows if row.day == TODAY}
    return figures(done, Counter(due), TODAY, verdicts or {}, len(cards))


def fold(row: Reviewed) -> tuple[str, str]:
    kind = {"review": "review", "relearning": "relearn"}.get(row.phase or "", "learn")
    if row.interval > 20:
        return kind, "mature"
    return kind, "young" if kind == "review" or row.interval else ""


LAST_DAYS = {"7 days": 7, "30 days": 30, "365 days": 365, "all": 4000}


def draw_rows(random: Random) -> list[Reviewed]:
    density = random.choice([1, 20, 300])
    return [
        draw_row(random, TODAY - random.randint(-2, 800 // density)) for _ in range(random.randint(0, 400))
    ]


def draw_row(random: Random, day: int) -> Reviewed:
    phase = random.choice([None, "learning", "review", "review", "relearning"])
    return Reviewed(
        card=f"card-{random.randint(1, 30)}",
        at=datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day, minutes=random.randint(-400, 400)),
        day=day,
        rating=random.randint(1, 4),
        phase=phase,
        interval=random.choice([0, 0, 1, 20, 21, 90]) if phase else 0,
        seconds=random.choice([None, random.uniform(1, 60)]),
    )


def on_date(row: Reviewed) -> date:
    """The study day from the instant, which these rows keep between 5:20 and 18:40 UTC."""
    return row.at.date()


def dates_of(period: str) -> set[date]:
    if period == "today":
        return {ON}
    if period == "yesterday":
        return {ON - timedelta(days=1)}
    return {ON - timedelta(days=age) for age in range(LAST_DAYS[period])}


def recount(rows: list[Reviewed], period: str, of: str) -> float | None:
    chosen, dates = [], dates_of(period)
    for row in rows:
        if on_date(row) not in dates:
            continue
        if row.phase != "review" and row.interval == 0:
            continue
        if of in ("all", "mature" if row.interval > 20 else "young"):
            chosen.append(row.rating in (2, 3, 4))
    return chosen.count(True) / len(chosen) if chosen else None


def streak_back_from(day: date, studied: set[date]) -> int:
    return 1 + streak_back_from(day - timedelta(days=1), studied) if day in studied else 0


@pytest.mark.parametrize("seed", range(30))
def test_retention_agrees_with_a_slow_recount(seed: int) -> None:
    rows = draw_rows(Random(seed))
    kept = count_up(rows).retention
    for period, of_period in kept.items():
        rates = [of_period.all.rate, of_period.young.rate, of_period.mature.rate]
        assert rates == [recount(rows, period, of) for of in ("all", "young", "mature")]


@pytest.mark.parametrize("seed", range(30))
def test_the_habit_agrees_with_a_slow_recount(seed: int) -> None:
    rows = draw_rows(Random(seed))
    found = count_up(rows)
    studied = {on_date(row) for row in rows}
    yesterday = ON - timedelta(days=1)
    assert found.streak == max(
        streak_back_from(ON, studied), streak_back_from(yesterday, studied) if ON not in studied else 0
    )
    assert found.longest_streak == max((streak_back_from(day, studied) for day in studied), default=0)
    assert found.reviews == {
        (day - date(1970, 1, 1)).days: len([row for row in rows if on_date(row) == day]) for day in studied
    }


@pytest.mark.parametrize("seed", range(30))
def test_today_agrees_with_a_slow_recount(seed: int) -> None:
    rows = draw_rows(Random(seed))
    today = count_up(rows).today
    done = [row for row in rows if on_date(row) == ON]
    good = [row for row in done if row.rating > 1]
    assert (today.reviews, today.cards) == (len(done), len({row.card for row in done}))
    assert today.seconds == pytest.approx(
        sum(row.seconds for row in done if row.seconds is not None), abs=0.001 * len(done)
    )
    assert today.correct == (pytest.approx(len(good) / len(done)) if done else None)


@pytest.mark.parametrize("seed", range(10))
def test_every_card_is_in_the_backlog_the_forecast_or_later(seed: int) -> None:
    random = Random(seed)
    due = [TODAY + random.randint(-20, 40) for _ in range(random.randint(0, 200))]
    found = count_up([], due)
    later = len([day for day in due if day >= TODAY + 14])
    assert found.backlog + sum(found.forecast) + later == len(due)
    assert found.due_tomorrow == found.forecast[1] == due.count(TODAY + 1)


def test_without_reviews_no_rate_is_made_up() -> None:
    found = count_up([])
    assert {of.all.rate for of in found.retention.values()} == {None}
    assert (found.today.correct, found.streak, found.longest_streak, found.reviews) == (None, 0, 0, {})
    assert found.forecast == (0,) * 14


def test_verdicts_are_handed_through_as_a_copy() -> None:
    verdicts = {"confirmed": 3, "refuted": 1}
    found = count_up([], (), verdicts)
    verdicts["confirmed"] = 0
    assert found.proofs == {"confirmed": 3, "refuted": 1}
