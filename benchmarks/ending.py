"""From cancelling a hostile run, or killing the app, until no process and no folder of it is left."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import own_temporary, spell
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request, Shown
from studyapp.proof.run.warm import MOST_PATIENCE
from tests.proofs.conftest import processes_in, write_proof
from tests.proofs.test_ending import APP, HOSTILE

ROUNDS = 10


def seconds_until_gone(folder: Path, since: float) -> float:
    while processes_in(folder) or folder.exists():
        time.sleep(0.001)
    return time.monotonic() - since


async def cancel(engine: Engine) -> float:
    run = engine.run(Request(write_proof(HOSTILE), 1, {}))
    async with contextlib.aclosing(run.events()) as events:
        async for event in events:
            if isinstance(event, Shown):
                begin = time.monotonic()
                break
    return seconds_until_gone(Path(run.heard.folder), begin)


def kill_app() -> float:
    with subprocess.Popen([sys.executable, "-c", APP, "warm"], stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        line = next(line for line in app.stdout if "Shown" in line)
        time.sleep(1)
        begin = time.monotonic()
        os.kill(app.pid, signal.SIGKILL)
        return seconds_until_gone(Path(line.split()[1]), begin)


def main() -> None:
    with own_temporary():
        engine = Engine()
        engine.warm([1], patience=MOST_PATIENCE)
        cancelled = []
        for _ in range(ROUNDS):
            cancelled.append(asyncio.run(cancel(engine)))
            time.sleep(0.5)
        engine.close()
        killed = [kill_app() for _ in range(ROUNDS)]
    print("until nothing of a hostile run is left (bar: 100 ms)")
    print(f"  cancelled                       {spell(cancelled)}")
    print(f"  app killed                      {spell(killed)}")
