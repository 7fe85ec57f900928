"""A study's journal as Anki would have written it: cards, and the log of their reviews.

Everything is derived from the events themselves, as Anki's scheduler derives it from a card: what a card was
before a review is what the last one led to. None of what figures are computed from is read: neither the
roll-up, nor the phase and the interval before the answer, which each review carries.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from studyapp.schedule.days import study_day
from studyapp.store import journal
from studyapp.store.events import Bury, Event, Practised, Reset, Resume, Review, Suspend, Void
from studyapp.store.strengths import added_days
from studyapp.study.opening import Study
from tests.days import start_of_day

DAY = 86_400  # seconds
BEFORE = 1000  # days that the collection is older than today
NEW, LEARN, REVIEW, RELEARN = range(4)  # what a card is, in Anki's cards.type
TYPES = {"learning": LEARN, "review": REVIEW, "relearning": RELEARN}
LEARNED, TESTED, RELEARNED, FILTERED, MANUAL = range(5)  # what a review was, in Anki's revlog.type
KINDS = {"learning": LEARNED, "review": TESTED, "relearning": RELEARNED}
SUSPENDED, BURIED, INTERDAY = -1, -3, 3  # cards.queue, where it is not the type


@dataclass
class Trail:
    """What became of one card."""

    last: Review | None = None  # since it was new
    at: datetime | None = None  # of that
    reviews: int = 0
    lapses: int = 0  # since it was new
    suspended: bool = False
    hidden_until: int = 0


@dataclass
class Writer:
    """One study, in Anki's terms."""

    study: Study
    whole_days: bool = True  # tell Anki, which counts seconds since the last review, of whole study days
    starts: timedelta = field(init=False)
    offset: timedelta = field(init=False)
    today: int = field(init=False)
    trails: defaultdict[str, Trail] = field(default_factory=lambda: defaultdict(Trail))
    numbers: dict[str, int] = field(default_factory=dict)  # Anki's ids: when a card was made, milliseconds
    taken: set[int] = field(default_factory=set)  # ids of lines: when they were written, milliseconds

    def __post_init__(self) -> None:
        self.starts = self.study.settings.study.day_starts
        offset = self.study.clock.now().utcoffset()
        assert offset is not None
        self.offset, self.today = offset, self.study.moment().day

    def write(self, searches: Mapping[str, str]) -> dict[str, Any]:
        """The document that tests/peers/anki_graphs.py reads."""
        self.name_cards()
        with self.study.store.read() as connection:
            events = list(journal.events(connection))
        undone = {event.body.event for event in events if isinstance(event.body, Void)}
        reviews = [row for event in events if event.id not in undone for row in self.follow(event)]
        library = self.study.reading.library
        return {
            "created": int(self.noon(self.today - BEFORE).timestamp()),
            "today": BEFORE,
            "rollover": self.starts // timedelta(hours=1),
            "decks": [deck.name for deck in library.decks],
            "cards": [self.card(card.id, card.deck) for card in library.cards.values()],
            "reviews": reviews,
            "searches": dict(searches),
        }

    def name_cards(self) -> None:
        with self.study.store.read() as connection:
            added = added_days(connection)
        for place, card in enumerate(self.study.reading.library.cards):
            self.numbers[card] = int(self.noon(added[card]).timestamp()) * 1000 + place

    def noon(self, day: int) -> datetime:
        """Eight hours into a study day."""
        return start_of_day(day, self.offset, self.starts) + timedelta(hours=8)

    def follow(self, event: Event) -> Iterator[list[int]]:
        """Take an event in; yield the line that Anki's log has of it, if any."""
        if event.card is None:
            return
        trail = self.trails[event.card]
        match event.body:
            case Review() as review:
                yield self.review(event, review, trail)
            case Reset():
                yield self.line(event, 0, 0, 0, None, MANUAL)
                trail.last, trail.at, trail.lapses = None, None, 0
            case Practised(rating=rating, seconds=seconds):
                yield self.line(event, rating, 0, wait(trail.last, trail.at), seconds, FILTERED)
            case Suspend():
                trail.suspended = True
            case Bury(until=until):
                trail.hidden_until = until
            case Resume():
                trail.suspended, trail.hidden_until = False, 0

    def review(self, event: Event, review: Review, trail: Trail) -> list[int]:
        before, waited = trail.last, wait(trail.last, trail.at)
        kind = KINDS[before.phase] if before else LEARNED
        trail.lapses += kind == TESTED and review.rating == 1
        trail.last, trail.at, trail.reviews = review, event.at, trail.reviews + 1
        seconds = review.seconds
        return self.line(event, review.rating, wait(review, event.at), waited, seconds, kind, factor=2500)

    def line(
        self,
        event: Event,
        rating: int,
        after: int,
        before: int,
        seconds: float | None,
        kind: int,
        factor: int = 0,
    ) -> list[int]:
        assert event.card is not None
        # A card that is no longer in the files is gone from Anki too, and its log is still there.
        number = self.numbers.setdefault(event.card, len(self.numbers))
        at = round(event.at.timestamp() * 1000)
        while at in self.taken:
            at += 1
        self.taken.add(at)
        time = round((seconds or 0) * 1000)
        return [at, number, rating, after, before, factor, time, kind]

    def card(self, name: str, deck: str) -> list[Any]:
        """Id, deck, type, queue, due, interval, reviews, lapses, memory."""
        trail = self.trails[name]
        kind, queue, due, interval, data = NEW, NEW, 0, 0, "{}"
        if trail.last is not None:
            kind = TYPES[trail.last.phase]
            queue, due = self.place(trail.last)
            # A card that is being relearned has the interval in Anki that it will have afterwards.
            interval = {LEARN: 0, REVIEW: wait(trail.last, trail.at)}.get(kind, afterwards(trail.last))
            data = self.memory(trail)
        if trail.suspended or trail.hidden_until > self.today:
            queue = SUSPENDED if trail.suspended else BURIED
        return [self.numbers[name], deck, kind, queue, due, interval, trail.reviews, trail.lapses, data]

    def place(self, last: Review) -> tuple[int, int]:
        """The queue that a card waits in, and until when; a step past the day's end is due on a day."""
        if last.due_at is None:
            assert last.due_day is not None
            queue = REVIEW if last.phase == "review" else INTERDAY
            return queue, last.due_day - self.today + BEFORE
        day = study_day(last.due_at, self.offset, self.starts)
        if day > last.day:
            return INTERDAY, day - self.today + BEFORE
        return LEARN, int(last.due_at.timestamp())

    def memory(self, trail: Trail) -> str:
        """What Anki keeps of FSRS with a card."""
        assert trail.last is not None
        assert trail.at is not None
        at = trail.at
        if self.whole_days:
            at = self.study.clock.now() - timedelta(days=self.today - trail.last.day)
        known = {"s": trail.last.stability, "d": trail.last.difficulty}
        return json.dumps({**known, "dr": 0.9, "decay": 0.1542, "lrt": int(at.timestamp())})


def wait(review: Review | None, at: datetime | None) -> int:
    """What an answer led to, as Anki logs it: days for a learned card, seconds below zero for a step."""
    if review is None or at is None:
        return 0
    if review.due_at is not None:
        return -round((review.due_at - at).total_seconds())
    assert review.due_day is not None
    days = review.due_day - review.day
    return days if review.phase == "review" else -DAY * days


def afterwards(review: Review) -> int:
    return max(1, round(review.stability))
