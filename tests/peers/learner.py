"""Learners who do all that can be done to a card, at all hours, in a folder that grows over the days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.schedule.plan import Moment
from studyapp.store import journal, memory
from studyapp.store.events import Bury, Resume, Suspend
from studyapp.study.opening import Study, offset_minutes, open_study
from studyapp.study.sampling import Sample
from tests.days import start_of_day
from tests.reviews import standing_reviews

DAYS = 400
DECKS = {
    "first": 400,
    "second": 200,
    "gone": 150,
    "third": 60,
    "fourth": 1,
    "fifth": 0,
}  # when each came, days ago
CARDS = 10  # of each deck
# Hours into the study day at which sessions begin: in its second second, and late at night, among others.
HOURS = (1 / 3600, 0.5, 3.25, 8.0, 14.5, 17.0, 19.75, 20.0, 22.9, 23.7)
MISSED = 0.3  # share of days without a session

DUE, EARLY = 0.6, 0.05  # shares of cards that are answered on a day
ACTS, ACTS_TODAY = 0.01, 0.5  # shares of cards to which something else is done
UNDONE = 0.03  # share of reviews
LEFT, LEFT_LATELY, LATELY = 0.15, 0.6, 30  # shares of steps that are left for another day; days


@dataclass(frozen=True, slots=True)
class Habits:
    """What tells one learner from another."""

    seed: int
    clock: str = "13:20"  # the time of day it is for them now; their offset from UTC follows from it
    day_starts: int = 4  # hours
    learning_steps: str = '["1m", "10m"]'
    relearning_steps: str = '["10m"]'

    @property
    def zone(self) -> timedelta:
        """Their offset from UTC, in whole quarters of an hour, from -12 to +12 hours."""
        hours, _, minutes = self.clock.partition(":")
        now = datetime.now(UTC)
        ahead = 60 * (int(hours) - now.hour) + int(minutes) - now.minute
        return timedelta(minutes=round(((ahead + 720) % 1440 - 720) / 15) * 15)


@contextmanager
def opened(root: Path, clock: Clock) -> Iterator[Study]:
    """The folder, with nothing shipped behind it."""
    with pytest.MonkeyPatch.context() as patch:
        (root / "nothing").mkdir(exist_ok=True)
        patch.setattr("studyapp.folder.find_shipped", lambda: root / "nothing")
        study = open_study(Folder(root), clock)
    try:
        yield study
    finally:
        study.close()


@contextmanager
def live(root: Path, habits: Habits) -> Iterator[Study]:
    """Four hundred days of a learner, up to now."""
    steps = f"learning_steps = {habits.learning_steps}\nrelearning_steps = {habits.relearning_steps}"
    starts = f'day_starts = "{habits.day_starts:02}:00"'
    (root / "cards").mkdir()
    (root / "studyapp.toml").write_text(f"[study]\n{starts}\n{steps}\n[proofs]\nwarm = false\n")
    zone = habits.zone
    for deck, ago in DECKS.items():
        cards = (f"## Card {n} {{#{deck}-{n}}}\n> It is {n}.\n" for n in range(CARDS))
        (root / "cards" / f"{deck}.md").write_text(
            "\n".join((f"---\ntitle: {deck}\nsource: none\n---\n", *cards))
        )
        with opened(root, Clock(timedelta(days=-ago), zone)):
            pass  # the files are read, and their cards are there from that day on
    (root / "cards" / "gone.md").unlink()  # its reviews are done all the same
    with opened(root, Clock(zone=zone)) as study:
        Learner(study, Random(habits.seed)).write()
        yield study


@dataclass
class Learner:
    study: Study
    random: Random
    sample: Sample = field(init=False)

    def __post_init__(self) -> None:
        self.sample = Sample(self.study, self.random)

    def write(self) -> None:
        with self.study.store.write():
            for ago in range(DAYS, -1, -1):
                if self.random.random() > MISSED or ago < 2:
                    self.write_day(self.study.moment().day - ago, ago)

    def write_day(self, day: int, ago: int) -> None:
        cards = [card for deck, came in DECKS.items() if ago <= came for card in self.deck(deck)]
        self.random.shuffle(cards)
        started = self.random.sample(HOURS, 2)
        for begin, some in zip(sorted(started), (cards[::2], cards[1::2]), strict=True):
            at = self.start(day) + timedelta(hours=begin)
            for card in some:
                at = self.meet(card, at, day)

    def deck(self, deck: str) -> list[str]:
        return [f"{deck}-{number}" for number in range(CARDS)]

    def start(self, day: int) -> datetime:
        now = self.study.clock.now()
        offset = now.utcoffset()
        assert offset is not None
        return start_of_day(day, offset, self.study.settings.study.day_starts)

    def meet(self, card: str, at: datetime, day: int) -> datetime:
        """Do something with a card, or nothing; return when that was done."""
        known = memory.get(self.study.store.connection, card)
        due = known is not None and (known.due_day or day) <= day
        today = day == self.study.moment().day
        if self.random.random() < (ACTS_TODAY if today else ACTS):
            self.act(card, at, day)
        elif self.random.random() < (DUE if due else EARLY):
            return self.answer(card, at, day)
        return at

    def answer(self, card: str, at: datetime, day: int) -> datetime:
        """Answer a card and the steps that follow, as long as there is time in this day."""
        end = min(self.start(day + 1), self.study.clock.now())
        left = LEFT_LATELY if day > self.study.moment().day - LATELY else LEFT
        while at < end:
            after = self.sample.review(card, Moment(at, day))
            at += timedelta(seconds=self.random.randint(3, 90), milliseconds=self.random.randrange(1000))
            if self.random.random() < UNDONE:
                self.undo(at)
            elif after.due_at is None or self.random.random() < left:
                break
            else:
                at = max(at, after.due_at)
        return at

    def act(self, card: str, at: datetime, day: int) -> None:
        """Anything but a review."""
        store, offset = self.study.store, offset_minutes(self.study)
        acts = (Suspend(card=card), Resume(card=card), Bury(card=card, until=day + 1), None)
        if at >= self.study.clock.now():
            return
        match self.random.choice(acts):
            case None:
                memory.reset(store, card, at=at, utc_offset=offset)
            case act:
                journal.append(store, act, at=at, utc_offset=offset)

    def undo(self, at: datetime) -> None:
        """Take the last review back."""
        last = standing_reviews(self.study.store.connection)[-1]
        memory.withdraw(self.study.store, last.event, at=at, utc_offset=offset_minutes(self.study))
