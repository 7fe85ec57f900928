"""Whether the learner's data holds together, and is what the journal makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from studyapp.store import health, journal
from studyapp.store.refolding import find_drift
from studyapp.study.data.safekeeping import back_up, name_aside
from studyapp.study.opening import Study
from studyapp.words import counted

TOLD = {  # tables, as the learner knows them
    "review": "reviews",
    "act": "what was done to cards",
    "mark": "marks",
    "memory": "cards' memory",
    "daily": "counts by day",
    "hourly": "counts by hour",
    "foreseen": "counts of what was foreseen",
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was looked at, and what is wrong."""

    events: int
    damage: tuple[str, ...] = ()  # what SQLite says of the file
    unreadable: str = ""  # why an event of the journal cannot be read
    drift: Mapping[str, int] | None = None  # rows that are not what the journal makes of them, by table
    mended: bool = False

    @property
    def problems(self) -> list[str]:
        """What is wrong, in the learner's words."""
        drift = [
            f"{TOLD[name]}: {counted(count, 'row')} not as the journal says"
            for name, count in (self.drift or {}).items()
        ]
        return [*self.damage, *([self.unreadable] if self.unreadable else []), *drift]


def diagnose(study: Study, *, mend: bool) -> Diagnosis:
    """Look at everything; with `mend`, make what follows from the journal again where it is something else.

    Before that the database is copied. Raise StoreError where it cannot be read or written.
    """
    with study.store.read() as connection:
        damage = tuple(health.problems(connection))
        events = len(journal.ids(connection)) if not damage else 0
    if damage:
        return Diagnosis(events, damage)
    try:
        drift = find_drift(study.store, mend=False)
    except ValidationError as error:
        what = error.errors()[0]
        return Diagnosis(events, unreadable=f"an event of the journal cannot be read: {what['msg']}")
    if mend and drift:
        back_up(study.folder, name_aside(study.folder, study.clock, "unmended"))
        find_drift(study.store, mend=True)
    return Diagnosis(events, drift=drift, mended=mend and bool(drift))
