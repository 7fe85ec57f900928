"""Writing a proof as text and running it in real processes."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp.proof.catalogue import Entry, ProofFile, read_entry
from studyapp.proof.draws import take
from studyapp.proof.runner import Request, Run, finish

HEADER = '"""A claim."""\nimport os, signal, sys, time\nimport torch\nfrom studyapp.proof import *\n\n'

Prove = Callable[..., Run]


def write_proof(body: str, *, header: str = HEADER) -> Entry:
    return read_entry(ProofFile("test.proof", "proofs/test/proof.py", (header + body).encode()))


@pytest.fixture
def prove() -> Prove:
    """Run a proof's text to its end."""

    def run_it(
        body: str,
        *,
        world: int = 1,
        variant: str = "",
        seconds: float = 60,
        memory: int = 4 << 30,
        header: str = HEADER,
    ) -> Run:
        entry = write_proof(body, header=header)
        run = Run(Request(entry, 1, take(entry.draws, 1), world, variant, seconds, memory))
        asyncio.run(finish(run))
        return run

    return run_it


@pytest.fixture
def runs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs make their folders, so that this test tells its own processes from others'."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path
