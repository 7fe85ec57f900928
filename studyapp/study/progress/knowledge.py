"""What is known of every deck today, kept from one look at Home to the next.

Reading the memory of a hundred thousand cards takes a tenth of a second; afterwards only those that were
answered since are read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from studyapp.clock import ahead_of_utc
from studyapp.insight.load import is_due
from studyapp.schedule.fsrs import forgetting
from studyapp.store import marks
from studyapp.store.strengths import DueRow, due_rows, newest, touched

if TYPE_CHECKING:
    from studyapp.study.library.reading import Reading
    from studyapp.study.opening import Study


@dataclass(slots=True)
class Follower:
    """Follows the journal, the days and the files."""

    day: int = -1
    seen: int = 0  # the newest event that is in
    reading: Reading | None = None  # the files whose cards are in

    @contextmanager
    def catch_up(self, study: Study, connection: Connection) -> Iterator[set[str] | None]:
        """Yield the cards that something happened to since; None where all are to be read anew.

        Where taking them in fails, all are read the next time.
        """
        study.renew_rules(connection)
        today, last = study.moment().day, newest(connection)
        changed = None
        if self.day == today and self.reading is study.reading and self.seen <= last:
            changed = touched(connection, self.seen)
        self.day, self.seen, self.reading = today, last, study.reading
        try:
            yield changed
        except BaseException:
            self.day = -1
            raise


@dataclass(slots=True)
class Knowledge(Follower):
    """Sums over the cards of the files."""

    known: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # Σ recall, by deck
    due: Counter[int] = field(default_factory=Counter)  # cards by the study day that they are due on
    proofs: dict[str, frozenset[str]] = field(default_factory=dict)  # by deck
    # By card: recall today, and the day it is due; none where it counts on no day.
    cards: dict[str, tuple[float, int | None]] = field(default_factory=dict)

    def refresh(self, study: Study, connection: Connection) -> None:
        """Take in what was added since, inside `store.read()`."""
        with self.catch_up(study, connection) as changed:
            if changed is None:
                self.clear(study)
            for card in changed or ():
                self.leave_out(study, card)
            if changed is None or changed:
                away = marks.away(connection, self.day)
                self.take_in(study, due_rows(connection, day_shift(study), changed), away)

    def clear(self, study: Study) -> None:
        self.known.clear()
        self.due.clear()
        self.cards.clear()
        self.proofs = {
            deck.name: frozenset(card.proof for card in deck.cards if card.proof)
            for deck in study.reading.library.decks
        }

    def leave_out(self, study: Study, card: str) -> None:
        if card in self.cards:
            recall, day = self.cards.pop(card)
            self.known[study.reading.library.cards[card].deck] -= recall
            if day is not None:
                self.due[day] -= 1

    def take_in(self, study: Study, rows: Sequence[DueRow], away: Mapping[str, bool]) -> None:
        cards, recall_of = study.reading.library.cards, forgetting(study.rules.weights)
        for name, stability, last_day, day in rows:
            card = cards.get(name)
            if card is not None:
                recall = recall_of(stability, max(0, self.day - last_day))
                # As in the figure of what is due: not while it is suspended, nor on days that it is buried.
                counts = not away.get(name, False) and is_due(day, self.day, buried=name in away)
                self.cards[name] = recall, day if counts else None
                self.known[card.deck] += recall
                self.due[day] += counts


def day_shift(study: Study) -> int:
    """Seconds that study days are ahead of the days of UTC, by today's clock."""
    ahead = ahead_of_utc(study.clock.now()) - study.settings.study.day_starts
    return int(ahead.total_seconds())
