"""True retention, by Anki's definition: how often a card that was due is still known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studyapp.insight.rows import Reviewed

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
class Tally:
    """Reviews that passed (any rating but Again), of how many."""

    passed: int
    total: int

    @property
    def rate(self) -> float | None:
        """Share that passed, 0 to 1; None without reviews."""
        return self.passed / self.total if self.total else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Retention:
    """True retention of young cards (previous interval under 21 days) and of mature ones."""

    young: Tally
    mature: Tally

    @property
    def all(self) -> Tally:
        return self.young + self.mature


def counts(row: Reviewed) -> bool:
    """Tell whether a review tests memory: of a card in review, or one whose interval was a day or more."""
    return row.phase == "review" or row.interval >= 1


def true_retention(rows: Iterable[Reviewed], today: int) -> dict[str, Retention]:
    """Count true retention by period, in study days up to and with `today`; a later day is in none."""
    counted = Counter((today - row.day, row.mature, row.passed) for row in rows if counts(row))

    def tally(period: str, mature: bool) -> Tally:
        oldest, newest = PERIODS[period]
        passed = failed = 0
        for (age, was_mature, was_passed), reviews in counted.items():
            if was_mature is mature and newest <= age and (oldest is None or age <= oldest):
                passed += reviews if was_passed else 0
                failed += 0 if was_passed else reviews
        return Tally(passed, passed + failed)

    return {period: Retention(tally(period, mature=False), tally(period, mature=True)) for period in PERIODS}
