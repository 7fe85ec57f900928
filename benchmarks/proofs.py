"""From the request to first and last evidence and to the end, against `python FILE` and `torchrun FILE`."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.timing import ratio, spell
from studyapp.folder import PACKAGE, Folder
from studyapp.proof.draws import take
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request, Shown
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Verdict
from studyapp.study.library.reading import read_folder

ROUNDS = 9
REST = 0.6  # seconds between rounds, as between two cards: the next crew is made meanwhile
TORCHRUN = [str(Path(sys.executable).with_name("torchrun")), "--standalone", "--nproc-per-node"]
CASES = (
    ("autograd.accumulation", 1, "first", 60),
    ("fsdp.bytes_per_rank", 2, "last", 50),
    ("fsdp.bytes_per_rank", 4, "last", 40),
)


@dataclass(slots=True)
class Times:
    """Seconds from the request, one entry a round."""

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)


def run_file(entry: Entry, world: int, seed: int, times: Times) -> None:
    """Run the proof's file by itself; its first line only names the seed."""
    peer = [sys.executable] if world == 1 else [*TORCHRUN, str(world)]
    begin = time.monotonic()
    with subprocess.Popen(
        [*peer, entry.path, "--seed", str(seed)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        seen = [time.monotonic() - begin for _ in process.stdout]
    times.ended.append(time.monotonic() - begin)
    times.first.append(seen[1])
    times.last.append(seen[-1])


async def run_here(engine: Engine, entry: Entry, world: int, seed: int, times: Times) -> None:
    run = engine.run(Request(entry, seed, take(entry.draws, seed), world))
    begin = time.monotonic()
    async with contextlib.aclosing(run.events()) as events:
        seen = [time.monotonic() - begin async for event in events if isinstance(event, Shown)]
    times.ended.append(time.monotonic() - begin)
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.CONFIRMED, run.finished
    times.first.append(seen[0])
    times.last.append(seen[-1])


def compare(engine: Engine, entry: Entry, world: int) -> tuple[Times, Times]:
    ours, peers = Times(), Times()
    asyncio.run(run_here(engine, entry, world, 0, Times()))
    for seed in range(1, ROUNDS + 1):
        run_file(entry, world, seed, peers)
        time.sleep(REST)
        asyncio.run(run_here(engine, entry, world, seed, ours))
        time.sleep(REST)
    return ours, peers


def main() -> None:
    catalogue = read_folder(Folder(PACKAGE.parent)).catalogue
    engine = Engine()
    engine.warm([1, 2, 4], patience=MOST_PATIENCE)
    print("a proof, from the request")
    try:
        for name, world, judged, bar in CASES:
            ours, peers = compare(engine, catalogue[name], world)
            peer = "python FILE" if world == 1 else f"torchrun, {world} ranks"
            print(f"  {name}, {peer}")
            for moment in ("first", "last", "ended"):
                mine, other = getattr(ours, moment), getattr(peers, moment)
                told = f"   (bar: {bar})" if moment == judged else ""
                print(f"    {moment:<6} by itself   {spell(other)}")
                print(f"    {moment:<6} studyapp    {spell(mine)}   {ratio(other, mine):.0f} × faster{told}")
    finally:
        engine.close()
