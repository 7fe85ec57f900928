"""Machines that see one folder: each leaves a copy of its database there, and takes in the others'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studyapp.errors import StudyError, UsageError
from studyapp.store import journal
from studyapp.store.events import Event
from studyapp.study.data.merging import Merged, read_journal, take_in
from studyapp.study.data.safekeeping import back_up
from studyapp.study.opening import Study

COPIES = "studyapp-*.db"
MISSING = "Make it, or mount it."


@dataclass(frozen=True, slots=True)
class Synced:
    """What came in, and what this machine left for the others."""

    taken: Merged  # from all copies together
    machines: int  # whose copies are there, besides this one's
    mine: Path
    left_out: Mapping[str, str]  # copies that could not be read, by their names, with why


def sync(study: Study, shared: Path) -> Synced:
    """Take in every copy in the folder, then leave one of what is known here now.

    One that cannot be read is left out: damaged, as while it is on its way, or by a newer studyapp. Raise
    UsageError where there is no such folder, and StudyError where nothing can be saved here or left there.
    """
    if not shared.is_dir():
        raise UsageError("there is no such folder", where=str(shared), todo=MISSING)
    mine = shared / f"studyapp-{study.store.device[:8]}.db"
    left: set[str] | None = None  # ids of the events that this machine's copy has
    incoming: dict[str, Event] = {}
    devices, left_out = {study.store.device}, {}
    # This machine's own too: a study folder that was copied to another machine leaves one of the same name.
    for path in sorted(shared.glob(COPIES)):
        try:
            found = read_journal(study, path)
        except StudyError as error:
            left_out[path.name] = error.what
            continue
        devices.add(found.device)
        if path == mine:
            left = {event.id for event in found.events}
        incoming |= {event.id: event for event in found.events}
    taken = take_in(study, incoming.values())
    with study.store.read() as connection:
        known = journal.ids(connection)
    if left is None or not known <= left:
        back_up(study.folder, mine)
    return Synced(taken, len(devices) - 1, mine, left_out)


def find_shared(study: Study, named: Path | None) -> Path:
    """The folder that was named, or that the settings name, there from the study folder on.

    Raise UsageError where neither does, or it lies in a home that nobody has.
    """
    setting = study.settings.study.sync
    if named is None and not setting:
        todo = "Name one that your machines share, or set `sync` in [study] of studyapp.toml."
        raise UsageError("no folder is named", todo=todo)
    try:
        return named.expanduser() if named else study.folder.root / Path(setting).expanduser()
    except RuntimeError as error:
        raise UsageError("there is no such folder", where=str(named or setting), todo=MISSING) from error
