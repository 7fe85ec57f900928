"""Removing a run's folder, whatever the run has left in it, and measuring it while it runs."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def clear(folder: str) -> None:
    """Remove a folder, however deep it is nested and whatever its modes say.

    Each folder inside is moved to the top before it is emptied, so no path grows long.
    """
    try:
        top = os.open(folder, FOLDER)
    except FileNotFoundError:
        return
    try:
        unguessed = os.urandom(8).hex()  # a name that the run took would stop the clearing
        fresh = (f".{unguessed}-{number}" for number in itertools.count())
        waiting = list(empty(top, top, fresh))
        while waiting:
            name = waiting.pop()
            here = os.open(name, FOLDER, dir_fd=top)
            try:
                waiting += empty(here, top, fresh)
            finally:
                os.close(here)
            os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)
    Path(folder).rmdir()


def empty(here: int, top: int, fresh: Iterator[str]) -> Iterator[str]:
    """Unlink the files of an open folder and move its folders to the top; yield their names there."""
    os.fchmod(here, 0o700)
    for name in os.listdir(here):
        if not stat.S_ISDIR(os.lstat(name, dir_fd=here).st_mode):
            os.unlink(name, dir_fd=here)
            continue
        os.chmod(name, 0o700, dir_fd=here)  # to be moved and opened
        moved = next(fresh)
        os.rename(name, moved, src_dir_fd=here, dst_dir_fd=top)
        yield moved


def measure_folder(folder: str, most_files: int) -> tuple[int, int]:
    """Bytes on disk and number of entries below a folder; stops counting beyond `most_files`.

    What cannot be looked into (nested deeper than a path can say, or barred) counts as too many files.
    """
    size = count = 0
    waiting = [folder]
    while waiting and count <= most_files:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in itertools.islice(entries, most_files + 1):
                    count += 1
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_blocks * 512
                    if stat.S_ISDIR(status.st_mode):
                        waiting.append(entry.path)
        except FileNotFoundError:  # gone meanwhile
            continue
        except OSError:
            return size, most_files + 1
    return size, count
