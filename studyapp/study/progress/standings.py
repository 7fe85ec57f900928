"""Where every card stands, kept from one look at the statistics to the next.

Reading the memory of a hundred thousand cards takes a second; afterwards only those that something happened
to are read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from studyapp.insight.rows import Standing, Strength
from studyapp.schedule.fsrs import forgetting
from studyapp.store import marks
from studyapp.store.marks import Mark
from studyapp.store.strengths import added_days, strengths
from studyapp.study.progress.knowledge import Follower, day_shift

if TYPE_CHECKING:
    from studyapp.study.opening import Study

NO_MARK = Mark()


@dataclass(slots=True)
class Standings(Follower):
    """The cards of the files, by id."""

    cards: Mapping[str, Standing] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def refresh(self, study: Study, connection: Connection) -> Mapping[str, Standing]:
        """Take in what was added since, inside `store.read()`."""
        with self.lock, self.catch_up(study, connection) as changed:
            if changed is None or changed:
                kept = {} if changed is None else self.cards
                self.cards = {**kept, **self.read(study, connection, changed)}
            return self.cards

    def read(self, study: Study, connection: Connection, changed: set[str] | None) -> dict[str, Standing]:
        """These cards, or all, as they stand now."""
        known = {row[0]: row for row in strengths(connection, day_shift(study), changed)}
        kept, added = marks.all_marks(connection, changed), added_days(connection, changed)
        library, recall = study.reading.library.cards, forgetting(study.rules.weights)
        found = {}
        for name in library.keys() if changed is None else changed & library.keys():
            card, mark, row = library[name], kept.get(name, NO_MARK), known.get(name)
            strength = None if row is None else Strength._make(row[1:])
            found[name] = Standing(
                name,
                card.title,
                card.deck,
                card.proof,
                card.after,
                added.get(name, 0),
                mark.suspended,
                mark.hidden_until > self.day,
                strength,
                recall(strength.stability, max(0, self.day - strength.last_day)) if strength else 0.0,
                card.tags,
            )
        return found
