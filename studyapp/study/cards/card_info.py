"""All there is to know of one card: where it stands, why it is due when it is, and how it came there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from studyapp.deck.card import Card
from studyapp.schedule.fsrs import Weights, retrievability
from studyapp.schedule.plan import recall_probability
from studyapp.schedule.spell import spell_due
from studyapp.store import journal, marks, memory
from studyapp.store.adopted import left_behind
from studyapp.store.events import Event, Reset, Review
from studyapp.store.marks import Mark
from studyapp.store.memory import MemoryRow
from studyapp.study.doubt.unproven import WAITS, is_unproven
from studyapp.study.opening import Study
from studyapp.study.review.lapses import Known, prerequisites

AHEAD = 1.5  # how far the curve goes on, in stabilities


@dataclass(frozen=True, slots=True)
class Answered:
    """One review of the card that stands."""

    at: datetime
    day: int
    rating: int
    interval: int  # days, before
    stability: float  # days, after
    difficulty: float
    seconds: float | None
    confidence: float | None
    answer: str | None
    reason: str  # for the due date that followed


@dataclass(frozen=True, slots=True)
class Point:
    """The probability of recall on a study day."""

    day: int
    recall: float


@dataclass(frozen=True, slots=True)
class CardInfo:
    card: Card
    memory: MemoryRow | None  # None for a new card
    mark: Mark
    recall: float | None  # today; None for a new card
    due: str  # in words; "" for a new card
    why: str  # of the due date; for a new card, what keeps it from coming
    reviews: Sequence[Answered]  # since it was started (again), oldest first
    after: Sequence[Known]
    curve: Sequence[Point]


def inform(study: Study, card: Card) -> CardInfo:
    with study.store.read() as connection:
        study.renew_rules(connection)
        row, mark = memory.get(connection, card.id), marks.get(connection, card.id)
        left = left_behind(connection, card.id)
        answered = since_start(journal.not_undone(connection, card.id), left)
    moment, weights, after = study.moment(), study.rules.weights, prerequisites(study, card)
    return CardInfo(
        card,
        row,
        mark,
        recall_probability(row, moment.day, weights) if row else None,
        spell_due(row.due_at, row.due_day, moment.at, moment.day) if row else "",
        spell_why(study, card, mark, answered, after),
        answered,
        after,
        tuple(forgetting(answered, moment.day, weights)),
    )


def since_start(events: Sequence[Event], left: Mapping[str, tuple[float, float]]) -> list[Answered]:
    """The reviews since the card was last made new; `left`: stability and difficulty after each."""
    found: list[Answered] = []
    for event in events:
        match event.body:
            case Reset():
                found = []
            case Review() as review if event.id in left:
                found.append(
                    Answered(
                        event.at,
                        review.day,
                        review.rating,
                        review.interval_before,
                        left[event.id][0],
                        left[event.id][1],
                        review.seconds,
                        review.confidence,
                        review.answer,
                        review.reason,
                    )
                )
    return found


def spell_why(
    study: Study, card: Card, mark: Mark, answered: Sequence[Answered], after: Sequence[Known]
) -> str:
    """Why the card is due when it is, or what keeps it from coming."""
    if mark.suspended:
        return "Suspended: it does not come until you resume it."
    if mark.hidden_until > study.moment().day:
        return "Buried: it is back tomorrow."
    if answered:
        return answered[-1].reason
    least = study.settings.study.opens_at
    if is_unproven(study, card):
        return f"New. It waits: {WAITS}."
    closed = [one.card.title or one.card.id for one in after if one.recall < least]
    if closed:
        return f"New. It comes once these are recalled with {least:.0%}: {', '.join(closed)}."
    return "New. It comes in the order of the decks, as far as the day's new cards allow."


def forgetting(answered: Sequence[Answered], today: int, weights: Weights) -> list[Point]:
    """Recall day by day: full at each review, then falling with the stability that followed, past today."""
    points = []
    for number, review in enumerate(answered):
        last = number + 1 == len(answered)
        end = max(today, review.day + round(AHEAD * review.stability)) if last else answered[number + 1].day
        step = max(1, (end - review.day) // 60)
        days = [*range(review.day, end, step), end]
        points += [Point(day, retrievability(review.stability, day - review.day, weights)) for day in days]
    return points
