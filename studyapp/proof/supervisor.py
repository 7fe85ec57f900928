"""The process above one run's ranks: starts them, passes on what they say, and ends them all.

Run by path with nothing but the standard library, so that it is there at once. It reads one request line
from its standard input; when that input closes (cancel, or the app is gone), everything below it is ended.
It writes JSON lines: {"folder"}, {"rank", "line"}, {"rank", "output"}, {"rank", "exit"}, {"limit", "detail"},
{"trouble"}, {"over"}.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
LINUX = sys.platform == "linux"
OUTPUT_LIMIT = 64 * 1024  # bytes of a run's prints that are passed on
EVIDENCE_LIMIT = 4 * 1024 * 1024  # bytes of evidence, all ranks together
LINE_LIMIT = 256 * 1024  # bytes of one line of evidence
GRACE = 1.0  # seconds the other ranks get to speak after one has failed
WATCH = 0.1  # seconds between looks at memory


def say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def control(option: int, value: int) -> None:
    if LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


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


def resident(pids: list[int]) -> int:
    """Bytes of memory that these processes hold."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Supervisor:
    """One run: its ranks, their pipes, and the limits they live under."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        self.folder = tempfile.mkdtemp(prefix="studyapp-run-")
        self.selector = selectors.DefaultSelector()
        self.ranks: dict[int, subprocess.Popen[bytes]] = {}
        self.pending: dict[tuple[int, str], bytearray] = {}
        self.output_left = OUTPUT_LIMIT
        self.evidence_left = EVIDENCE_LIMIT
        self.deadline = time.monotonic() + request["seconds"]
        self.exited: set[int] = set()

    def start(self) -> None:
        say({"folder": self.folder})  # for the parent to clear, should this process be killed
        Path(self.folder, "request.json").write_text(json.dumps({**self.request, "folder": self.folder}))
        environment = {**self.request["environment"], "HOME": self.folder, "TMPDIR": self.folder}
        for rank in range(self.request["world"]):
            lines_read, lines_write = os.pipe()
            process = subprocess.Popen(
                [*self.request["worker"], self.folder, str(rank), str(lines_write)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=environment,
                pass_fds=[lines_write],
                start_new_session=True,
                preexec_fn=lambda: control(PR_SET_PDEATHSIG, signal.SIGKILL),
            )
            os.close(lines_write)
            self.ranks[rank] = process
            assert process.stdout is not None
            self.listen(lines_read, rank, "line")
            self.listen(process.stdout.fileno(), rank, "output")
        self.selector.register(0, selectors.EVENT_READ, None)

    def listen(self, descriptor: int, rank: int, kind: str) -> None:
        self.pending[rank, kind] = bytearray()
        self.selector.register(descriptor, selectors.EVENT_READ, (rank, kind))

    def watch(self) -> None:
        """Pass lines on until every rank has ended, or a limit, a failure or the parent ends them."""
        while len(self.exited) < len(self.ranks):
            for key, _ in self.selector.select(WATCH):
                if key.data is None:
                    if not os.read(0, 65536):
                        return
                    continue
                self.receive(key.fd, *key.data)
            self.collect()
            if self.over_limit():
                return
        self.drain()

    def receive(self, descriptor: int, rank: int, kind: str) -> None:
        data = os.read(descriptor, 65536)
        if not data:
            self.selector.unregister(descriptor)
        elif kind == "output":
            shown, self.output_left = data[: self.output_left], max(0, self.output_left - len(data))
            if shown:
                say({"rank": rank, "output": shown.decode(errors="replace")})
        else:
            self.evidence_left -= len(data)
            *lines, rest = (self.pending[rank, kind] + data).split(b"\n")
            self.pending[rank, kind] = bytearray(rest)
            if any(len(line) > LINE_LIMIT for line in (*lines, rest)):
                self.evidence_left, lines = -1, []
            for line in lines:
                say({"rank": rank, "line": line.decode(errors="replace")})

    def collect(self) -> None:
        """Note the ranks that have exited; one that failed leaves the others only a moment."""
        for rank, process in self.ranks.items():
            if rank not in self.exited and process.poll() is not None:
                self.exited.add(rank)
                self.drain(wait=0.02)
                say({"rank": rank, "exit": process.returncode})
                if process.returncode != 0:
                    self.deadline = min(self.deadline, time.monotonic() + GRACE)

    def over_limit(self) -> bool:
        if time.monotonic() > self.deadline:
            failed = [rank for rank in self.exited if self.ranks[rank].returncode != 0]
            if not failed:
                say({"limit": "time", "detail": f"{self.request['seconds']:g} s"})
            return True
        if self.evidence_left < 0:
            say({"limit": "evidence", "detail": f"{EVIDENCE_LIMIT >> 20} MiB of evidence, 256 KiB a line"})
            return True
        if LINUX and resident(descendants(os.getpid())) > self.request["memory"]:
            say({"limit": "memory", "detail": f"{self.request['memory'] / 2**30:.1f} GiB of memory"})
            return True
        return False

    def drain(self, wait: float = 0.0) -> None:
        while ready := [key for key, _ in self.selector.select(wait) if key.data is not None]:
            for key in ready:
                self.receive(key.fd, *key.data)

    def end(self) -> None:
        """Kill every process below, detached ones too, until none is left; then clear the folder."""
        for process in self.ranks.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        while True:
            for pid in descendants(os.getpid()) if LINUX else []:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            try:
                ended, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not ended:
                time.sleep(0.002)
        shutil.rmtree(self.folder, ignore_errors=True)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a handler, since ranks would inherit SIG_IGN
    control(PR_SET_CHILD_SUBREAPER, 1)
    with open(0, "rb", buffering=0, closefd=False) as requests:  # unbuffered: select must see what follows
        run = Supervisor(json.loads(requests.readline()))
    try:
        run.start()
        run.watch()
    except (OSError, subprocess.SubprocessError) as error:
        with contextlib.suppress(BrokenPipeError):  # then nobody is left to be told
            say({"trouble": f"{type(error).__name__}: {error}"})
    finally:
        run.end()
        with contextlib.suppress(BrokenPipeError):
            say({"over": True})


if __name__ == "__main__":
    main()
