"""Each review beside the one before it: what was to be expected, and how long the last one held.

The trail of all cards is kept from one look at the statistics to the next: following half a million reviews
takes two seconds, and those that were added since none.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from studyapp.insight.knowing import known_on
from studyapp.insight.recall import group_of
from studyapp.insight.rows import Foreseen
from studyapp.store import histories
from studyapp.store.strengths import newest

if TYPE_CHECKING:
    from studyapp.study.opening import Study

Recall = Callable[[float, float], float]


@dataclass(slots=True)
class Trail:
    """The steps of store.histories, one after the other.

    A review on the same day as the last tests no memory, nor does the first, or the first since a reset.
    """

    recall: Recall
    groups: dict[tuple[int, int], list[float]] = field(default_factory=dict)  # expected, reviews, passed
    days: array[int] = field(default_factory=lambda: array("q"))  # of each review that another one followed,
    untils: array[int] = field(default_factory=lambda: array("q"))  # the other one's day,
    stabilities: array[float] = field(default_factory=lambda: array("d"))  # and the stability in between
    last: dict[str, tuple[int, float]] = field(default_factory=dict)  # by card: day and stability
    known: dict[int, tuple[float, int]] = field(default_factory=dict)  # what was found of a day already

    def follow(self, steps: Iterable[tuple[Any, ...]]) -> int:
        """Go on with these steps; return the number of the last one."""
        first, number, last, recall = 2**62, 0, self.last, self.recall
        for card, day, stability, elapsed, passed, hlc in steps:
            before = last.pop(card, None)
            if before is not None:
                if day > before[0]:
                    self.days.append(before[0])
                    self.untils.append(day)
                    self.stabilities.append(before[1])
                if elapsed:
                    expected = recall(before[1], elapsed)
                    group = self.groups.setdefault((day, group_of(expected)), [0.0, 0, 0])
                    group[0] += expected
                    group[1] += 1
                    group[2] += passed
            if stability is not None:
                last[card] = day, stability
            first, number = min(first, day), hlc
        self.known = {day: known for day, known in self.known.items() if day < first}
        return number

    def foreseen(self, since: int, today: int) -> Sequence[Foreseen]:
        """What was expected of the reviews from study day `since` on."""
        return [
            Foreseen(day, group, expected, int(reviews), int(passed))
            for (day, group), (expected, reviews, passed) in self.groups.items()
            if since <= day <= today
        ]

    def known_on(self, day: int) -> tuple[float, int]:
        """Cards recalled at the end of a day, by expectation, and how many were reviewed until then."""
        if day not in self.known:
            spans = zip(self.days, self.untils, self.stabilities, strict=True)
            open_spans = ((start, day + 1, stability) for start, stability in self.last.values())
            known, reviewed = known_on(day, spans, self.recall)
            more, others = known_on(day, open_spans, self.recall)
            self.known[day] = known + more, reviewed + others
        return self.known[day]


@dataclass(slots=True)
class Trails:
    """The trail of all cards, and how far in the journal it has come."""

    trail: Trail | None = None
    seen: int = 0  # the newest event that is in
    number: int = 0  # of the last step
    lock: Lock = field(default_factory=Lock)

    def refresh(self, study: Study, connection: Connection, recall: Recall) -> Trail:
        """Take in what was added since; after an undo, a rename or a merge, everything."""
        starts = int(study.settings.study.day_starts.total_seconds())
        with self.lock:
            now = newest(connection)
            if self.trail is None or not histories.goes_on(connection, self.seen, self.number):
                self.trail, self.seen, self.number = Trail(recall), 0, 0
            if now != self.seen:
                steps = histories.steps(connection, starts, None, self.seen)
                self.number = self.trail.follow(steps) or self.number
                self.seen = now
            return self.trail
