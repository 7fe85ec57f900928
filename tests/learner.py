"""A learner who remembers by weights of their own, and is asked when the defaults say so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from studyapp.fitting.tree import Graded
from studyapp.schedule.fsrs import (
    DEFAULT_NAME,
    DEFAULT_WEIGHTS,
    Memory,
    Rating,
    Weights,
    interval,
    retrievability,
    review,
)
from studyapp.store import journal
from studyapp.store.engine import open_store
from studyapp.store.events import Event
from studyapp.store.refolding import refold
from tests.unit.store.samples import graded

FIRST_DAY = 20_000
DAY = 86_400_000_000  # microseconds

# First answers last a quarter as long as most learners', and later ones grow more slowly.
FORGETFUL: Weights = (0.05, 0.3, 0.6, 2.0, *DEFAULT_WEIGHTS[4:8], 1.4, *DEFAULT_WEIGHTS[9:])


def remember(weights: Weights, cards: int, reviews: int, seed: int = 1) -> list[list[Graded]]:
    """Each card's reviews: a wrong answer is asked again on the same day."""
    random = Random(seed)
    return [remember_card(weights, random, reviews) for _ in range(cards)]


def remember_card(weights: Weights, random: Random, reviews: int) -> list[Graded]:
    day = FIRST_DAY + random.randrange(200)
    known: Memory | None = None  # as it is
    planned: Memory | None = None  # as the defaults have it
    history: list[Graded] = []
    while len(history) < reviews:
        elapsed = day - history[-1].day if history else None
        recall = retrievability(known.stability, elapsed, weights) if known and elapsed is not None else 0.7
        rating = Rating.GOOD if elapsed == 0 or random.random() < recall else Rating.AGAIN
        history.append(Graded(day * DAY + len(history) * 1000 + random.randrange(1000), day, int(rating)))
        known, planned = review(known, rating, elapsed, weights), review(planned, rating, elapsed)
        if rating is not Rating.AGAIN:
            day += max(1, round(interval(planned.stability, 0.9) * random.uniform(0.9, 1.1)))
    return history


def write_history(root: Path, weights: Weights, cards: int) -> None:
    """Answers to cards that are in no file any more; one more to a card that is."""
    (root / "data").mkdir(exist_ok=True)
    asked: list[Event] = []
    for number, history in enumerate(remember(weights, cards, reviews=8)):
        card = f"gone-{number}" if number else "sum"
        for place, (at, day, rating) in enumerate(history):
            elapsed = day - history[place - 1].day if place else None
            body = graded(
                card, day=day, rating=rating, elapsed_days=elapsed, expected=0.9 if elapsed else None
            ).model_copy(update={"parameters": DEFAULT_NAME})
            when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
            asked.append(Event(f"{card}-{place}", "here", at * 1000 + number, when, 0, body))
    with open_store(root / "data" / "study.db") as store, store.write() as connection:
        refold(connection, journal.merge(store, asked))
