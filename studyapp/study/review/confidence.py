"""How sure a learner is, and how that works out."""

from __future__ import annotations

from studyapp.deck.answer import Judgement
from studyapp.insight.calibration import LEVELS, Calibration
from studyapp.schedule.fsrs import Rating
from studyapp.store import confidence
from studyapp.study.opening import Study


def look_back(study: Study, said: float, judgement: Judgement | None) -> Calibration:
    """Answers given with this confidence: those that are kept, and the one just judged, if it was."""
    with study.store.read() as connection:
        right, total = confidence.rate(connection, said)
    if judgement is not None and judgement.rating is not None:
        right, total = right + (judgement.rating > Rating.AGAIN), total + 1
    return Calibration(said, right, total)


def surer(said: float | None, step: int) -> float | None:
    """One level more, or less for a step of -1; beyond the ends lies not saying it."""
    levels = [None, *LEVELS]
    place = levels.index(said)
    start = len(levels) - (2 if step > 0 else 1)  # from saying nothing: 90% up, and down from the top
    return levels[start if place == 0 else (place + step) % len(levels)]
