"""The app's handle on the warm server: started in the background, asked for crews, replaced in time."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from studyapp.proof.run.channel import PARTING, Channel, Pipes
from studyapp.proof.run.environment import make_environment

PATIENCE = 10.0  # seconds that a run waits for a server that is starting; a new process takes two
MOST_PATIENCE = 120.0  # the same, where many runs are to come
PERIOD = 0.01  # seconds between two looks at it
HERE = Path(__file__).parents[1]  # studyapp/proof

Stamp = tuple[object, ...]


class WarmServer:
    """At most one server process, never needed: where open() returns None, a run starts in new processes."""

    def __init__(
        self,
        layers: frozenset[str],
        readable: Sequence[str],
        sizes: Sequence[int],
        patience: float = PATIENCE,
    ) -> None:
        self.settings = {"layers": sorted(layers), "readable": list(readable), "sizes": list(sizes)}
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.ready = False
        self.gpus = True  # a new process might see some; known once it is ready
        self.begun = 0.0
        self.stamp: Stamp = ()

    def start(self) -> None:
        """Start the process and return at once; it is ready some seconds later."""
        self.stop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "studyapp.proof.process.server", str(theirs.fileno())]
        command.append(json.dumps(self.settings))
        self.stamp, self.begun, self.ready = take_stamp(), time.monotonic(), False
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=make_environment(),
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        ours.setblocking(False)
        self.control = ours

    def stop(self) -> None:
        """End the server and every crew that waits in it."""
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            try:  # it ends its crews first; one that is still importing notices when it has done so
                self.process.wait(PARTING if self.ready else 0)
            except subprocess.TimeoutExpired:
                self.process.kill()  # its crews notice that, and end by themselves
                self.process.wait()
            self.process = None
        self.ready = False

    async def open(self, world: int, *, gpus: bool = False) -> Channel | None:
        """Hand a run's pipes to a crew of this size; None where no server can take them.

        gpus: it needs one, which a crew never sees; only where a new process would see none either.
        """
        if self.process is not None and (self.stamp != take_stamp() or self.has_died()):
            self.start()  # torch, the environment or this package has changed under it
        if not await self.wait_until_ready() or self.control is None or (gpus and self.gpus):
            return None
        pipes = Pipes.open()
        try:
            message = json.dumps({"world": world}).encode()
            socket.send_fds(self.control, [message], [pipes.life_read, pipes.lines_write])
        except OSError:  # it died since; the next run finds a new one
            pipes.close_near()
            self.start()
            return None
        finally:
            pipes.close_far()
        return await Channel.open(pipes)

    def has_died(self) -> bool:
        """Whether a server that was ready is gone; one that never was cannot run here."""
        return self.ready and self.process is not None and self.process.poll() is not None

    async def wait_until_ready(self) -> bool:
        while not self.ready and self.control is not None:
            try:
                said = self.control.recv(4096)
            except BlockingIOError:
                if time.monotonic() - self.begun > self.patience:
                    break
                await asyncio.sleep(PERIOD)
                continue
            except OSError:
                said = b""
            if not said:  # it cannot run here: without torch, for one
                self.stop()
            else:
                self.ready, self.gpus = True, json.loads(said)["gpus"]
        return self.ready


def take_stamp() -> Stamp:
    """What a server holds that may change: the interpreter, torch, the environment, this package's files."""
    torch = find_spec("torch")
    files = [*HERE.glob("*.py"), *HERE.glob("*/*.py")]
    if torch is not None and torch.origin:
        files += [Path(torch.origin), Path(torch.origin).with_name("version.py")]
    changes = [(str(file), file.stat().st_mtime_ns) for file in sorted(files) if file.exists()]
    return (sys.executable, tuple(sorted(make_environment().items())), *changes)
