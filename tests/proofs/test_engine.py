"""Two ways to start a run, with one result: in a crew that waits, or in new processes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.folder import PACKAGE, Folder
from studyapp.proof.draws import take
from studyapp.proof.process.warming import loads, may_see_gpus
from studyapp.proof.run.engine import Engine, find_readable
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Verdict
from studyapp.study.library.reading import read_folder
from tests.proofs.conftest import left_over, write_proof

CATALOGUE = read_folder(Folder(PACKAGE.parent)).catalogue
PASSES = "@proof\ndef p():\n    yield check('one', True)\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forking with torch is safe on Linux alone")


@pytest.fixture
def engine(runs_in: Path) -> Iterator[Engine]:
    engine = Engine()
    engine.warm([1, 2], patience=MOST_PATIENCE)
    yield engine
    engine.close()


def perform(engine: Engine, entry: Entry, *, world: int = 1, cold: bool = False) -> Run:
    run = engine.run(Request(entry, 5, take(entry.draws, 5), world), cold=cold)
    asyncio.run(finish(run))
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.CONFIRMED, run.finished
    return run


def is_warm(run: Run) -> bool:
    assert run.started is not None
    return run.started.warm


def crews(engine: Engine) -> list[str]:
    """The processes of crews that wait."""
    assert engine.server is not None
    assert engine.server.process is not None
    pid = engine.server.process.pid
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def wait_for_crew(engine: Engine) -> None:
    until = time.monotonic() + MOST_PATIENCE
    while not crews(engine):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(("name", "world"), [("autograd.accumulation", 1), ("fsdp.equals_one_process", 2)])
def test_warm_evidence_is_that_of_new_processes_bit_for_bit(
    warm_engine: Engine, name: str, world: int
) -> None:
    warm = perform(warm_engine, CATALOGUE[name], world=world)
    cold = perform(warm_engine, CATALOGUE[name], world=world, cold=True)
    assert [item.as_json() for item in warm.items] == [item.as_json() for item in cold.items]
    assert warm.protections == cold.protections
    assert not is_warm(cold)


def test_whether_a_library_loads_is_found_out_without_loading_it() -> None:
    assert loads("libc.so.6")
    assert not loads("libnowhere.so.1")


LACKS = "@proof(needs='cuda')\ndef p():\n    yield check('one', True)\n"


def lack(engine: Engine) -> Run:
    run = engine.run(Request(write_proof(LACKS), 5, {}))
    asyncio.run(finish(run))
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.UNSUPPORTED, run.finished
    return run


@pytest.mark.skipif(may_see_gpus(), reason="takes a machine where CUDA cannot start")
def test_what_needs_a_gpu_is_told_at_once_where_there_is_none(
    warm_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm = lack(warm_engine)
    assert is_warm(warm)
    assert warm_engine.server is not None
    monkeypatch.setattr(warm_engine.server, "gpus", True)  # as it is where one might be found
    cold = lack(warm_engine)
    assert not is_warm(cold)
    assert (warm.finished and warm.finished.ruling) == (cold.finished and cold.finished.ruling)


def test_a_server_that_died_is_replaced(engine: Engine) -> None:
    entry = write_proof(PASSES)
    assert is_warm(perform(engine, entry))
    assert engine.server is not None
    assert engine.server.process is not None
    first = engine.server.process.pid
    os.kill(first, signal.SIGKILL)
    perform(engine, entry)
    assert is_warm(perform(engine, entry))
    assert engine.server.process.pid != first


def test_a_server_whose_environment_changed_is_replaced(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = write_proof("@proof\ndef p():\n    yield check('seen', os.environ.get('LANG'), equals='xx_YY')\n")
    assert is_warm(perform(engine, write_proof(PASSES)))
    monkeypatch.setenv("LANG", "xx_YY")
    assert is_warm(perform(engine, entry))


def test_a_waiting_crew_that_died_is_not_missed(engine: Engine, runs_in: Path) -> None:
    entry = write_proof(PASSES)
    perform(engine, entry)
    time.sleep(1)
    for child in crews(engine):
        os.kill(int(child), signal.SIGKILL)
    perform(engine, entry)  # by a crew that is made now, or in new processes
    time.sleep(1)
    assert is_warm(perform(engine, entry))
    engine.close()
    assert list(runs_in.iterdir()) == []


def test_a_server_that_waited_long_is_used_all_the_same(runs_in: Path) -> None:
    engine = Engine()
    engine.warm([1], patience=0.1)
    entry = write_proof(PASSES)
    assert not is_warm(perform(engine, entry))
    wait_for_crew(engine)
    assert is_warm(perform(engine, entry))
    engine.close()


def test_crews_that_cannot_be_made_are_not_made_without_end(runs_in: Path) -> None:
    engine = Engine()
    engine.warm([1], patience=MOST_PATIENCE)
    wait_for_crew(engine)
    seen = set[str]()
    for _ in range(100):
        for child in crews(engine):
            if child not in seen:
                seen.add(child)
                os.kill(int(child), signal.SIGKILL)
        time.sleep(0.1)
    assert 0 < len(seen) < 10
    perform(engine, write_proof(PASSES))
    engine.close()


def test_a_server_that_cannot_start_costs_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no torch here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    engine = Engine(readable=(str(tmp_path),))
    engine.warm([1])
    run = engine.run(Request(write_proof(PASSES), 1, {}))
    asyncio.run(finish(run))
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.UNSUPPORTED
    assert "no torch here" in run.finished.ruling.reason
    engine.close()


def test_closing_leaves_no_process_and_no_folder(runs_in: Path) -> None:
    engine = Engine()
    engine.warm([1, 2], patience=MOST_PATIENCE)
    perform(engine, write_proof(PASSES))
    time.sleep(1)
    assert list(runs_in.iterdir()) != []
    engine.close()
    assert left_over(runs_in) == 0
    assert list(runs_in.iterdir()) == []


def test_what_is_private_is_not_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private, other = tmp_path / "study", tmp_path / "torch"
    for folder in (private, other):
        folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(private), str(other), str(Path.home()), "/"])
    assert find_readable(private) == (str(other),)


COMPILED = """
def double(x):
    return x + x

@proof
def p():
    compiled = torch.compile(double, backend="eager")
    yield check("the same", compiled(torch.ones(2)), equals=torch.full((2,), 2.0))
"""


def test_torch_compile_reads_the_proof_from_what_was_handed_over(engine: Engine, tmp_path: Path) -> None:
    perform(engine, write_proof(COMPILED))
