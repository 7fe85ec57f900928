"""From the request to the first evidence, against `python FILE` and `torchrun FILE`."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import ratio, spell
from studyapp.folder import PACKAGE, Folder
from studyapp.proof.draws import take
from studyapp.proof.events import Request, Shown
from studyapp.proof.runner import Run
from studyapp.study.reading import read_folder

ROUNDS = 5
TORCHRUN = [str(Path(sys.executable).with_name("torchrun")), "--standalone", "--nproc-per-node"]


def first_line(argv: list[str]) -> float:
    """Seconds until the program prints its first line; it is let run to its end."""
    begin = time.monotonic()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()  # the first one only names the seed
        seconds = time.monotonic() - begin
        process.stdout.read()
    return seconds


async def first_evidence(run: Run) -> float:
    begin, seconds = time.monotonic(), 0.0
    async with contextlib.aclosing(run.events()) as events:
        async for event in events:
            if isinstance(event, Shown) and not seconds:
                seconds = time.monotonic() - begin
    return seconds


def main() -> None:
    catalogue = read_folder(Folder(PACKAGE.parent)).catalogue
    print("request to first evidence")
    for name, world in (("autograd.accumulation", 1), ("fsdp.collectives", 2)):
        entry = catalogue[name]
        peer = [sys.executable] if world == 1 else [*TORCHRUN, str(world)]
        ours, plain = [], []
        for seed in range(ROUNDS):
            request = Request(entry, seed, take(entry.draws, seed), world)
            ours.append(asyncio.run(first_evidence(Run(request))))
            plain.append(first_line([*peer, entry.path]))
        what = "python FILE" if world == 1 else "torchrun FILE"
        print(f"  {name}, {what:<14} {spell(plain)}")
        print(f"  {name}, studyapp       {spell(ours)}   {ratio(ours, plain):.2f} × {what}")
