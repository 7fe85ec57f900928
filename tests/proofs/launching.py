"""Proof files, launchers, and what comes of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import subprocess
import sys
from pathlib import Path

from studyapp.proof.draws import take
from studyapp.proof.launch.launched import LaunchedRun
from studyapp.proof.run.events import Event, Finished, Request
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from studyapp.proof.source.imports import read_module
from studyapp.proof.verdict import Ruling

HEADER = (
    '"""A claim."""\nimport os, signal, sys, time\nimport torch\nimport torch.distributed as dist\n'
    "from studyapp.proof import *\n\n"
)
FOOTER = "\nif __name__ == '__main__':\n    p.main()\n"
REDUCES = (
    "@proof(ranks=2)\ndef p(rank, start=integers(1, 9), off=0):\n"
    "    total = torch.tensor(start + rank)\n    dist.all_reduce(total)\n    print('rank', rank, 'reduced')\n"
    "    yield check('reduced', total, equals=2 * start + 1)\n    yield table({'rank': rank})\n"
    "    yield check('own', rank < 1 + 1 - off)\n"
    "p.must_fail('off by one on rank 1', off=1, at='own')\n"
)
# As srun starts its tasks: a name of a node, a task's number, and nothing of torchrun's.
SRUN = """#!/bin/sh
tasks=$1; shift
trap 'kill $all 2>/dev/null; exit 143' TERM
for task in $(seq 0 $((tasks - 1))); do
  SLURM_JOB_ID=$$ SLURM_STEP_ID=0 SLURM_PROCID=$task SLURM_LOCALID=$task SLURM_NTASKS=$tasks \\
    SLURM_STEP_NODELIST='localhost,node[2-9]' "$@" &
  all="$all $!"
done
status=0
for one in $all; do wait $one || status=$?; done
exit $status
"""


def write_file(folder: Path, body: str) -> Path:
    path = folder / "p.py"
    path.write_text(HEADER + body + FOOTER)
    return path


def write_srun(folder: Path) -> Path:
    path = folder / "srun"
    path.write_text(SRUN)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def read_request(path: Path, world: int = 1, variant: str = "", seconds: float = 60) -> Request:
    beside = {
        module.stem: read_module(module.stem, str(module), module.read_bytes())
        for module in path.parent.glob("_*.py")
    }
    entry = read_entry(ProofFile("test.p", str(path), path.read_bytes()), beside)
    return make_request(entry, world, variant, seconds)


def make_request(entry: Entry, world: int, variant: str, seconds: float) -> Request:
    return Request(entry, 3, take(entry.draws, 3), world, variant, seconds)


def quiet() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "RES_OPTIONS": "timeout:1 attempts:1"}


def run(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and keep what it says."""
    command = [str(word) for word in words]
    return subprocess.run(
        command, env=quiet() | variables, capture_output=True, text=True, check=False, timeout=110
    )


TORCHRUN = [sys.executable, "-m", "torch.distributed.run"]


def hear(run: LaunchedRun) -> list[Event]:
    async def follow() -> list[Event]:
        async with contextlib.aclosing(run.events()) as events:
            return [event async for event in events]

    return asyncio.run(follow())


def judge(run: LaunchedRun) -> Ruling:
    *_, last = hear(run)
    assert isinstance(last, Finished)
    return last.ruling
