"""Nothing outlives its run: not on cancel, not when detached, not when the app or the server dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.proof.confinement import ALL
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request, Shown
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.verdict import Verdict
from tests.proofs.conftest import Prove, left_over, processes_in, write_proof

# Three processes: one ignores what asks it to end, one is in a session of its own, one has no parent.
HOSTILE = """
@proof
def p():
    ready, grown = os.pipe()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if (parent := os.fork()) == 0:
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)
        os.waitpid(parent, 0)
        os.write(grown, b'!')
        time.sleep(600)
    os.read(ready, 1)
    yield check('ready', True)
    time.sleep(600)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="detached processes are found through /proc")


@pytest.fixture(params=["warm", "cold", "warm without layers", "cold without layers"])
def engine(request: pytest.FixtureRequest, runs_in: Path) -> Iterator[Engine]:
    """Each way to start a run, with the kernel's help and without."""
    engine = Engine(frozenset({"limits"}) if "without" in request.param else ALL)
    if "warm" in request.param:
        engine.warm([1], patience=MOST_PATIENCE)
    yield engine
    engine.close()
    assert left_over(runs_in) == 0
    assert list(runs_in.iterdir()) == []


async def alive_when_shown(engine: Engine, runs_in: Path) -> int:
    """How many processes more there are in the run's folder at its first evidence; then it is cancelled."""
    run = engine.run(Request(write_proof(HOSTILE), 1, {}))
    async with contextlib.aclosing(run.events()) as events:
        async for event in events:
            if isinstance(event, Shown):
                assert run.started is not None
                assert run.started.warm is (engine.server is not None)
                return processes_in(Path(run.heard.folder))
    return 0


def test_cancel_ends_detached_grandchildren_too(engine: Engine, runs_in: Path) -> None:
    assert asyncio.run(alive_when_shown(engine, runs_in)) == 3


def test_time_limit_ends_them_and_names_the_line(prove: Prove, engine: Engine) -> None:
    run = prove(HOSTILE, seconds=12 if engine.server is None else 3, engine=engine)
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.TIMED_OUT
    assert run.finished.ruling.line == len(HOSTILE.splitlines()) + 5


APP = """
import asyncio, sys
from tests.proofs.conftest import write_proof
from tests.proofs.test_ending import HOSTILE
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.warm import MOST_PATIENCE

async def main():
    engine = Engine()
    if sys.argv[1] == "warm":
        engine.warm([1], patience=MOST_PATIENCE)  # or a busy machine's run would be a cold one
    run = engine.run(Request(write_proof(HOSTILE), 1, {}))
    async for event in run.events():
        server = engine.server.process.pid if engine.server else 0
        print(server, run.heard.folder, event, flush=True)

asyncio.run(main())
"""


@pytest.fixture(params=["warm", "cold"])
def app(request: pytest.FixtureRequest, runs_in: Path) -> Iterator[tuple[int, int, Path]]:
    """Another program with a hostile proof under way: its process, its server's, the run's folder."""
    app = subprocess.Popen([sys.executable, "-c", APP, request.param], stdout=subprocess.PIPE, text=True)
    assert app.stdout is not None
    line = next(line for line in app.stdout if "Shown" in line)
    server, folder = line.split()[:2]
    yield app.pid, int(server), Path(folder)
    app.kill()
    app.wait()
    app.stdout.close()


def test_the_death_of_the_app_ends_the_run(app: tuple[int, int, Path], runs_in: Path) -> None:
    pid, server, folder = app
    assert processes_in(folder) == 3
    os.kill(pid, signal.SIGKILL)
    assert left_over(runs_in) == 0
    for _ in range(100):
        if not list(runs_in.iterdir()) and not (server and Path(f"/proc/{server}").exists()):
            break
        time.sleep(0.05)
    assert list(runs_in.iterdir()) == []
    assert not (server and Path(f"/proc/{server}/exe").exists())


def test_the_death_of_the_server_ends_the_run(app: tuple[int, int, Path], runs_in: Path) -> None:
    _, server, folder = app
    if not server:
        pytest.skip("a run in new processes has no server")
    assert processes_in(folder) == 3
    os.kill(server, signal.SIGKILL)
    assert left_over(folder) == 0


NESTED = """
@proof
def p():
    for depth in range(3000):
        os.mkdir('d')
        os.chdir('d')
        open('f', 'w').write('x')
    os.chmod('.', 0)
    yield check('deep', True)
"""


def test_a_folder_is_cleared_however_deep_it_is_nested(prove: Prove, engine: Engine) -> None:
    run = prove(NESTED, engine=engine)
    assert run.finished is not None
    assert run.finished.ruling.verdict in {Verdict.CONFIRMED, Verdict.KILLED}  # if it is seen while it lives
