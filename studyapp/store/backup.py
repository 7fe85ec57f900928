"""A copy of a database that is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy_database(source: Path, target: Path, *, ours: bool = False) -> Path:
    """Copy what is committed in `source`, log included; the copy appears under its name once it is whole.

    One that is `ours` may be written to: only then the log of a database that nobody has open goes away.
    Raises sqlite3.Error and OSError. An existing target is replaced.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    log = draft.with_name(draft.name + "-journal")
    mode = "rw" if ours and os.access(source, os.W_OK) else "ro"
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode={mode}", uri=True)) as reading,
            closing(sqlite3.connect(draft)) as writing,
        ):
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")  # one file, the same bytes after it is read
        draft.replace(target)
    finally:  # on a full disk a piece of a copy takes the last room
        draft.unlink(missing_ok=True)
        log.unlink(missing_ok=True)
    sync_folder(target.parent)
    return target


def sync_folder(folder: Path) -> None:
    """Make the names in a folder as durable as the files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
