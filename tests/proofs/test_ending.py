"""Nothing outlives its run: not on cancel, not when detached, not when the app dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studyapp.proof.runner import Request, Run, Shown
from tests.proofs.conftest import Prove, write_proof

HOSTILE = """
@proof
def p():
    ready, grown = os.pipe()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(grown, b'!')
        time.sleep(600)
    os.read(ready, 1)
    yield check('ready', True)
    time.sleep(600)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="detached processes are found through /proc")


def workers(runs_in: Path) -> int:
    """How many live processes run a proof below this folder; zombies have no command line."""
    found = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                found += b"studyapp.proof.worker" in command and str(runs_in).encode() in command
    return found


def left_over(runs_in: Path) -> int:
    for _ in range(100):
        if not (left := workers(runs_in)):
            return 0
        time.sleep(0.05)
    return left


def test_cancel_ends_detached_grandchildren_too(runs_in: Path) -> None:
    async def start_and_cancel() -> int:
        run = Run(Request(write_proof(HOSTILE), 1, {}))
        async with contextlib.aclosing(run.events()) as events:
            async for event in events:
                if isinstance(event, Shown):
                    return workers(runs_in)
        return 0

    assert asyncio.run(start_and_cancel()) == 3
    assert left_over(runs_in) == 0
    assert list(runs_in.iterdir()) == []


def test_the_death_of_the_app_ends_the_run(runs_in: Path) -> None:
    script = (
        "import asyncio\nfrom tests.proofs.conftest import write_proof\nfrom tests.proofs.test_ending import HOSTILE\n"
        "from studyapp.proof.runner import Request, Run\n"
        "async def main():\n    async for event in Run(Request(write_proof(HOSTILE), 1, {})).events():\n        print(event, flush=True)\n"
        "asyncio.run(main())\n"
    )
    app = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert app.stdout is not None
    assert any("ready" in line for line in app.stdout)
    assert workers(runs_in) == 3
    os.kill(app.pid, signal.SIGKILL)
    app.wait()
    assert left_over(runs_in) == 0


def test_a_run_leaves_no_folder_behind(prove: Prove, runs_in: Path) -> None:
    run = prove(
        "@proof\ndef p():\n    open('here', 'w').write('x')\n    yield check('written', os.path.exists('here'))\n"
    )
    assert len(run.items) == 1
    assert list(runs_in.iterdir()) == []
