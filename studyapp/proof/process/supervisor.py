"""The process above one run's ranks: starts them, passes on what they say, and ends them all.

It reads one request line from its life line; when that closes (cancel, or the app is gone), everything below
it is ended. It says JSON lines: {"folder"}, {"room"}, {"rank", "line"}, {"rank", "output"}, {"rank", "exit"},
{"rank", "stuck"}, {"limit", "detail"}, {"trouble"}, {"over"}.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from typing import Any

from studyapp.proof.process.crew import LINUX, Crew, make_folder
from studyapp.proof.process.usage import Watch

OUTPUT_LIMIT = 64 * 1024  # bytes of a run's prints that are passed on
EVIDENCE_LIMIT = 4 * 1024 * 1024  # bytes of evidence, all ranks together
LINE_LIMIT = 256 * 1024  # bytes of one line of evidence
GRACE = 1.0  # seconds the other ranks get to speak after one has failed
WATCH = 0.1 if LINUX else 0.01  # seconds between looks at what the run uses
STUCK = 0.03  # seconds the ranks get to say where it is
READ = 64 * 1024  # bytes that are read at once
PIPE = 1024 * 1024  # bytes, at most, that wait in one pipe (fs.pipe-max-size)


class Supervisor:
    """One run of a crew: its request, its limits, and the parent that is told.

    life: read end; the parent holds the other one for as long as the run may live. told: write end.
    server: the socket to the server that this was forked from, if it was.
    """

    def __init__(
        self, crew: Crew, request: dict[str, Any], life: int, told: int, *, server: int | None = None
    ) -> None:
        self.crew, self.request, self.told = crew, request, told
        self.selector = selectors.DefaultSelector()
        for descriptor in (life, server):
            if descriptor is not None:
                self.selector.register(descriptor, selectors.EVENT_READ, None)
        self.pending: dict[int, bytes] = {}  # of each rank, the line that is not yet whole
        self.output_left = OUTPUT_LIMIT
        self.evidence_left = EVIDENCE_LIMIT
        self.deadline: float = time.monotonic() + request["seconds"]
        self.next_look = 0.0
        self.usage = Watch(crew, request["memory"])

    def say(self, message: dict[str, Any]) -> None:
        data = memoryview(json.dumps(message).encode() + b"\n")
        while data:
            data = data[os.write(self.told, data) :]

    def run(self) -> None:
        """Give every rank the request and see it to its end; the crew is gone when this returns."""
        try:
            self.say({"folder": self.crew.folder})  # to be cleared by the parent, should this be killed
            self.say({"room": {"applied": self.crew.room.applied, "missing": self.crew.room.missing}})
            self.begin()
            self.watch()
        except (OSError, subprocess.SubprocessError) as error:
            with contextlib.suppress(BrokenPipeError):
                self.say({"trouble": f"{type(error).__name__}: {error}"})
        finally:
            self.crew.end()
            with contextlib.suppress(BrokenPipeError):  # then nobody is left to be told
                self.say({"over": True})
            os.close(self.told)

    def begin(self) -> None:
        if not self.crew.members:
            for _ in range(self.request["world"]):
                self.crew.spawn(self.request["worker"], self.request["environment"])
        room = self.crew.room
        told = {"folder": self.crew.folder, "room": {"applied": room.applied, "missing": room.missing}}
        for rank, member in enumerate(self.crew.members):
            self.pending[rank] = b""
            self.selector.register(member.lines, selectors.EVENT_READ, (rank, "line"))
            self.selector.register(member.output, selectors.EVENT_READ, (rank, "output"))
            if LINUX:  # elsewhere an exit is noticed at the next look
                self.selector.register(os.pidfd_open(member.pid), selectors.EVENT_READ, (rank, "exit"))
            with contextlib.suppress(BrokenPipeError), os.fdopen(member.orders, "wb") as orders:
                orders.write(json.dumps({**self.request, **told, "rank": rank}).encode())

    def watch(self) -> None:
        """Pass lines on until every rank has ended, or a limit, a failure or the parent ends them."""
        while any(member.status is None for member in self.crew.members):
            for key, _ in self.selector.select(self.patience()):
                if key.data is None:
                    return  # the app or the server has gone: nothing else is ever written there
                self.receive(key.fd, *key.data)
            self.collect()
            if self.out_of_time() or self.over_limit():
                return
        self.drain()

    def patience(self) -> float:
        return max(0.0, min(WATCH, self.deadline - time.monotonic()))

    def receive(self, descriptor: int, rank: int, kind: str) -> None:
        data = b"" if kind == "exit" else os.read(descriptor, READ)
        if not data:
            self.selector.unregister(descriptor)
            os.close(descriptor)
        elif kind == "output":
            shown, self.output_left = data[: self.output_left], max(0, self.output_left - len(data))
            if shown:
                self.say({"rank": rank, "output": shown.decode(errors="replace")})
        else:
            self.evidence_left -= len(data)
            *lines, self.pending[rank] = (self.pending[rank] + data).split(b"\n")
            longest = max(map(len, (*lines, self.pending[rank])))
            if self.evidence_left < 0 or longest > LINE_LIMIT:
                self.evidence_left, self.pending[rank], lines = -1, b"", []
            for line in lines:
                self.say({"rank": rank, "line": line.decode(errors="replace")})

    def collect(self) -> None:
        """Note the ranks that have exited; one that failed leaves the others only a moment."""
        for rank in self.crew.reap():
            self.drain()
            status = self.crew.members[rank].status
            self.say({"rank": rank, "exit": status})
            if status != 0:
                self.deadline = min(self.deadline, time.monotonic() + GRACE)

    def out_of_time(self) -> bool:
        if time.monotonic() < self.deadline:
            return False
        if all(member.status in {None, 0} for member in self.crew.members):
            self.say({"limit": "time", "detail": f"{self.request['seconds']:g} s"})
        self.locate()
        return True

    def locate(self) -> None:
        """Ask each rank that is still running for its line of the proof; it answers from a signal handler."""
        self.drain()
        waiting = {rank for rank, member in enumerate(self.crew.members) if member.status is None}
        for rank in waiting:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.crew.members[rank].pid, signal.SIGUSR1)
        traces = dict.fromkeys(waiting, b"")
        until = time.monotonic() + STUCK
        while (rest := until - time.monotonic()) > 0:
            for key, _ in self.selector.select(rest):
                if key.data is None:
                    return
                rank, kind = key.data
                data = b"" if kind == "exit" else os.read(key.fd, READ)
                if not data:
                    self.selector.unregister(key.fd)
                elif kind == "line":
                    traces[rank] = traces.get(rank, b"") + data
        for rank, trace in sorted(traces.items()):
            self.say({"rank": rank, "stuck": trace.decode(errors="replace")[:8000]})

    def over_limit(self) -> bool:
        if self.evidence_left < 0:
            self.say({"limit": "evidence", "detail": f"{EVIDENCE_LIMIT >> 20} MiB of evidence"})
            return True
        if time.monotonic() < self.next_look:
            return False
        self.next_look = time.monotonic() + WATCH
        self.crew.yield_to_screen()
        over = self.usage.find_excess()
        if over:
            self.say({"limit": over[0], "detail": over[1]})
        return bool(over)

    def drain(self) -> None:
        """Take what waits in the pipes, and no more: who writes without end must not hold up the end.

        Exits are left for the loop, which looks who it was.
        """
        left = dict.fromkeys(self.selector.get_map(), PIPE // READ)
        while ready := [key for key, _ in self.selector.select(0) if key.data and key.data[1] != "exit"]:
            if not (ready := [key for key in ready if left[key.fd] > 0]):
                return
            for key in ready:
                left[key.fd] -= 1
                self.receive(key.fd, *key.data)


def read_request(life: int) -> dict[str, Any] | None:
    """The line that a life line starts with; None where it closed before."""
    data = b""
    while not data.endswith(b"\n"):
        if not (more := os.read(life, 1 << 20)):
            return None
        data += more
    return dict(json.loads(data))


def main() -> None:
    """Supervise one run in plain new processes: life line and listener are standard input and output."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a handler, since ranks would inherit SIG_IGN
    if (request := read_request(0)) is not None:
        crew = Crew(frozenset(request["layers"]), make_folder(), devices=request["gpus"])
        Supervisor(crew, request, 0, 1).run()
