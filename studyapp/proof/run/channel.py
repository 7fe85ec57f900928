"""The parent's end of one run: a life line to the supervisor, and the lines that come back."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from studyapp.errors import StudyError

ROOT = Path(__file__).parents[3]  # what `import studyapp` is found in
LINE = 8 * 2**20  # longest line that is read: a rank's longest, every byte escaped
PARTING = 5.0  # seconds a supervisor gets to end its run


@dataclass(slots=True)
class Pipes:
    """Both ends of a run's two pipes, before the far ones have been given away."""

    life_read: int
    life_write: int
    lines_read: int
    lines_write: int

    @classmethod
    def open(cls) -> Pipes:
        return cls(*os.pipe(), *os.pipe())

    def close_near(self) -> None:
        os.close(self.life_write)
        os.close(self.lines_read)

    def close_far(self) -> None:
        os.close(self.life_read)
        os.close(self.lines_write)


@dataclass(slots=True)
class Channel:
    """Open until end() is called, on which every process of the run is ended."""

    life: int
    reader: asyncio.StreamReader
    transport: asyncio.ReadTransport
    process: subprocess.Popen[bytes] | None = None  # where the supervisor is a child of this process

    @classmethod
    async def open(cls, pipes: Pipes, process: subprocess.Popen[bytes] | None = None) -> Channel:
        reader = asyncio.StreamReader(limit=LINE)
        file = os.fdopen(pipes.lines_read, "rb", buffering=0)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), file
        )
        os.set_blocking(pipes.life_write, False)
        return cls(pipes.life_write, reader, transport, process)

    async def send(self, line: bytes) -> None:
        """Write the request; a supervisor that has died is noticed where its lines end."""
        rest = memoryview(line)
        while rest:
            try:
                rest = rest[os.write(self.life, rest) :]
            except BlockingIOError:
                await asyncio.sleep(0.001)
            except BrokenPipeError:
                return

    async def lines(self) -> AsyncIterator[bytes]:
        while line := await self.reader.readline():
            yield line

    async def end(self) -> None:
        """Close the life line, on which the supervisor ends every process of the run, and wait for it."""
        if self.life < 0:
            return
        os.close(self.life)
        self.life = -1
        try:
            async with asyncio.timeout(PARTING):
                while await self.reader.read(LINE):  # it must not block on a pipe that nobody reads
                    pass
        except TimeoutError:
            if self.process is not None:
                self.process.kill()
        self.transport.close()
        if self.process is not None:
            await asyncio.to_thread(self.process.wait)


def bare(module: str) -> list[str]:
    """A command that runs a module's main() on the standard library alone, which is there sooner."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-S", "-c", start]


async def open_cold() -> Channel:
    """Start a supervisor in a new process, which starts each rank in one of its own.

    Raise StudyError where this system has no process or descriptor left.
    """
    try:
        pipes = Pipes.open()
    except OSError as error:
        raise refuse(error) from error
    try:
        process = subprocess.Popen(
            bare("studyapp.proof.process.supervisor"),
            stdin=pipes.life_read,
            stdout=pipes.lines_write,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        pipes.close_near()
        raise refuse(error) from error
    finally:
        pipes.close_far()
    return await Channel.open(pipes, process)


def refuse(error: OSError) -> StudyError:
    return StudyError(
        f"no process could be started: {error.strerror}", todo="End some other programs, and run it again."
    )
