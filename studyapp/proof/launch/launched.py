"""A run that a launcher starts, on this machine or on a cluster: its ranks are the file's own `main()`.

Nothing confines such a run: it has the learner's own rights, on every machine that the launcher reaches.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import shlex
import shutil
import sys
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from studyapp.errors import UsageError
from studyapp.proof.evidence import Item
from studyapp.proof.launch.leftovers import end_launcher
from studyapp.proof.launch.report import PROTECTIONS, Report
from studyapp.proof.run.channel import LINE
from studyapp.proof.run.events import Event, Finished, Request, Shown, Started

MARGIN = 30.0  # seconds beyond a limit that the ranks keep themselves
REST = 2.0  # seconds to read what is left in the pipes
HOSTED = ["-m", "studyapp.proof.launch.hosted"]  # runs the text that was hashed, and no other
KEPT = 80  # lines of the launcher's standard error
ERROR = re.compile(r"\b(\w*Error|\w*Exception|[Ee]rror): \S")


@dataclass(slots=True)
class LaunchedRun:
    """One execution; iterate over events() once. Closing it early ends the launcher and what it left here.

    launch: torchrun, ray, or any command; making one raises UsageError where that is none.
    """

    request: Request
    launch: str
    words: list[str] = field(init=False)
    report: Report = field(init=False)
    finished: Finished | None = None
    _errors: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))

    def __post_init__(self) -> None:
        self.words = read_launcher(self.launch, self.request)
        self.report = Report()

    @property
    def items(self) -> list[Item]:
        return self.report.items

    @property
    def started(self) -> Started | None:
        return self.report.started

    @property
    def protections(self) -> tuple[str, ...]:
        return PROTECTIONS

    async def events(self) -> AsyncGenerator[Event, None]:
        begin, first = time.monotonic(), None
        token = secrets.token_hex(8)
        self.report = Report(f"{token} ")
        process = await asyncio.create_subprocess_exec(
            *self.words,
            *file_and_options(self.request, self.report.mark),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=LINE,
            env=make_environment(token),
        )
        assert process.stderr is not None
        errors = asyncio.create_task(self._keep_errors(process.stderr))
        status: int | None = None
        try:
            async with contextlib.aclosing(self._hear(process)) as events:
                async for event in events:
                    if isinstance(event, Started):
                        self.request = replace(self.request, world=self.report.world)
                    if isinstance(event, Shown) and first is None:
                        first = time.monotonic() - begin
                    yield event
            status = await self._wait(process)
        finally:
            await end_launcher(process, token)
            await read_rest(process, errors)
        ruling = self.report.judge(status, *self._find_error())
        self.finished = Finished(ruling, time.monotonic() - begin, first)
        yield self.finished

    async def _hear(self, process: asyncio.subprocess.Process) -> AsyncGenerator[Event, None]:
        """Until the verdict, or the end of what is said; the time counts from when the ranks have met."""
        assert process.stdout is not None
        deadline: float | None = None
        while not self.report.over:
            try:
                async with asyncio.timeout_at(deadline):
                    line = await process.stdout.readline()
            except TimeoutError:
                self.report.time_out(self.request.time_limit)
                return
            except ValueError:
                self.report.fault = f"the launcher wrote a line of more than {LINE >> 20} MiB"
                return
            if not line:
                return
            event = self.report.take(line.decode(errors="replace"))
            if isinstance(event, Started):
                deadline = asyncio.get_running_loop().time() + self.request.time_limit + MARGIN
            if event is not None:
                yield event

    async def _wait(self, process: asyncio.subprocess.Process) -> int | None:
        """The launcher's exit status, or None where it does not end by itself."""
        try:
            async with asyncio.timeout(MARGIN):
                await read_all(process)  # it must not block on a pipe that nobody reads
                return await process.wait()
        except TimeoutError:
            return None

    async def _keep_errors(self, stream: asyncio.StreamReader) -> None:
        while data := await stream.read(65536):
            self._errors.extend(data.decode(errors="replace").splitlines())

    def _find_error(self) -> tuple[str, str]:
        """The line of standard error that says most, and its last lines whole."""
        told = [line.strip() for line in self._errors if re.search(r"\w", line)]
        first = next((line for line in told if ERROR.search(line)), told[-1] if told else "")
        return first[:500], "\n".join(self._errors)[-8000:]


async def read_all(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.read(LINE):
        pass


async def read_rest(process: asyncio.subprocess.Process, errors: asyncio.Task[None]) -> None:
    """Until both pipes end, once all that wrote to them is gone; not for ever, should one have got away."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(REST):
            await asyncio.gather(read_all(process), errors)


def read_launcher(text: str, request: Request) -> list[str]:
    """The words that the file's path is put after, from what was asked for: torchrun, ray, or any command.

    Raise UsageError where it is no command, where Ray is missing, or where the run cannot be handed over.
    """
    if request.parts:
        raise UsageError(
            "a part of your own cannot be launched", todo="Run the proof here, without --launch."
        )
    python, ranks = [sys.executable, "-P"], str(request.world)
    if text.strip() == "torchrun":
        return [*python, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", ranks, *HOSTED]
    if text.strip() == "ray":
        if find_spec("ray") is None:
            raise UsageError("Ray is not installed", todo='pip install "studyapp[ray]"')
        gpus = ["--gpus"] if request.gpus else []
        return [*python, "-m", "studyapp.proof.launch.on_ray", "--ranks", ranks, *gpus, "--hosted"]
    words = read_command(text)
    return words + host_file(words)


def read_command(text: str) -> list[str]:
    """The words of a command, with its program's path; raise UsageError where there is none."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"--launch {text}: {error}") from error
    if not words:
        raise UsageError("--launch is empty", todo="Name torchrun, ray, or a command such as srun -N2.")
    beside = Path(sys.executable).parent / words[0]
    if shutil.which(words[0]) is None and not beside.is_file():
        raise UsageError(f"there is no program {words[0]!r}", todo="Name one that this machine has.")
    words[0] = shutil.which(words[0]) or str(beside)
    return words


def host_file(words: Sequence[str]) -> list[str]:
    """What goes between a command and the file; one that starts any command is given a Python."""
    names = [Path(word).name for word in words]
    if "torchrun" in names or "torch.distributed.run" in names:
        return HOSTED
    own = names[-1].startswith("python")
    return [*([] if own else [sys.executable]), "-P", *HOSTED]


def file_and_options(request: Request, mark: str) -> list[str]:
    """The proof's file and what it is told, so that it runs as this request asks."""
    entry = request.entry
    options = {"--seed": request.seed, "--seconds": request.own_seconds, "--expect-hash": entry.hash}
    options |= {"--mark": mark, "--device": request.device, "--broken": request.variant}
    values = [f"--set={name}={value}" for name, value in request.arguments.items()]
    given = [f"{name}={value}" for name, value in options.items() if value != ""]
    return [str(Path(entry.path).resolve()), "--json", *given, *values]


def make_environment(token: str) -> dict[str, str]:
    """The learner's own, as launchers need it; the token marks every process that comes of it.

    torchrun starts `python -m` without -P, so the variable keeps this folder off its ranks' sys.path.
    """
    quiet = {"OMP_NUM_THREADS": "1", "RES_OPTIONS": "timeout:1 attempts:1"}
    return {**quiet, **os.environ, "PYTHONSAFEPATH": "1", "STUDYAPP_LAUNCH": token}
