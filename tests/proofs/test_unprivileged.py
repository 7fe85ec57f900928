"""The same as an ordinary user: no right of root's is needed, and none is missed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOBODY = 65534

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


# In a mount namespace of the test's own, an interpreter that lies below a closed /root is within reach.
REACH = """
set -e
if [ ! -x "$1" ] || [ "${2#/root/}" != "$2" ]; then
    mkdir "$TMPDIR/base"; mount --bind "$2" "$TMPDIR/base"
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p "$2"; mount --bind "$TMPDIR/base" "$2"
fi
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$1" -B -c "$3"
"""


def can_become_someone_else() -> bool:
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("setpriv"):
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_become_someone_else(), reason="takes root, and a mount namespace")
def test_two_ranks_run_and_a_hostile_proof_is_ended_without_root(tmp_path: Path) -> None:
    shutil.chown(tmp_path, NOBODY, NOBODY)
    for parent in tmp_path.parents:
        if parent.owner() == "root" and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", REACH, "sh", sys.executable, sys.base_prefix, SCRIPT],
        env={**os.environ, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["confirmed", 3, 0]
