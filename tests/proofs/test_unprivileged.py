"""The same as an ordinary user: no right of root's is needed, and none is missed."""

from __future__ import annotations

import pytest

from tests.proofs.nobody import can_become_nobody, run_as_nobody

SCRIPT = """
import asyncio, contextlib, json, os
from studyapp.proof.run.events import Request, Shown
from studyapp.proof.run.runner import Run, finish
from tests.proofs.conftest import write_proof
from tests.proofs.conftest import left_over, processes_in
from tests.proofs.test_ending import HOSTILE
from pathlib import Path

TWO = '@proof(ranks=2)\\ndef p(rank):\\n    yield check("root", os.geteuid() != 0)\\n'

async def cancel():
    async with contextlib.aclosing(Run(Request(write_proof(HOSTILE), 1, {})).events()) as events:
        async for event in events:
            if isinstance(event, Shown):
                return processes_in(Path(os.environ["TMPDIR"]))

finished = asyncio.run(finish(Run(Request(write_proof(TWO), 1, {}, world=2))))
alive = asyncio.run(cancel())
print(json.dumps([finished.ruling.verdict, alive, left_over(Path(os.environ["TMPDIR"]))]))
"""


@pytest.mark.skipif(not can_become_nobody(), reason="takes root, and a mount namespace")
def test_two_ranks_run_and_a_hostile_proof_is_ended_without_root() -> None:
    assert run_as_nobody(SCRIPT) == ["confirmed", 3, 0]
