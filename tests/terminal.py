"""A real terminal for a real program: a pty, and a screen that understands what is painted."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte
from ptyprocess import PtyProcess

STUDYAPP = [sys.executable, "-m", "studyapp"]


class Terminal:
    """Runs a program in a pty of the given size; ends it, and all it started, on leaving."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (100, 30),
        cwd: str = "",
    ) -> None:
        columns, rows = size
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.process = PtyProcess.spawn(
            list(argv), dimensions=(rows, columns), env=environment, cwd=cwd or None
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
        self.process.close(force=True)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def send(self, keys: str) -> None:
        self.process.write(keys.encode())

    def pump(self, seconds: float = 0.0) -> bytes:
        """Take what the program has painted within this time; empty where nothing came."""
        ready, _, _ = select.select([self.process.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.process.fd, 65536)
        except OSError:  # the program is gone
            return b""
        self.stream.feed(data)
        return data

    def wait_for(self, text: str, *, seconds: float = 30) -> None:
        """Wait until the screen shows the text; fail with the screen where it does not."""
        deadline = time.monotonic() + seconds
        while text not in self.text:
            if time.monotonic() > deadline or not (self.pump(0.1) or self.process.isalive()):
                raise AssertionError(f"no {text!r} on the screen:\n{self.text}")

    def wait_for_exit(self, *, seconds: float = 20) -> int:
        """The program's exit status, once it has ended by itself."""
        deadline = time.monotonic() + seconds
        while self.process.isalive():
            self.pump(0.1)
            if time.monotonic() > deadline:
                raise AssertionError(f"still running:\n{self.text}")
        return int(self.process.exitstatus or 0)
