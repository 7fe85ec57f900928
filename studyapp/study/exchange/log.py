"""The journal's events about a card → the card and its log as Anki has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from studyapp.exchange.anki.collection import (
    DAY_LEARNING,
    FILTERED,
    LEARNED,
    LEARNING,
    MANUAL,
    NEW,
    RELEARNED,
    RELEARNING,
    REVIEW,
    REVIEWED,
    SUSPENDED,
    AnkiCard,
    Answer,
)
from studyapp.schedule.days import EPOCH
from studyapp.schedule.plan import Rules
from studyapp.store.events import Event, Practised, Reset, Review
from studyapp.store.marks import Mark

DAY = 86_400  # seconds
TYPES = {"learning": LEARNING, "review": REVIEW, "relearning": RELEARNING}
KINDS = {"learning": LEARNED, "review": REVIEWED, "relearning": RELEARNED}


@dataclass(slots=True)
class Trail:
    """What became of one card."""

    last: Review | None = None  # since it was new
    at: datetime | None = None  # of that
    lapses: int = 0  # since it was new
    answers: list[Answer] = field(default_factory=list)

    def follow(self, event: Event) -> None:
        match event.body:
            case Review() as review:
                before = self.last
                kind = KINDS[before.phase] if before else LEARNED
                self.lapses += kind == REVIEWED and review.rating == 1
                known, waited = ease(review.difficulty), self.waited()
                self.last, self.at = review, event.at
                self.add(event, review.rating, self.waited(), waited, known, review.seconds, kind)
            case Practised(rating=rating, seconds=seconds):
                self.add(event, rating, self.waited(), self.waited(), 0, seconds, FILTERED)
            case Reset() if self.last is not None:
                self.add(event, 0, 0, 0, 0, None, MANUAL)
                self.last, self.at, self.lapses = None, None, 0
            case _:
                pass

    def add(self, event: Event, *line: int | float | None) -> None:
        rating, interval, before, factor, seconds, kind = line
        at = (event.at - EPOCH) // timedelta(milliseconds=1)
        taken = round(1000 * (seconds or 0))
        numbers = (int(number or 0) for number in (rating, interval, before, factor, taken, kind))
        self.answers.append(Answer(at, *numbers))

    def waited(self) -> int:
        """What the last answer led to: days for a learned card, seconds below zero for a step."""
        if self.last is None or self.at is None:
            return 0
        if self.last.due_at is not None:
            return -round((self.last.due_at - self.at).total_seconds())
        assert self.last.due_day is not None
        days = self.last.due_day - self.last.day
        return days if self.last.phase == "review" else -DAY * days


def ease(difficulty: float) -> int:
    """A difficulty from 1 to 10 in the log's thousandths, from 100 to 1100, as Anki writes it with FSRS."""
    return round(100 + 1000 * (difficulty - 1) / 9)


@dataclass(frozen=True, slots=True)
class Where:
    """A card's place in Anki."""

    ordinal: int  # in its note, from 0 on
    deck: str
    place: int  # among the new ones


def make_card(
    events: Iterable[Event], mark: Mark, where: Where, *, first_day: int, now: datetime, rules: Rules
) -> AnkiCard:
    """A card as it stands; `first_day` is the one that due days count from."""
    trail = Trail()
    for event in events:
        trail.follow(event)
    kind, queue, due = standing(trail, where.place, first_day)
    memory = {}
    if trail.last is not None and trail.at is not None:
        last = int(trail.at.timestamp())
        memory = {"s": round(trail.last.stability, 4), "d": round(trail.last.difficulty, 3), "lrt": last}
    return AnkiCard(
        ordinal=where.ordinal,
        deck=where.deck,
        modified=int(now.timestamp()),
        kind=kind,
        queue=SUSPENDED if mark.suspended else queue,
        due=due,
        interval=interval(trail),
        flag=mark.flag,
        answers=tuple(trail.answers),
        lapses=trail.lapses,
        steps_left=steps_left(trail, rules),
        memory=memory,
    )


def standing(trail: Trail, place: int, first_day: int) -> tuple[int, int, int]:
    """What a card is, the queue it waits in, and until when."""
    last = trail.last
    if last is None:
        return NEW, NEW, place
    kind = TYPES[last.phase]
    if last.due_at is not None:
        return kind, LEARNING, int(last.due_at.timestamp())
    assert last.due_day is not None
    return kind, REVIEW if kind == REVIEW else DAY_LEARNING, last.due_day - first_day


def steps_left(trail: Trail, rules: Rules) -> int:
    if trail.last is None or trail.last.phase == "review":
        return 0
    steps = rules.learning_steps if trail.last.phase == "learning" else rules.relearning_steps
    return max(1, len(steps) - trail.last.step)


def interval(trail: Trail) -> int:
    """Days; of a card that is learned again those that it will have afterwards."""
    if trail.last is None or trail.last.phase == "learning":
        return 0
    return trail.waited() if trail.last.phase == "review" else max(1, round(trail.last.stability))
