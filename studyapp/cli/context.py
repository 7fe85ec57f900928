"""What every command shares: which folder, which clock, and how JSON says when something is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.clock import read_clock
from studyapp.folder import Folder, find_folder
from studyapp.schedule.days import date_of

if TYPE_CHECKING:
    from studyapp.study.opening import Study


@dataclass(slots=True)
class Context:
    """The folder that was asked for before the command's name."""

    folder: Path | None = None

    def find(self) -> Folder:
        return find_folder(self.folder)

    @contextmanager
    def study(self) -> Iterator[Study]:
        from studyapp.study.opening import open_study  # where nothing is opened, nothing of it is imported

        study = open_study(self.find(), read_clock())
        try:
            yield study
        finally:
            study.close()


def iso(at: datetime | None, day: int | None) -> str | None:
    """An instant as ISO time in UTC, a study day as ISO date."""
    if at is not None:
        return at.astimezone(UTC).isoformat(timespec="seconds")
    return None if day is None else date_of(day).isoformat()
