"""What a run uses of the machine, looked at while it runs."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from studyapp.proof.process.clearing import measure_folder
from studyapp.proof.process.crew import LINUX, Crew

FOLDER_LIMIT = 1024 * 1024 * 1024  # bytes in the work folder
FILES_LIMIT = 10_000  # entries in the work folder
PROCESS_LIMIT = 128  # beside the ranks themselves
SPARE = 256 * 1024 * 1024  # bytes of memory, and of disk, left to all else: no count sees all that is held


@dataclass(frozen=True, slots=True)
class Floor:
    """Bytes that a run leaves to all else: SPARE, or half of what there was when it began."""

    memory: int
    disk: int


def find_floor(crew: Crew) -> Floor:
    return Floor(min(SPARE, read_available() // 2), min(SPARE, read_free(crew) // 2))


def find_excess(crew: Crew, memory: int, floor: Floor) -> tuple[str, str] | None:
    """Which resource a run uses too much of, and how much it may. memory: bytes, all processes together."""
    if has_many(crew):
        return "processes", f"{PROCESS_LIMIT} processes"
    if LINUX and holds_more(crew, memory):
        return "memory", f"{memory / 2**30:.1f} GiB of memory"
    if LINUX and read_available() < floor.memory:
        return "memory", "the memory that this machine can spare"
    size, files = measure_folder(crew.folder, FILES_LIMIT)
    if size > FOLDER_LIMIT or files > FILES_LIMIT:
        return "files", f"{FOLDER_LIMIT >> 20} MiB or {FILES_LIMIT} files in its folder"
    if read_free(crew) < floor.disk:
        return "files", "the space that this disk can spare"
    return None


def has_many(crew: Crew) -> bool:
    return len(crew.pids()) > PROCESS_LIMIT + len(crew.members)


def holds_more(crew: Crew, limit: int) -> bool:
    """Whether its processes hold more bytes; shared pages are told apart only where that could matter."""
    pids = crew.pids()
    if sum(map(read_resident, pids)) <= limit:
        return False
    held = 0
    for pid in pids:
        held += read_share(pid)  # takes long where a process forks without end
        if held > limit:
            return True
        if has_many(crew):
            return False  # the next look tells
    return False


def read_resident(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def read_share(pid: int) -> int:
    """Bytes of a process, of each shared page only its share (PSS)."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return read_resident(pid)  # it bars others from looking: all of it is its own


def read_available() -> int:
    """Bytes of memory that this machine can still give."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return SPARE


def read_free(crew: Crew) -> int:
    """Bytes left on the disk that the work folder is on."""
    disk = os.statvfs(crew.folder)
    return disk.f_bavail * disk.f_frsize
