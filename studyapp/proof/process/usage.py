"""What a run uses of the machine, looked at while it runs."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studyapp.proof.process.clearing import measure_folder
from studyapp.proof.process.crew import LINUX, PR_SET_PDEATHSIG, Crew, set_process_control

FOLDER_LIMIT = 1024 * 1024 * 1024  # bytes in the work folder
FILES_LIMIT = 10_000  # entries in the work folder
PROCESS_LIMIT = 128  # beside the ranks themselves
MOMENT = 0.1  # seconds that a look at memory may take, before it is left to the next one
LATE = 2.0  # seconds after which memory that cannot be counted counts as too much
SPARE = 256 * 1024 * 1024  # bytes of memory, and of disk, left to all else: no count sees all that is held


@dataclass(frozen=True, slots=True)
class Floor:
    """Bytes that a run leaves to all else: SPARE, or half of what there was when it began."""

    memory: int
    disk: int


def find_floor(crew: Crew) -> Floor:
    return Floor(min(SPARE, read_available() // 2), min(SPARE, read_free(crew) // 2))


class Watch:
    """What one run may use, and whether it uses more. memory: bytes, all its processes together."""

    def __init__(self, crew: Crew, memory: int) -> None:
        self.crew, self.memory = crew, memory
        self.floor = find_floor(crew)
        self.count: Count | None = None

    def find_excess(self) -> tuple[str, str] | None:
        """Which resource the run uses too much of, and how much it may."""
        if len(self.crew.pids()) > PROCESS_LIMIT + len(self.crew.members):
            return "processes", f"{PROCESS_LIMIT} processes"
        if LINUX and self.holds_more():
            return "memory", f"{self.memory / 2**30:.1f} GiB of memory"
        if LINUX and read_available() < self.floor.memory:
            return "memory", "the memory that this machine can spare"
        size, files = measure_folder(self.crew.folder, FILES_LIMIT)
        if size > FOLDER_LIMIT or files > FILES_LIMIT:
            return "files", f"{FOLDER_LIMIT >> 20} MiB or {FILES_LIMIT} files in its folder"
        if read_free(self.crew) < self.floor.disk:
            return "files", "the space that this disk can spare"
        return None

    def holds_more(self) -> bool:
        """Whether its processes hold more bytes; shared pages are told apart only where that could matter."""
        pids = self.crew.pids()
        if self.count is None:
            if sum(map(read_resident, pids)) <= self.memory:
                return False
            self.count = Count(pids)
        held = self.count.wait()
        if held is None and not self.count.is_late:
            return False  # the next look tells
        self.count.end()
        self.count = None
        return held is None or held > self.memory


class Count:
    """What processes hold, counted by another one: who forks without end holds up whoever looks at it.

    No thread can, since the supervisor's children live under other process numbers than itself.
    """

    def __init__(self, pids: Sequence[int]) -> None:
        self.begun = time.monotonic()
        self.read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                set_process_control(PR_SET_PDEATHSIG, signal.SIGKILL)
                os.write(write, str(sum(map(read_share, pids))).encode())
            finally:
                os._exit(0)
        os.close(write)

    def wait(self) -> int | None:
        """Bytes; None where they are not counted after a moment, or never will be."""
        if not select.select([self.read], [], [], MOMENT)[0]:
            return None
        if not (told := os.read(self.read, 32)):
            self.begun -= LATE  # something has ended it
            return None
        return int(told)

    @property
    def is_late(self) -> bool:
        return time.monotonic() - self.begun > LATE

    def end(self) -> None:
        os.close(self.read)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


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
