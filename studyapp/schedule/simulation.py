"""What days to come would bring: cards answered when they are due, by a learner who forgets as foreseen.

Nothing here draws a number: luck is passed in.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from studyapp.schedule.days import DAY
from studyapp.schedule.fsrs import Memory, Rating, first, forgetting, review
from studyapp.schedule.plan import Phase, Rules, next_step, whole_days

Luck = Callable[[], float]  # in [0, 1), another one each time
PASSES = (Rating.HARD, Rating.GOOD, Rating.EASY)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a learner grades and how long they take."""

    firsts: tuple[float, ...]  # shares of Again, Hard, Good and Easy among first answers
    passes: tuple[float, ...]  # shares of Hard, Good and Easy among later answers that were right
    passed: float  # seconds for a right answer
    failed: float  # seconds for a wrong one


@dataclass(frozen=True, slots=True)
class Learned:
    """A card that was answered before."""

    memory: Memory
    last: int  # study day
    due: int


@dataclass(slots=True)
class Simulated:
    """What came of it."""

    answers: list[int] = field(default_factory=list)  # day by day, those that learn again among them
    seconds: float = 0.0  # over all days
    seen: int = 0  # cards that were answered at least once
    known: float = 0.0  # sum of the probabilities of recall on the day after the last


@dataclass(slots=True)
class Simulation:
    """One learner's days to come."""

    rules: Rules
    habits: Habits
    luck: Luck
    found: Simulated = field(default_factory=Simulated)
    due: defaultdict[int, list[Learned]] = field(default_factory=lambda: defaultdict(list))
    load: Counter[int] = field(default_factory=Counter)  # how many of them, day by day

    def run(self, cards: Sequence[Learned], unseen: int, pace: int, days: range) -> Simulated:
        """Go through these study days; `pace` new cards a day, as long as some of `unseen` are left.

        What is overdue comes on the first day.
        """
        recall = forgetting(self.rules.weights)
        for card in cards:
            self.put(card, max(days.start, card.due))
        for day in days:
            self.found.answers.append(0)
            new = min(pace, unseen)
            unseen -= new
            for card in self.due.pop(day, ()):
                after = self.answer(card, day, recall)
                self.put(after, after.due)
            for _ in range(new):
                after = self.meet(day)
                self.put(after, after.due)
        rest = [card for later in self.due.values() for card in later]
        self.found.seen = len(rest)
        self.found.known = sum(recall(card.memory.stability, days.stop - card.last) for card in rest)
        return self.found

    def put(self, card: Learned, day: int) -> None:
        self.due[day].append(card)
        self.load[day] += 1

    def answer(self, card: Learned, day: int, recall: Callable[[float, float], float]) -> Learned:
        elapsed = day - card.last
        right = self.luck() < recall(card.memory.stability, elapsed)
        rating = PASSES[self.pick(self.habits.passes)] if right else Rating.AGAIN
        memory = review(card.memory, rating, elapsed, self.rules.weights)
        return self.settle(memory, Phase.REVIEW, rating, day)

    def meet(self, day: int) -> Learned:
        """Answer a new card."""
        rating = Rating(1 + self.pick(self.habits.firsts))
        return self.settle(first(rating, self.rules.weights), Phase.LEARNING, rating, day)

    def settle(self, memory: Memory, phase: Phase, rating: Rating, day: int) -> Learned:
        """When the card is due next; at each step that it has to take on the same day it is right."""
        self.count(self.habits.failed if rating is Rating.AGAIN else self.habits.passed)
        step = 0
        while (following := next_step(phase, step, rating, self.rules)) is not None:
            phase, step, wait = following
            if wait >= DAY:
                return Learned(memory, day, day + wait // DAY)
            rating = Rating.GOOD
            memory = review(memory, rating, 0, self.rules.weights)
            self.count(self.habits.passed)
        return Learned(memory, day, day + whole_days(memory, day, self.rules, self.luck(), self.load))

    def count(self, seconds: float) -> None:
        self.found.answers[-1] += 1
        self.found.seconds += seconds

    def pick(self, shares: Sequence[float]) -> int:
        """The place of a share, each as often as it is large."""
        ends = list(accumulate(shares))
        return min(bisect(ends, self.luck() * ends[-1]), len(shares) - 1)
