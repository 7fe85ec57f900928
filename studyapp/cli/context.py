"""What every command shares: which folder, which clock, and how to say when something is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studyapp.clock import read_clock
from studyapp.errors import UsageError
from studyapp.folder import Folder, find_folder
from studyapp.schedule.spell import spell_due
from studyapp.study.opening import Study, open_study


@dataclass(slots=True)
class Context:
    """The folder that was asked for before the command's name."""

    folder: Path | None = None

    def find(self) -> Folder:
        return find_folder(self.folder)

    @contextmanager
    def study(self) -> Iterator[Study]:
        study = open_study(self.find(), read_clock())
        try:
            yield study
        finally:
            study.close()


def require_deck(study: Study, deck: str) -> str:
    """Return the name of a deck or of a folder of decks; raise UsageError where there is none such."""
    if (known := study.find_deck(deck)) is None:
        names = ", ".join(one.name for one in study.reading.library.decks) or "none"
        raise UsageError(f"there is no deck {deck!r}", todo=f"There are: {names}.")
    return known


def spell_next(study: Study, due: tuple[datetime | None, int | None]) -> str:
    """When the next card comes, in words; "" where none does. An instant is always before a later day."""
    at, day = due
    moment = study.moment()
    if at is not None:
        return spell_due(at, None, moment.at, moment.day)
    return "" if day is None else spell_due(None, day, moment.at, moment.day)


def iso(at: datetime | None, day: int | None) -> str | None:
    """An instant as ISO time in UTC, a study day as ISO date."""
    if at is not None:
        return at.astimezone(UTC).isoformat(timespec="seconds")
    return None if day is None else datetime.fromtimestamp(day * 86400, UTC).date().isoformat()
