"""Which cards a session is about, by the learner's settings."""

from __future__ import annotations

import json
from collections.abc import Sequence

from studyapp.schedule.fsrs import DEFAULT_WEIGHTS, Weights, interval
from studyapp.settings import StudySettings
from studyapp.store.scope import Scope


def make_scope(
    settings: StudySettings,
    deck: str = "",
    found: Sequence[str] | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Scope:
    """A deck's cards, or those that a query found; a new one opens by the recall of what it comes after."""
    return Scope(
        deck,
        None if found is None else json.dumps(list(found)),
        reach=interval(1.0, settings.opens_at, weights),
        apart=settings.siblings_apart,
    )
