"""Running a proof from the parent's side: open a channel, hear what comes of it, judge the end."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass, field
from typing import Protocol

from studyapp.proof.confinement import ALL
from studyapp.proof.evidence import Item
from studyapp.proof.process.clearing import clear
from studyapp.proof.run.channel import Channel, open_cold
from studyapp.proof.run.environment import make_environment
from studyapp.proof.run.events import Event, Finished, Request, Shown, Started
from studyapp.proof.run.hearing import Hearing
from studyapp.proof.run.layers import count_gpus, find_given_up

WORKER = [sys.executable, "-P", "-m", "studyapp.proof.process.worker"]


class Opener(Protocol):
    """Starts the processes of a run; `cold` asks for new ones. Says whether they are warm."""

    def __call__(self, request: Request, *, cold: bool) -> Awaitable[tuple[Channel, bool]]: ...


async def open_new(request: Request, *, cold: bool) -> tuple[Channel, bool]:
    """Start a run in new processes."""
    return await open_cold(), False


@dataclass(slots=True)
class Run:
    """One execution; iterate over events() once. Closing it early ends every process of the run."""

    request: Request
    opener: Opener = open_new
    layers: frozenset[str] = ALL
    readable: tuple[str, ...] = ()
    cold: bool = False
    given_up: dict[str, str] = field(init=False)  # layers that this run goes without, and why
    heard: Hearing = field(init=False)
    finished: Finished | None = None

    def __post_init__(self) -> None:
        self.given_up = find_given_up(self.request, count_gpus())
        self.heard = self.listen()

    def listen(self, warm: bool = False) -> Hearing:
        heard = Hearing(self.request, warm)
        heard.layers.missing |= self.given_up
        return heard

    @property
    def items(self) -> list[Item]:
        return self.heard.items

    @property
    def protections(self) -> tuple[str, ...]:
        """What was really applied, in words."""
        return self.heard.layers.describe()

    @property
    def started(self) -> Started | None:
        return self.heard.started

    async def events(self) -> AsyncGenerator[Event, None]:
        begin = time.monotonic()
        first: float | None = None
        async with contextlib.aclosing(self.hear()) as events:
            async for event in events:
                if isinstance(event, Shown) and first is None:
                    first = time.monotonic() - begin
                yield event
        self.finished = Finished(self.heard.judge(), time.monotonic() - begin, first)
        yield self.finished

    async def hear(self) -> AsyncGenerator[Event, None]:
        """Everything a run says; a warm one that says nothing at all is tried again in new processes."""
        channel, warm = await self.opener(self.request, cold=self.cold)
        self.heard = self.listen(warm)
        async with contextlib.aclosing(self.hear_channel(channel)) as events:
            async for event in events:
                yield event
        if warm and self.heard.silent:
            channel, _ = await self.opener(self.request, cold=True)
            self.heard = self.listen()
            async with contextlib.aclosing(self.hear_channel(channel)) as events:
                async for event in events:
                    yield event

    async def hear_channel(self, channel: Channel) -> AsyncGenerator[Event, None]:
        try:
            await channel.send(json.dumps(self.describe()).encode() + b"\n")
            async for line in channel.lines():
                event = self.heard.take(json.loads(line))
                if event is not None:
                    yield event
                if self.heard.fault or self.heard.over:
                    break
        finally:
            await channel.end()
            if self.heard.folder:
                # It is gone already, unless the supervisor was killed.
                clear(self.heard.folder)

    def describe(self) -> dict[str, object]:
        """The request as it travels: everything a rank needs, so that it reads nothing from disk."""
        entry, request = self.request.entry, self.request
        return {
            "path": entry.path,
            "source": entry.source,
            "modules": {name: (entry.paths[name], source) for name, source in entry.modules.items()},
            "tables": dict(entry.tables),
            "parts": dict(request.parts),
            "seed": request.seed,
            "arguments": dict(request.arguments),
            "world": request.world,
            "variant": request.variant,
            "needs": entry.needs,
            "device": request.device,
            "gpus": request.gpus,
            "loopback": request.joins,
            "seconds": request.time_limit,
            "memory": request.memory_limit,
            "layers": sorted(self.layers - self.given_up.keys()),
            "required": sorted(request.required),
            "readable": self.readable,
            "worker": WORKER,
            "environment": make_environment(),
        }


class Execution(Protocol):
    """A run of any kind: of this machine's engine, of a launcher, or one that is stored as well."""

    @property
    def finished(self) -> Finished | None: ...

    def events(self) -> AsyncGenerator[Event, None]: ...


async def finish(run: Execution) -> Finished:
    """Run to the end, keeping the evidence in the run."""
    async with contextlib.aclosing(run.events()) as events:
        async for _ in events:
            pass
    assert run.finished is not None
    return run.finished
