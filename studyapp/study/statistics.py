"""From the store's rows to the figures of the statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from studyapp.insight.figures import Figures, figures
from studyapp.insight.rows import Reviewed
from studyapp.schedule.days import study_day
from studyapp.store import journal, memory, runs
from studyapp.store.journal import ReviewRow
from studyapp.store.memory import MemoryRow
from studyapp.study.opening import Study

NOT_RUN = "not run yet"


def compute_figures(study: Study) -> Figures:
    """All figures as of today, over every card that is still in the files."""
    present = study.reading.library.cards
    with study.store.read() as connection:
        reviews = journal.reviews(connection)
        memories = memory.all_rows(connection)
        verdicts = runs.verdicts(connection)
    today = study.moment().day
    due = due_days((row for row in memories.values() if row.card in present), study)
    return figures(map(to_reviewed, reviews), due, today, Counter(current_verdicts(study, verdicts).values()))


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
