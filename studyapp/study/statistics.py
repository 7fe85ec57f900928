"""From the store's rows to the figures of the statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from studyapp.insight.figures import Figures, figures
from studyapp.insight.rows import Reviewed
from studyapp.schedule.days import study_day
from studyapp.store import journal, memory, runs
from studyapp.store.journal import ReviewRow
from studyapp.store.memory import MemoryRow
from studyapp.study.opening import Study

NOT_RUN = "not run yet"


@dataclass(frozen=True, slots=True)
class Record:
    """What the store holds, read once."""

    reviews: Sequence[ReviewRow]
    memories: Mapping[str, MemoryRow]  # by card
    verdicts: Mapping[str, str]  # by proof


def read_record(study: Study) -> Record:
    with study.store.read() as connection:
        verdicts = current_verdicts(study, runs.verdicts(connection))
        return Record(journal.reviews(connection), memory.all_rows(connection), verdicts)


def compute_figures(study: Study, record: Record) -> Figures:
    """All figures as of today, over every card that is still in the files."""
    present = study.reading.library.cards
    due = due_days((row for row in record.memories.values() if row.card in present), study)
    reviewed = map(to_reviewed, record.reviews)
    return figures(reviewed, due, study.moment().day, Counter(record.verdicts.values()))


def current_verdicts(study: Study, verdicts: Mapping[str, runs.Verdict]) -> dict[str, str]:
    """Each proof's last verdict; "not run yet" where its file is another one since."""
    return {
        name: known.verdict if (known := verdicts.get(name)) and known.source_hash == entry.hash else NOT_RUN
        for name, entry in study.reading.catalogue.entries.items()
    }


def to_reviewed(row: ReviewRow) -> Reviewed:
    return Reviewed(row.card, row.at, row.day, row.rating, row.phase, row.interval, row.seconds)


def due_days(memories: Iterable[MemoryRow], study: Study) -> list[int]:
    """The study day of each due date; a learning step counts on the day that it falls on."""
    now = study.clock.now()
    offset = now.utcoffset()
    assert offset is not None
    starts = study.settings.study.day_starts
    days = []
    for row in memories:
        if row.due_day is not None:
            days.append(row.due_day)
        elif row.due_at is not None:
            days.append(study_day(row.due_at, offset, starts))
    return days
