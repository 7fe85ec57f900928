"""Writing a proof as text and running it in real processes."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from studyapp.proof.draws import take
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from tests.proofs.nobody import can_become_nobody, run_as_nobody

HEADER = '"""A claim."""\nimport os, signal, sys, time\nimport torch\nfrom studyapp.proof import *\n\n'

Prove = Callable[..., Run]


def write_proof(body: str, *, header: str = HEADER) -> Entry:
    return read_entry(ProofFile("test.proof", "proofs/test/proof.py", (header + body).encode()))


@pytest.fixture(scope="session")
def warm_engine() -> Iterator[Engine]:
    """One server for all tests of this process, as an open app has."""
    engine = Engine()
    engine.warm([1, 2], patience=MOST_PATIENCE)
    yield engine
    engine.close()


@dataclass(frozen=True, slots=True)
class Suffered:
    """What came of all attacks as an ordinary user."""

    attempted: dict[str, bool]  # by the attempt: whether it succeeded
    carried_out: dict[str, list[object]]  # by the attack: verdict, reason, pieces of evidence
    names: list[object]


@pytest.fixture(scope="session")
def nobody() -> Suffered:
    """All attacks, in one program of an ordinary user's."""
    if not can_become_nobody():
        pytest.skip("takes root, and a mount namespace")
    script = "from tests.proofs.attacked import main; main()"
    return Suffered(*run_as_nobody(script, seconds=400))


@pytest.fixture
def prove(warm_engine: Engine) -> Prove:
    """Run a proof's text to its end."""

    def run_it(
        body: str,
        *,
        world: int = 1,
        variant: str = "",
        seconds: float = 60,
        memory: int = 4 << 30,
        header: str = HEADER,
        engine: Engine = warm_engine,
    ) -> Run:
        entry = write_proof(body, header=header)
        run = engine.run(Request(entry, 1, take(entry.draws, 1), world, variant, seconds, memory))
        asyncio.run(finish(run))
        return run

    return run_it


@pytest.fixture
def runs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs make their folders, so that this test tells its own processes from others'."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def processes_in(folder: Path) -> int:
    """How many live processes have their working folder below this one."""
    found = 0
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                found += (process / "cwd").readlink().is_relative_to(folder)
    return found


def left_over(folder: Path) -> int:
    """How many are still there after five seconds."""
    for _ in range(100):
        if not (left := processes_in(folder)):
            return 0
        time.sleep(0.05)
    return left
