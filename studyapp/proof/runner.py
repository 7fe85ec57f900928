"""Running a proof from the parent's side: start a supervisor, read its lines, judge the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import site
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from studyapp.proof.catalogue import Entry
from studyapp.proof.draws import Value
from studyapp.proof.evidence import ITEM, Item
from studyapp.proof.merge import DisagreementError, Merger
from studyapp.proof.verdict import Ending, Ruling, rule

SUPERVISOR = Path(__file__).with_name("supervisor.py")
WORKER = [sys.executable, "-m", "studyapp.proof.worker"]
MEMORY = 4 * 2**30  # bytes, the whole tree
PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONUSERBASE",
    "VIRTUAL_ENV",
    "CUDA_VISIBLE_DEVICES",
)
LINE = 8 * 2**20  # longest line read from the supervisor: a rank's longest, every byte escaped


@dataclass(frozen=True, slots=True)
class Request:
    """What to run: a proof, its drawn arguments, perhaps broken, on how many ranks."""

    entry: Entry
    seed: int
    arguments: Mapping[str, Value]
    world: int = 1
    variant: str = ""
    seconds: float | None = None  # instead of the proof's own limit
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Started:
    """The first rank has torch and begins."""

    torch: str
    python: str
    device: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence, merged over the ranks."""

    item: Item


@dataclass(frozen=True, slots=True)
class Printed:
    """Something the proof wrote to its output; never evidence."""

    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over and every process of it is gone."""

    ruling: Ruling
    seconds: float
    first_evidence: float | None  # seconds from the start


Event = Started | Shown | Printed | Finished


@dataclass(slots=True)
class Run:
    """One execution; iterate over events() once. Closing it early ends every process of the run."""

    request: Request
    started: Started | None = None
    items: list[Item] = field(default_factory=list)
    endings: dict[int, Ending] = field(default_factory=dict)
    limit: tuple[str, str] | None = None
    fault: str = ""
    finished: Finished | None = None
    _merger: Merger = field(init=False)
    _said: dict[int, Ending] = field(default_factory=dict)
    _folder: str = ""

    def __post_init__(self) -> None:
        self._merger = Merger(self.request.world)

    async def events(self) -> AsyncGenerator[Event, None]:
        begin = time.monotonic()
        first: float | None = None
        over = False
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            str(SUPERVISOR),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            limit=LINE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(self._message()).encode() + b"\n")
            await process.stdin.drain()
            async for line in process.stdout:
                message = json.loads(line)
                over = "over" in message
                for event in self._read(message):
                    if isinstance(event, Shown) and first is None:
                        first = time.monotonic() - begin
                    yield event
                if self.fault:
                    break
        finally:
            await end(process)
            if self._folder:
                # It is gone already, unless the supervisor was killed.
                shutil.rmtree(self._folder, ignore_errors=True)
        self._check_whole(over)
        ruling = rule(self.items, list(self.endings.values()), self.limit, self.fault)
        self.finished = Finished(ruling, time.monotonic() - begin, first)
        yield self.finished

    def _check_whole(self, over: bool) -> None:
        """Nothing is judged by a part of it: every rank has ended, and has yielded as much as the others."""
        if self.fault or self.limit is not None:
            return
        ended = self.endings.values()
        if not over or (len(ended) < self.request.world and all(end.said == "done" for end in ended)):
            self.fault = "the run broke off: its supervisor ended before all ranks had"
        elif self._merger.behind and all(end.said == "done" for end in ended):
            self.fault = f"rank {self._merger.behind[0]} yielded less than the others"

    def _message(self) -> dict[str, object]:
        entry, request = self.request.entry, self.request
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        environment.setdefault(
            "PYTHONUSERBASE", site.getuserbase()
        )  # it would follow HOME, which is replaced
        environment |= {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return {
            "path": entry.path,
            "source": entry.source,
            "seed": request.seed,
            "arguments": dict(request.arguments),
            "world": request.world,
            "variant": request.variant,
            "needs": entry.needs,
            "seconds": entry.seconds if request.seconds is None else request.seconds,
            "memory": request.memory,
            "worker": WORKER,
            "environment": environment,
        }

    def _read(self, message: dict[str, object]) -> list[Event]:
        """Take one line of the supervisor; what a rank said in it is checked before it is believed."""
        if "trouble" in message:
            self.fault = f"the run could not be supervised: {message['trouble']}"
            return []
        if "folder" in message:
            self._folder = str(message["folder"])
            return []
        if "limit" in message:
            self.limit = (str(message["limit"]), str(message["detail"]))
            return []
        rank = int(str(message.get("rank", 0)))
        if "exit" in message:
            said = self._said.get(rank, Ending(rank))
            status = int(str(message["exit"]))
            self.endings[rank] = Ending(rank, said.said, status, said.detail, said.line, said.trace)
        elif "output" in message:
            return [Printed(rank, str(message["output"]))]
        elif "line" in message:
            return self._hear(rank, str(message["line"]))
        return []

    def _hear(self, rank: int, text: str) -> list[Event]:
        try:
            line = dict(json.loads(text))
            if "item" in line:
                merged = self._merger.feed(rank, ITEM.validate_python(line["item"]))
                if merged is None:
                    return []
                self.items.append(merged)
                return [Shown(merged)]
            if "start" in line and self.started is None:
                self.started = Started(
                    **{name: str(line["start"][name]) for name in ("torch", "python", "device")}
                )
                return [self.started]
            if "end" in line:
                self._said[rank] = read_end(rank, line)
            elif "start" not in line:
                raise ValueError("a line that is neither start, item nor end")
        except DisagreementError as error:
            self.fault = str(error)
        except (ValidationError, ValueError, TypeError, KeyError, RecursionError) as error:
            reason = str(error).splitlines()[0]
            self.fault = (
                f"rank {rank} sent something that is no evidence ({type(error).__name__}: {reason[:200]})"
            )
        return []


def read_end(rank: int, line: dict[str, object]) -> Ending:
    said = str(line["end"])
    if said == "unsupported":
        return Ending(rank, said, detail=str(line["missing"])[:2000])
    if said == "error":
        number = str(line["line"])
        return Ending(
            rank,
            said,
            detail=f"{line['type']}: {line['message']}"[:2000],
            line=int(number) if number.isdigit() else None,
            trace=str(line["trace"])[:8000],
        )
    return Ending(rank, said)


async def end(process: asyncio.subprocess.Process) -> None:
    """Close the supervisor's input, on which it ends every process of the run, and wait for it."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(5):
            while await process.stdout.read(LINE):  # it must not block on a pipe that nobody reads
                pass
            await process.wait()
            await process.stdin.wait_closed()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def finish(run: Run) -> Finished:
    """Run to the end, keeping the evidence in the run."""
    async with contextlib.aclosing(run.events()) as events:
        async for _ in events:
            pass
    assert run.finished is not None
    return run.finished
