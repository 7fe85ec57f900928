"""What lies within a rank's reach, and what no count sees: strangers' proofs, through the whole engine."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.proof.run.channel import ROOT, Channel, Pipes
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.verdict import Verdict
from studyapp.study.library.reading import read_folder
from tests.proofs import attacked
from tests.proofs.attacked import Perform, reason, verdict
from tests.proofs.conftest import HEADER, write_proof
from tests.proofs.test_confinement_attacks import can_confine

pytestmark = pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces")


@pytest.fixture
def attack(warm_engine: Engine) -> Perform:
    return partial(attacked.attack, warm_engine)


# What no count sees.

SHORT = """
import sys
sys.path.insert(0, {root!r})
from studyapp.proof.process import supervisor, usage
usage.find_floor = lambda crew: usage.Floor(1 << 60, 1 << 60)
{also}
supervisor.main()
"""


@pytest.mark.parametrize(
    ("also", "what"),
    [
        ("", "memory that this machine"),
        ("usage.read_available = lambda: 1 << 61", "space that this disk"),
    ],
    ids=["memory", "disk"],
)
def test_what_no_count_sees_ends_a_run_before_the_machine_has_none_left(also: str, what: str) -> None:
    """Its supervisor wants far more left over than there is, since no test can take all of it."""

    async def open_short(request: Request, *, cold: bool) -> tuple[Channel, bool]:
        pipes = Pipes.open()
        command = [sys.executable, "-I", "-S", "-c", SHORT.format(root=str(ROOT), also=also)]
        process = subprocess.Popen(command, stdin=pipes.life_read, stdout=pipes.lines_write)
        pipes.close_far()
        return await Channel.open(pipes, process), False

    run = Run(Request(write_proof("@proof\ndef p():\n    time.sleep(60)\n    yield\n"), 1, {}), open_short)
    asyncio.run(finish(run))
    assert (verdict(run), reason(run)) == (Verdict.KILLED, f"used more than the {what} can spare")


# What is within a rank's reach.


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_a_rank_inherits_no_descriptor(cold: bool, attack: Perform) -> None:
    """Its output and its lines are pipes; paths are those that Landlock's rules hold, and open nothing."""
    looking = """
@proof
def p():
    places = []
    for name in os.listdir('/proc/self/fd'):
        try:
            place = os.readlink('/proc/self/fd/' + name)
        except FileNotFoundError:
            continue
        with open('/proc/self/fdinfo/' + name) as info:
            only_a_path = int(info.read().split('flags:')[1].split()[0], 8) & 0o10000000
        if not only_a_path:
            places.append(place)
    pipes = {place for place in places if place.startswith('pipe:')}
    yield check('pipes', len(pipes), equals=2)
    yield check('else', sorted(set(places) - pipes), equals=['/dev/null'])
"""
    run = attack(looking, cold=cold)
    assert verdict(run) is Verdict.CONFIRMED, reason(run)


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_the_environment_shows_nothing_private(
    cold: bool, attack: Perform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    looking = """
@proof
def p():
    for text in (repr(os.environ), open('/proc/self/environ').read()):
        yield check('secret', 'hidden' in text or 'SECRET' in text, equals=False)
    yield check('home', os.path.expanduser('~'), equals=os.getcwd())
"""
    run = attack(looking, cold=cold)
    assert verdict(run) is Verdict.CONFIRMED, reason(run)


SIBLINGS = """
import torch.distributed as dist

@proof(ranks=2)
def p(rank):
    pids = [torch.zeros(1, dtype=torch.long) for _ in range(2)]
    dist.all_gather(pids, torch.tensor([os.getpid()]))
    try:
        os.kill(int(pids[1 - rank]), signal.SIGKILL)
    except PermissionError:
        pass
    dist.barrier()
    yield check('both live', True)
"""


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_a_rank_cannot_kill_its_sibling(cold: bool, attack: Perform) -> None:
    run = attack(SIBLINGS, world=2, cold=cold)
    assert verdict(run) is Verdict.CONFIRMED, reason(run)


def test_a_detached_child_does_not_outlive_its_run(attack: Perform) -> None:
    detached = "\n    ".join(
        [
            "if os.fork() == 0:",
            "    os.setsid()",
            "    if os.fork() == 0:",
            "        time.sleep(60)",
            "    os._exit(0)",
        ]
    )
    run = attack(f"@proof\ndef p():\n    {detached}\n    yield check('one', True)\n")
    assert verdict(run) is Verdict.CONFIRMED


def test_what_runs_is_what_was_read_whatever_is_edited_later(warm_engine: Engine, tmp_path: Path) -> None:
    place = tmp_path / "proofs/a"
    place.mkdir(parents=True)
    (place / "_model.py").write_text("VALUE = 1\n")
    text = HEADER + "import _model\n\n@proof\ndef p():\n    yield check('value', _model.VALUE, equals=1)\n"
    (place / "b.py").write_text(text)
    entry = read_folder(Folder(tmp_path)).catalogue["a.b"]
    (place / "_model.py").write_text("VALUE = 2\n")
    (place / "b.py").write_text(text.replace("equals=1", "equals=3"))
    run = warm_engine.run(Request(entry, 1, {}))
    asyncio.run(finish(run))
    assert verdict(run) is Verdict.CONFIRMED
    assert read_folder(Folder(tmp_path)).catalogue["a.b"].hash != entry.hash
