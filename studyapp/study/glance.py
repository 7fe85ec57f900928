"""A first look at a study folder: the decks' counts as they were left, before the files are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studyapp.clock import Clock, ahead_of_utc
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.schedule.days import study_day
from studyapp.settings import read_settings
from studyapp.store.glance import DeckGlance, glance
from studyapp.store.statements import PAUSED, RETURNED
from studyapp.study.review.scoping import make_scope


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What Home shows until the whole overview is there."""

    decks: tuple[DeckGlance, ...]
    new: int  # today's, as far as the daily limit allows
    learning: int
    due: int


def look(folder: Folder, clock: Clock) -> FirstLook | None:
    """None where there is nothing to see yet; whatever is wrong, opening the folder will say."""
    try:
        study = read_settings(folder.settings).study
    except StudyError:
        return None
    now = clock.now()
    today = study_day(now, ahead_of_utc(now), study.day_starts)
    seen = glance(folder.database, now + study.learn_ahead, today, make_scope(study), study.new_per_day)
    if seen is None or not seen.decks:
        return None
    held_back = any(seen.kept.get(key) for key in (PAUSED, RETURNED))
    allowed = 0 if held_back else max(0, study.new_per_day - seen.introduced)
    return FirstLook(
        tuple(replace(deck, new=min(deck.new, allowed)) for deck in seen.decks),
        min(sum(deck.new for deck in seen.decks), allowed),
        sum(deck.learning for deck in seen.decks),
        sum(deck.due for deck in seen.decks),
    )
