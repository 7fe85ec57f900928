"""How sure a learner is, and how that works out."""

from __future__ import annotations

from studyapp.deck.answer import Judgement
from studyapp.insight.calibration import LEVELS
from studyapp.insight.rows import Said
from studyapp.schedule.fsrs import Rating
from studyapp.store import confidence
from studyapp.study.opening import Study


def look_back(study: Study, said: float, judgement: Judgement | None) -> Said:
    """Answers given with this confidence: those that are kept, and the one just judged, if it was."""
    with study.store.read() as connection:
        past = confidence.rate(connection, said)
    if judgement is None or judgement.rating is None:
        return past
    return Said(said, past.right + (judgement.rating > Rating.AGAIN), past.total + 1)


def surer(said: float | None, step: int) -> float | None:
    """One level more, or less for a step of -1; beyond the ends lies not saying it."""
    levels = [None, *LEVELS]
    place = levels.index(said)
    start = len(levels) - (2 if step > 0 else 1)  # from saying nothing: 90% up, and down from the top
    return levels[start if place == 0 else (place + step) % len(levels)]
