"""Two machines, one learner: taking in what was done on the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studyapp.errors import StudyError, UsageError
from studyapp.folder import Folder
from studyapp.store import journal
from studyapp.store.events import Event, Review
from studyapp.store.refolding import refold
from studyapp.study.data.safekeeping import keep_daily, open_copy
from studyapp.study.opening import Study


@dataclass(frozen=True, slots=True)
class Merged:
    """What came from the other machine that was not here."""

    events: int
    reviews: int
    cards: int  # whose memory may be another one now


@dataclass(frozen=True, slots=True)
class Journal:
    """Another machine's."""

    device: str
    events: Sequence[Event]


def find_database(path: Path) -> Path:
    """A database, or that of a study folder; raise UsageError where there is neither."""
    for found in (path, Folder(path).database, path / "study.db"):
        if found.is_file():
            return found
    todo = "Name the other machine's study folder, or the study.db in its data folder."
    raise UsageError("there is no study database", where=str(path), todo=todo)


def merge(study: Study, source: Path) -> Merged:
    """Add what is in another machine's journal and not in this one; the other is only read.

    Both orders give the same, and twice gives nothing new. A card that was answered on both comes back when
    its last answer said. Runs of proofs stay where they ran. Raise StudyError, and then nothing has changed.
    """
    return take_in(study, read_journal(study, source).events)


def read_journal(study: Study, source: Path) -> Journal:
    """Read another machine's; raise StudyError where that cannot be done, or it is the one that is open."""
    if source.exists() and source.samefile(study.folder.database):
        raise UsageError("this is the database that is studied here", where=str(source))
    with open_copy(source) as other, other.read() as connection:
        return Journal(other.device, tuple(journal.events(connection)))


def take_in(study: Study, events: Iterable[Event]) -> Merged:
    """Add those that are not here; raise StudyError, and then nothing has changed."""
    if study.store.read_only:
        raise StudyError(study.notice)
    keep_daily(study.folder, study.clock)
    with study.store.write() as here:
        known = journal.ids(here)
        new = [event for event in events if event.id not in known]
        cards = journal.merge(study.store, new)
        refold(here, cards)
    reviews = sum(isinstance(event.body, Review) for event in new)
    return Merged(len(new), reviews, len(cards))
