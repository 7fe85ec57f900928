"""What a run on a GPU is allowed beside: what CUDA does as it starts, and no more.

CUDA writes its threads' names below /proc, takes memory that has no name, and looks for a server on a socket
of packets; where one of these is refused, it does not start.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from studyapp.proof.confinement import ALL
from studyapp.proof.run.events import CUDA_MEMORY, CUDA_SECONDS, Request
from studyapp.proof.run.layers import count_gpus, find_given_up
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.verdict import Verdict
from tests.proofs.confined import HEADER, only_here, told
from tests.proofs.conftest import write_proof
from tests.proofs.nobody import can_become_nobody, run_as_nobody
from tests.proofs.test_confinement_attacks import can_confine

AS_CUDA_STARTS = """
import socket
from studyapp.proof.confinement import join_room

def name_a_thread():
    def act():
        Path(f"/proc/self/task/{threading.get_native_id()}/comm").write_bytes(b"cuda-EvtHandlr")
    thread = threading.Thread(target=lambda: done.append(attempt(act)))
    done = []
    thread.start()
    thread.join()
    assert done[0], "refused"

def attempt(act):
    try:
        act()
    except (OSError, AssertionError):
        return False
    return True

ACTS = {
    "thread's name": name_a_thread,
    "memory": lambda: os.close(os.memfd_create("x")),
    "packets": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).close(),
    "stream": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close(),
    "datagrams": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).close(),
    "its own parent": lambda: os.stat(f"/proc/{os.getppid() or 99999}"),
    "other files of its own": lambda: Path("/proc/self/oom_score_adj").write_text("0"),
}
room = enter_room(ALL, devices=DEVICES)
def act():
    join_room(room, folder)
    found = confine(folder, ALL, [], devices=DEVICES, network_confined=True)
    say([sorted(found.applied), found.missing, [name for name, act in ACTS.items() if attempt(act)]])
os.waitpid(inside(act), 0)
os.kill(room.init, signal.SIGKILL)
"""


@only_here
@pytest.mark.parametrize(
    ("devices", "allowed"), [(True, ["thread's name", "memory", "packets"]), (False, [])]
)
def test_what_cuda_does_as_it_starts_is_allowed_where_there_are_devices(
    devices: bool, allowed: list[str], tmp_path: Path
) -> None:
    applied, missing, done = told(f"DEVICES = {devices}\n{AS_CUDA_STARTS}", tmp_path)
    assert (applied, missing) == (["calls", "files", "limits", "network", "processes"], {})
    assert done == allowed


@only_here
@pytest.mark.skipif(not can_become_nobody(), reason="takes root, and a mount namespace")
def test_the_same_is_allowed_to_an_ordinary_user() -> None:
    header = HEADER.replace("sys.argv[1]", 'os.environ["TMPDIR"]')
    applied, missing, done = run_as_nobody(f"{header}\nDEVICES = True\n{AS_CUDA_STARTS}")
    assert (len(applied), missing, done) == (5, {}, ["thread's name", "memory", "packets"])


@only_here
def test_where_no_proc_can_be_mounted_processes_are_not_apart(tmp_path: Path) -> None:
    script = """
    kernel.control(privileges.SET_NO_NEW_PRIVILEGES, 1)
    seccomp.install((seccomp.Rule("mount"),))
    room = enter_room(ALL, devices=True)
    say([room.applied, room.missing, room.init])
    """
    applied, missing, init = told(script, tmp_path)
    assert (applied, init) == (["network"], None)
    assert missing == {"processes": "no /proc of its own here: Operation not permitted"}


def on_gpus(world: int, device: str = "cuda") -> Request:
    entry = write_proof("@proof(ranks=(1, 2))\ndef p(rank):\n    yield check('one', True)\n")
    return Request(entry, 1, {}, world, device=device)


def test_ranks_with_a_gpu_each_give_up_what_nccl_works_across() -> None:
    assert set(find_given_up(on_gpus(2), 2)) == {"calls", "files", "processes"}
    assert set(find_given_up(on_gpus(2), 1)) == {"calls", "files"}, (
        "they share one, and talk through the network"
    )
    assert find_given_up(on_gpus(1), 8) == {}
    assert find_given_up(on_gpus(2), 0) == {}, "without a GPU no rank comes as far as NCCL"
    assert find_given_up(on_gpus(2, "cpu"), 8) == {}


def test_what_is_given_up_is_said_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studyapp.proof.run.runner.count_gpus", lambda: 2)
    run = Run(on_gpus(2))
    assert run.describe()["layers"] == ["limits", "network"]
    run.heard.layers.take_rank(0, {"applied": ["limits", "network"], "missing": {}})
    assert "⚠ files: NOT confined here (NCCL works across it)" in run.protections


@pytest.mark.parametrize(("visible", "count"), [(None, 2), ("", 0), ("1", 1), ("0,1,2", 2)])
def test_gpus_are_counted_without_cuda(
    visible: str | None, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert count_gpus(tmp_path) == count


def test_a_run_on_gpus_has_what_cuda_takes_beside_its_limits() -> None:
    on_cpu, on_cuda = on_gpus(2, "cpu"), on_gpus(2)
    assert on_cuda.memory_limit - on_cpu.memory_limit == 2 * CUDA_MEMORY
    assert on_cuda.time_limit - on_cpu.time_limit == CUDA_SECONDS


PRETENDING = """
import sys
from importlib.util import find_spec


class Pretending:
    def find_spec(self, name, path=None, target=None):
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            module.cuda.device_count = lambda: 1
            module.cuda.set_device = lambda place: None
            module.cuda.get_device_name = name_it
            module.cuda.get_device_capability = lambda: (7, 5)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Pretending())
"""
STARTS = "def name_it():\n    return 'Pretended GPU'\n"
FAILS = "def name_it():\n    raise RuntimeError('OS call failed')\n"


def pretend(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, needs: str = "'cuda'") -> Run:
    """A run of a proof that needs a GPU, on a torch that believes it sees one."""
    (folder / "sitecustomize.py").write_text(PRETENDING + name)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    body = (
        f"@proof(needs={needs})\n"
        "def p():\n    name = open(f'/proc/self/task/{os.getpid()}/comm').read()\n"
        "    yield check('it has a name', len(name) > 1)\n    yield note(os.getcwd())\n"
    )
    run = Run(Request(write_proof(body), 1, {}))
    asyncio.run(finish(run))
    return run


def test_a_run_that_believes_in_a_gpu_is_held_by_every_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = pretend(STARTS, tmp_path, monkeypatch)
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.CONFIRMED, run.finished.ruling
    assert run.started is not None
    assert run.started.device == "Pretended GPU"
    if can_confine():
        assert run.heard.layers.applied == ALL
    assert "studyapp-run-" in str(run.items[-1]), "it is in the run's own folder"


def test_a_driver_that_does_not_start_is_unsupported_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = pretend(FAILS, tmp_path, monkeypatch)
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.UNSUPPORTED
    assert "a CUDA device that starts: OS call failed" in run.finished.ruling.reason
    assert run.protections, "what held is said all the same"


def test_an_older_gpu_than_a_proof_needs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = pretend(STARTS, tmp_path, monkeypatch, "gpus(1, capability=8.0)")
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.UNSUPPORTED
    assert "compute capability 8.0, and Pretended GPU has 7.5" in run.finished.ruling.reason
