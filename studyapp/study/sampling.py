"""A year of sample history: a learner who forgets as the memory model says, and studies most days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from studyapp.insight.calibration import LEVELS
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.plan import Moment, recall_probability
from studyapp.store import memory, queue
from studyapp.store.events import Review
from studyapp.study.opening import Study, offset_minutes
from studyapp.study.review.grading import Given, compose
from studyapp.study.review.scoping import make_scope

NEW_A_DAY = 3
MISSED = 0.12  # share of days without a session
HOURS = (8, 9, 12, 18, 20, 21)  # when sessions begin
SECONDS = (6.0, 45.0)  # to answer


@dataclass(slots=True)
class Sample:
    """Writes reviews, day by day, up to the study's own clock."""

    study: Study
    random: Random = field(default_factory=lambda: Random(2013))
    written: int = 0

    def write(self, days: int = 365) -> int:
        """Write that many days' reviews in one transaction; return how many there are."""
        now = self.study.moment()
        with self.study.store.write():
            for ago in range(days, 0, -1):
                if self.random.random() > MISSED:
                    self.write_day(now, ago)
        return self.written

    def write_day(self, now: Moment, ago: int) -> None:
        start = now.at.replace(hour=self.random.choice(HOURS), minute=self.random.randrange(60))
        moment = Moment(start - timedelta(days=ago), now.day - ago)
        scope = make_scope(self.study.settings.study)
        connection = self.study.store.connection
        cards = queue.review_cards(connection, moment.day, scope, limit=200)
        if self.random.random() < 0.8:  # some days are for reviews alone
            cards += queue.new_cards(connection, moment.day, scope, limit=NEW_A_DAY)
        for card in cards:
            moment = self.answer_until_known(card, moment)

    def answer_until_known(self, card: str, moment: Moment) -> Moment:
        """Review a card, and the learning steps that follow; return when that was done."""
        while True:
            after = self.review(card, moment)
            if after.due_at is None:
                return Moment(moment.at + timedelta(seconds=20), moment.day)
            moment = Moment(max(after.due_at, moment.at + timedelta(seconds=20)), moment.day)

    def review(self, card: str, moment: Moment) -> Review:
        """Answer a card once; return the review as it was saved."""
        rules, recall, store = self.study.rules, 0.7, self.study.store
        before = memory.get(store.connection, card)
        if before is not None:
            recall = recall_probability(before, moment.day, rules.weights) if before.due_day else 0.9
        known = self.random.random() < recall
        rating, luck = self.rate(known), self.random.random()
        sure = min(LEVELS, key=lambda level: abs(level - recall)) if self.random.random() < 0.5 else None
        given = Given(proposed=rating, confidence=sure, seconds=round(self.random.uniform(*SECONDS), 1))
        saved = compose(card, before, rating, given, moment=moment, rules=rules, luck=luck)
        offset = offset_minutes(self.study)
        memory.enter(store.connection, store.device, saved, before, at=moment.at, utc_offset=offset)
        self.written += 1
        return saved

    def rate(self, known: bool) -> Rating:
        if not known:
            return Rating.AGAIN
        return self.random.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (1, 7, 2))[0]
