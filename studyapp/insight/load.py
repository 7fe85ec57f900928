"""The load ahead, assuming no new cards and no failures; in cards, by the study day each is due on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from studyapp.insight.figure import Chart, Found, Row, figure
from studyapp.insight.rows import History


def forecast(due: Mapping[int, int], today: int, days: int = 14) -> list[int]:
    """Cards due on each of the next days, the first of which is `today`; the backlog is not among them.

    `due` counts cards by the study day that they are due on.
    """
    return [due.get(today + ahead, 0) for ahead in range(days)]


def backlog(due: Mapping[int, int], today: int) -> int:
    """Cards that were due before `today` and were not answered."""
    return sum(cards for day, cards in due.items() if day < today)


def is_due(day: int, today: int, *, buried: bool) -> bool:
    """Whether a card that is due on a day counts there: what is buried comes neither today nor as backlog."""
    return day > today or not buried


def daily_load(intervals: Mapping[int, int]) -> float:
    """Reviews a day that cards amount to in the long run: Σ 1/max(1, interval in days), as in Anki.

    `intervals` counts cards by their interval.
    """
    return sum((cards / max(1, interval) for interval, cards in intervals.items()), start=0.0)


@figure(
    "due",
    "Due",
    "day:day cards in_all",
    chart=Chart.BARS,
    drawn="day cards",
    facts="backlog tomorrow daily_load:number",
)
def due(history: History) -> Found:
    """Cards due on each day to come, as far ahead as the period reaches back.

    It assumes no new cards and no failures. in_all counts up. backlog: cards due before today. daily_load:
    the reviews a day that your cards amount to, Σ 1/max(1, interval in days); one in a step counts as one.
    Suspended cards do not count, and a buried one is not due while it is buried.
    """
    today = history.today
    days, intervals = Counter[int](), Counter[int]()
    for card in history.cards:
        known = card.strength
        if known is not None and not card.suspended:
            intervals[known.interval if known.phase == "review" else 0] += 1
            if is_due(known.due_day, today, buried=card.buried):
                days[known.due_day] += 1
    ahead = None if history.since is None else today - history.since
    rows: list[Row] = []
    in_all = behind = backlog(days, today)
    for day, cards in sorted(days.items()):
        if day >= today and (ahead is None or day - today <= ahead):
            in_all += cards
            rows.append((day, cards, in_all))
    return Found(rows, (behind, days[today + 1], daily_load(intervals)))
