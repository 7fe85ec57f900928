"""What was known on days gone by: computed where nobody asked before, and kept for whoever asks again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from studyapp.schedule.fsrs import Curve, curve
from studyapp.store import knowledge
from studyapp.store.engine import Store
from studyapp.store.errors import StoreError
from studyapp.store.knowledge import Known
from studyapp.store.strengths import newest

if TYPE_CHECKING:
    from studyapp.study.opening import Study


def known_days(
    study: Study, store: Store, days: Sequence[int], cards: Sequence[str] | None = None
) -> list[Known]:
    """Return what was known at the end of these study days, of all cards or of some, read from `store`."""
    starts = int(study.settings.study.day_starts.total_seconds())
    asked = None if cards is None else json.dumps(cards)
    with store.read() as connection:
        study.renew_rules(connection)
        bent = curve(study.rules.weights)
        seen = newest(connection)
        found = {} if cards is not None else knowledge.kept(connection, bent)
        new = {
            day: knowledge.known_on(connection, day, bent, starts=starts, cards=asked)
            for day in days
            if day not in found
        }
    if cards is None:
        keep(study, bent, new, seen)
    return [found[day] if day in found else new[day] for day in days]


def keep(study: Study, bent: Curve, new: dict[int, Known], seen: int) -> None:
    """Keep days that are over, unless something happened since, or nothing can be saved just now."""
    over = {day: known for day, known in new.items() if day < study.moment().day}
    if not over or study.store.read_only:
        return
    with suppress(StoreError), study.store.write(patient=False) as connection:  # they are computed again
        if newest(connection) == seen:
            knowledge.keep(connection, bent, over)
