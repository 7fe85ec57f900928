"""From the store's counts to the figures of Home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from studyapp.insight.figures import Figures, figures
from studyapp.insight.rows import Done
from studyapp.store import rollup, runs
from studyapp.study.opening import Study
from studyapp.study.progress.knowledge import Knowledge

NOT_RUN = "not run yet"


@dataclass(frozen=True, slots=True)
class Record:
    """What Home's figures are made of, read at one moment."""

    done: tuple[Done, ...]  # every review, counted by day
    cards_today: int  # different cards reviewed today
    knowledge: Knowledge
    verdicts: Mapping[str, str]  # by proof


def read_record(study: Study) -> Record:
    today = study.moment().day
    with study.store.read() as connection:
        study.knowledge.refresh(study, connection)
        return Record(
            tuple(Done(*row) for row in rollup.days(connection)),
            rollup.count_cards(connection, today),
            study.knowledge,
            current_verdicts(study, runs.verdicts(connection)),
        )


def compute_figures(study: Study, record: Record) -> Figures:
    """Home's figures as of today: every review, and what is due of the cards that are still in the files."""
    today, verdicts = study.moment().day, Counter(record.verdicts.values())
    return figures(record.done, record.knowledge.due, today, verdicts, record.cards_today)


def current_verdicts(study: Study, verdicts: Mapping[str, runs.Verdict]) -> dict[str, str]:
    """Each proof's last verdict; "not run yet" where its file is another one since."""
    return {
        name: known.verdict if (known := verdicts.get(name)) and known.source_hash == entry.hash else NOT_RUN
        for name, entry in study.reading.catalogue.entries.items()
    }
