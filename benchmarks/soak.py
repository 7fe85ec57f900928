"""A thousand runs of every ending, one after the other: what is left of them afterwards must be nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
from pathlib import Path

from benchmarks.timing import own_temporary
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request, Shown
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.source.catalogue import ProofFile, read_entry
from studyapp.proof.verdict import Verdict

RUNS = int(os.environ.get("RUNS", "1000"))
WARM_UP = 50  # runs before the first count: caches fill, allocators grow
SIZES = (1, 2)

PROOF = '''"""Every way that a run can end."""

import os, time
import torch
import torch.distributed as dist
from studyapp.proof import check, proof


def go_on(): ...
def crash(): raise ValueError("no")
def die(): os._exit(3)
def hang():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    time.sleep(600)


@proof(ranks=(1, 2))
def ending(rank, act=go_on):
    total = torch.ones(1)
    dist.all_reduce(total)
    yield check("summed", total, equals=[float(dist.get_world_size())])
    act()
    yield check("went on", True)


ending.must_fail("crash", act=crash, at="went on")
ending.must_fail("die", act=die, at="went on")
ending.must_fail("hang", act=hang, at="went on")
'''
ALONE = PROOF.replace("ranks=(1, 2)", "").replace("(rank, ", "(").replace("    dist.all_reduce(total)\n", "")
ALONE = ALONE.replace("[float(dist.get_world_size())]", "[1.0]")
EXPECTED = {"": Verdict.CONFIRMED, "crash": Verdict.ERROR, "die": Verdict.ERROR, "hang": Verdict.TIMED_OUT}


def entries(folder: Path | str) -> int:
    return len(list(Path(folder).iterdir()))


def count(folder: Path) -> dict[str, int]:
    """What this process and its children hold."""
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    mine = 0
    for process in processes:
        with contextlib.suppress(OSError):
            mine += f"TMPDIR={folder}".encode() in (process / "environ").read_bytes()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "descriptors": entries("/proc/self/fd"),
        "threads": entries("/proc/self/task"),
        "processes of runs": mine,
        "folders": entries(folder),
        "in /dev/shm": entries("/dev/shm"),
        "resident KiB": pages * os.sysconf("SC_PAGE_SIZE") // 1024,
    }


async def run_once(engine: Engine, number: int, draw: random.Random) -> None:
    world, variant = draw.choice(SIZES), draw.choice(list(EXPECTED) * 3 + ["cancel"])
    text = PROOF if world > 1 else ALONE
    entry = read_entry(ProofFile("soak.ending", "proofs/soak/ending.py", text.encode()))
    name = "hang" if variant == "cancel" else variant
    run = engine.run(Request(entry, number, {}, world, name, seconds=0.7))
    async with contextlib.aclosing(run.events()) as events:
        async for event in events:
            if variant == "cancel" and isinstance(event, Shown):
                return
    assert run.finished is not None
    if run.finished.ruling.verdict is not EXPECTED.get(variant):
        print(f"  run {number}, {variant or 'as it is'}: {run.finished.ruling}", file=sys.stderr)


async def settle(folder: Path) -> dict[str, int]:
    """Count once the crews for the next runs wait."""
    await asyncio.sleep(3)
    return count(folder)


async def soak(folder: Path) -> None:
    draw, engine = random.Random(0), Engine()
    engine.warm(SIZES, patience=MOST_PATIENCE)
    try:
        for number in range(WARM_UP):
            await run_once(engine, number, draw)
        before = await settle(folder)
        for number in range(WARM_UP, WARM_UP + RUNS):
            await run_once(engine, number, draw)
        after = await settle(folder)
    finally:
        engine.close()
    print(f"after {RUNS} runs, of every ending")
    for name, value in before.items():
        print(f"  {name:<20} {value:>8} before, {after[name]:>8} after")


def main() -> None:
    with own_temporary() as folder:
        asyncio.run(soak(folder))


if __name__ == "__main__":
    main()
