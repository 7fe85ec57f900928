"""The processes of one run: the room they live in, how they are made, and how every one of them is ended.

Standard library only: a supervisor is there at once, whether it is a new process or forked from the server.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studyapp.proof.confinement import Room, enter_room, join_room
from studyapp.proof.process.clearing import clear

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
NICE = 5  # a third of the weight of the screen that the learner types at


@dataclass(slots=True)
class Member:
    """One rank's process, and the supervisor's ends of its pipes."""

    pid: int
    orders: int  # written once: the request
    lines: int  # read: evidence
    output: int  # read: what it prints
    behind: bool = False  # whether its session comes after the screen
    status: int | None = None  # as subprocess has it: minus the signal's number where one killed it


@dataclass(frozen=True, slots=True)
class Ends:
    """A rank's own ends of its pipes."""

    orders: int
    lines: int
    output: int


class Crew:
    """A work folder, the namespaces around it, and the ranks in them.

    Making one must be the first thing that a single-threaded process does: it enters the namespaces itself.
    """

    def __init__(self, layers: frozenset[str], folder: str, *, devices: bool = False) -> None:
        set_process_control(PR_SET_CHILD_SUBREAPER, 1)
        yield_to_screen()  # the ranks, that is: they inherit it
        self.folder = folder
        self.room: Room = enter_room(layers, devices=devices)
        self.members: list[Member] = []

    def spawn(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Add a rank in a new process: orders are its standard input, lines go where it is told."""
        ends, member = open_pipes()
        process = subprocess.Popen(
            [*command, str(ends.lines)],
            stdin=ends.orders,
            stdout=ends.output,
            stderr=ends.output,
            cwd=self.folder,
            env={**environment, **self.places},
            pass_fds=[ends.lines],
            start_new_session=True,
            preexec_fn=self.come_in,
        )
        process.returncode = 0  # this crew reaps it, not the Popen object
        member.pid = process.pid
        close(ends)
        self.members.append(member)

    def come_in(self) -> None:
        """What a rank's new process does before its program begins."""
        come_first()
        join_room(self.room, self.folder)

    def fork(self, live: Callable[[Ends], None]) -> None:
        """Add a rank as a copy of this process; `live` is all it does, and must not return."""
        ends, member = open_pipes()
        member.pid = os.fork()
        if member.pid == 0:
            os.setsid()
            set_group_behind("self")
            come_first()
            live(ends)
            os._exit(70)
        close(ends)
        self.members.append(member)

    def yield_to_screen(self) -> None:
        """Set one more rank behind the screen; each is in a session of its own.

        In the supervisor's, a fork bomb of a thousand would leave it a thousandth of the processor; and it
        stays in front itself, for it is what ends them in time.
        """
        for member in self.members:
            if not member.behind and member.status is None:
                member.behind = set_group_behind(member.pid)
                break

    @property
    def places(self) -> dict[str, str]:
        """Environment variables that send what a rank writes into the work folder."""
        return dict.fromkeys(("HOME", "TMPDIR", "TORCHINDUCTOR_CACHE_DIR"), self.folder)

    def reap(self) -> list[int]:
        """Ranks whose process has exited since the last look."""
        exited = []
        for rank, member in enumerate(self.members):
            if member.status is None:
                pid, status = os.waitpid(member.pid, os.WNOHANG)
                if pid:
                    member.status = os.waitstatus_to_exitcode(status)
                    exited.append(rank)
        return exited

    def pids(self) -> list[int]:
        """Every process of the run, detached ones too."""
        if not LINUX:
            return [member.pid for member in self.members if member.status is None]
        return [pid for pid in descendants(os.getpid()) if pid != self.room.init]

    def end(self) -> None:
        """Kill every process below, detached ones too, until none is left; then clear the folder."""
        if self.room.init is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.room.init, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                while True:  # the kernel ends all that lives in its namespace with it
                    os.waitpid(-1, 0)
        else:
            self.kill_all()
        clear(self.folder)

    def kill_all(self) -> None:
        """Look for processes and kill them, until none is left."""
        with contextlib.suppress(ChildProcessError):
            while True:
                for pid in self.pids():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                ended, _ = os.waitpid(-1, os.WNOHANG)
                if not ended:
                    time.sleep(0.001)


def make_folder() -> str:
    """A new work folder."""
    return tempfile.mkdtemp(prefix="studyapp-run-")


def open_pipes() -> tuple[Ends, Member]:
    orders_read, orders_write = os.pipe()
    lines_read, lines_write = os.pipe()
    output_read, output_write = os.pipe()
    return Ends(orders_read, lines_write, output_write), Member(0, orders_write, lines_read, output_read)


def close(ends: Ends) -> None:
    for descriptor in (ends.orders, ends.lines, ends.output):
        os.close(descriptor)


def set_process_control(option: int, value: int) -> None:
    if LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def come_first() -> None:
    """End this rank with its supervisor, and before anything else where the machine runs out of memory."""
    set_process_control(PR_SET_PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def yield_to_screen() -> None:
    """Let the screen go first, where processes are not scheduled by their sessions."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)


def set_group_behind(process: int | str) -> bool:
    """Set a session, which is a scheduling group, behind the others; whether it was accepted.

    Not every kernel has it, and this one may be asked ten times a second.
    """
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/autogroup").write_text(str(NICE)) > 0
    return False


def descendants(root: int) -> list[int]:
    """Every process below root, read from /proc."""
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                queue += (below := [int(child) for child in children.read_text().split()])
                found += below
    return found
