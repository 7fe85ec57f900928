"""Machines that see one folder: each leaves a copy of its database there, and takes in the others'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studyapp.errors import UsageError
from studyapp.store import journal
from studyapp.study.data.merging import Merged, merge
from studyapp.study.data.safekeeping import UnsoundError, back_up, open_copy
from studyapp.study.opening import Study

COPIES = "studyapp-*.db"


@dataclass(frozen=True, slots=True)
class Synced:
    """What came in, and what this machine left for the others."""

    taken: Merged  # from all copies together
    machines: int  # whose copies are there, besides this one's
    mine: Path
    left_out: Mapping[str, str]  # copies that could not be read, by their names, with why


def sync(study: Study, shared: Path) -> Synced:
    """Take in every copy in the folder, then leave one of what is known here now.

    A copy that is damaged, as one that is still on its way is, is left out until it is whole. Raise
    UsageError where there is no such folder, and StudyError where nothing can be saved here or left there.
    """
    if not shared.is_dir():
        raise UsageError("there is no such folder", where=str(shared), todo="Make it, or mount it.")
    mine = shared / f"studyapp-{study.store.device[:8]}.db"
    events = reviews = cards = machines = 0
    left_out: dict[str, str] = {}
    # This machine's own too: a study folder that was copied to another machine leaves one of the same name.
    for path in sorted(shared.glob(COPIES)):
        machines += path != mine
        try:
            merged = merge(study, path)
        except UnsoundError as error:
            left_out[path.name] = error.what
            continue
        events, reviews, cards = events + merged.events, reviews + merged.reviews, cards + merged.cards
    if mine.name in left_out or not is_current(study, mine):
        back_up(study.folder, mine)
    return Synced(Merged(events, reviews, cards), machines, mine, left_out)


def is_current(study: Study, copy: Path) -> bool:
    """Whether a copy has every event of this machine's journal."""
    if not copy.exists():
        return False
    with study.store.read() as connection, open_copy(copy) as there, there.read() as other:
        return journal.ids(connection) <= journal.ids(other)


def find_shared(study: Study, named: Path | None) -> Path:
    """The folder that was named, or that the settings name; raise UsageError where neither does."""
    given = named or (Path(study.settings.study.sync) if study.settings.study.sync else None)
    if given is None:
        todo = "Name one that your machines share, or set `sync` in [study] of studyapp.toml."
        raise UsageError("no folder is named", todo=todo)
    return given.expanduser()
