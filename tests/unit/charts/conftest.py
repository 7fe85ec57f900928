"""A history in which every figure has something to draw."""

from __future__ import annotations

from random import Random

import pytest

from studyapp.charts.page import Subject
from studyapp.charts.parts import Span
from studyapp.insight.figure import Figure, compute
from studyapp.insight.figures import ORDER
from studyapp.insight.rows import Standing, Strength
from tests.unit.insight.histories import PHASES, TODAY, Past, Raw

SPAN = Span(TODAY - 89, TODAY)
EVIL = "</script><img src=x onerror=alert(1)>&'\""  # as a deck's name


def review(random: Random) -> Raw:
    return Raw(
        card=random.choice("abcde"),
        day=TODAY - random.randrange(90),
        hour=random.randrange(24),
        rating=random.choice((1, 2, 3, 3, 3, 4)),
        phase=random.choice(PHASES),
        interval=random.choice((0, 1, 5, 21, 90)),
        milliseconds=random.randrange(60_000),
        stability=random.uniform(1, 400),
        elapsed=random.choice((None, 1, 7, 40)),
        confidence=random.choice((None, 0.5, 0.7, 0.9)),
        right=random.random() < 0.8,
    )


def card(number: int, random: Random) -> Standing:
    stability, difficulty = random.uniform(1, 900), random.uniform(1, 10)
    strength = Strength("review", stability, difficulty, TODAY - 9, TODAY + number - 5, False, number % 3)
    deck = EVIL if number % 2 else "one"
    return Standing(f"card-{number}", "A card", deck, "p", added=TODAY - number, strength=strength)


@pytest.fixture(scope="session")
def figures() -> dict[str, Figure]:
    """Ninety days, among them today; five cards are overdue."""
    random = Random(7)
    raws = [review(random) for _ in range(300)]
    raws.append(Raw("a", TODAY, 9, 3, "review", 5, 60_000, 3.0, 5, 0.9, True))
    cards = [card(number, random) for number in range(30)]
    past = Past(raws, cards, since=TODAY - 89, verdicts={"p": "refuted"})
    return {name: compute(name, past) for name in ORDER}


@pytest.fixture(scope="session")
def subject() -> Subject:
    return Subject(EVIL, "last 90 days", SPAN)
