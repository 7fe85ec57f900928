"""True retention, by Anki's definition: how often a card that was due is still known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studyapp.insight.figure import Chart, Found, Row, figure
from studyapp.insight.rows import Done, History
from studyapp.insight.tally import Tally, tally

# The oldest and the newest study day of each period, in days ago; no oldest means since the first review.
PERIODS: Mapping[str, tuple[int | None, int]] = {
    "today": (0, 0),
    "yesterday": (1, 1),
    "7 days": (6, 0),
    "30 days": (29, 0),
    "365 days": (364, 0),
    "all": (None, 0),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """True retention of young cards (previous interval under 21 days) and of mature ones."""

    young: Tally
    mature: Tally

    @property
    def all(self) -> Tally:
        return self.young + self.mature


def true_retention(done: Iterable[Done], today: int) -> dict[str, Retention]:
    """Count true retention by period, in study days up to and with `today`; a later day is in none.

    Only what tests memory counts: a review of a learned card, or of one whose interval was a day or more.
    """
    tested = [row for row in done if row.age]

    def retain(oldest: int | None, newest: int) -> Retention:
        rows = [
            row
            for row in tested
            if newest <= today - row.day and (oldest is None or today - row.day <= oldest)
        ]
        return Retention(*(tally(row for row in rows if row.age == age) for age in ("young", "mature")))

    return {period: retain(*ages) for period, ages in PERIODS.items()}


@figure(
    "retention",
    "True retention",
    "period:text all:share of_all young:share of_young mature:share of_mature",
    chart=Chart.SHARES,
    drawn="period all",
    facts="young:share mature:share",
)
def retention(history: History) -> Found:
    """The share of reviews that were not graded Again, where memory was tested.

    That is: reviews of learned cards, and of cards whose interval was a day or more; learning steps within a
    day do not count. young and mature go by the interval before the answer, under 21 days or not.
    """
    rows: list[Row] = []
    every = true_retention(history.done, history.today)
    for period, kept in every.items():
        tallies = (kept.all, kept.young, kept.mature)
        rows.append((period, *(cell for count in tallies for cell in (count.rate, count.total))))
    return Found(rows if history.done else [], (every["all"].young.rate, every["all"].mature.rate))
