"""Strangers' proofs that attack, each run through the whole engine: what they reach, and what they take."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.proof.confinement import ALL
from studyapp.proof.run.channel import ROOT, Channel, Pipes
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.verdict import Verdict
from studyapp.study.reading import read_folder
from tests.proofs import attacked
from tests.proofs.attacked import Attack, reason, verdict
from tests.proofs.attempts import ATTEMPTS
from tests.proofs.conftest import HEADER, write_proof
from tests.proofs.test_confinement_attacks import ELSE, can_confine
from tests.proofs.test_unprivileged import REACH, can_become_someone_else

pytestmark = pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces")


@pytest.fixture
def attack(warm_engine: Engine) -> Attack:
    return partial(attacked.attack, warm_engine)


# What one process can try, in a crew that waited, in new processes, and as an ordinary user.

WARM, COLD, BARE = "warm", "cold", "without layers"


Outcomes = Callable[[str], dict[str, bool]]


@pytest.fixture(scope="module")
def outcomes(warm_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """Which attempts succeeded; each way to run them is tried once."""
    place = tmp_path_factory.mktemp("attacked")

    @cache
    def try_all(how: str) -> dict[str, bool]:
        if how == ELSE:
            return as_nobody(place)
        layers = frozenset() if how == BARE else ALL
        return attacked.attempt_all(warm_engine, place / how, layers, cold=how != WARM)

    return try_all


def as_nobody(place: Path) -> dict[str, bool]:
    place.chmod(0o777)
    for parent in place.parents:
        if parent.owner() == "root" and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    script = "from tests.proofs.attacked import main; main()"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", REACH, "sh", sys.executable, sys.base_prefix, script],
        env={**os.environ, "TMPDIR": str(place), "HOME": str(place)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("how", [WARM, COLD, ELSE])
@pytest.mark.parametrize("name", ATTEMPTS)
def test_an_attempt_is_held(name: str, how: str, outcomes: Outcomes) -> None:
    if how == ELSE and not can_become_someone_else():
        pytest.skip("takes root, and a mount namespace")
    assert not outcomes(how)[name]


@pytest.mark.parametrize("name", ATTEMPTS)
def test_without_layers_an_attempt_succeeds(name: str, outcomes: Outcomes) -> None:
    assert outcomes(BARE)[name]


def test_a_crew_that_waits_still_serves_after_all_attempts(outcomes: Outcomes, attack: Attack) -> None:
    outcomes(WARM)
    run = attack("@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n", world=2)
    assert verdict(run) is Verdict.CONFIRMED
    assert run.started is not None
    assert run.started.warm


# What takes too much.

FORKS = """
@proof
def p():
    yield check('one', True)
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""


def test_a_fork_bomb_is_ended(attack: Attack) -> None:
    run = attack(FORKS)
    assert (verdict(run), reason(run)) == (Verdict.KILLED, "used more than 128 processes")


EATING = """
@proof
def p():
    {before}
    for _ in range({children}):
        if os.fork() == 0:
            eaten = bytearray({size} << 20)
            eaten[::4096] = bytes([1]) * len(eaten[::4096])
            time.sleep(60)
    time.sleep(60)
    yield check('one', True)
"""
UNSEEN = "__import__('ctypes').CDLL(None).prctl(4, 0, 0, 0, 0)"  # PR_SET_DUMPABLE


@pytest.mark.parametrize(
    ("before", "children", "size"), [("pass", 5, 220), (UNSEEN, 1, 1100)], ids=["in children", "unseen"]
)
def test_memory_is_counted_over_all_children_and_where_they_let_nobody_look(
    before: str, children: int, size: int, attack: Attack
) -> None:
    run = attack(EATING.format(before=before, children=children, size=size))
    assert (verdict(run), reason(run)) == (Verdict.KILLED, "used more than 1.0 GiB of memory")


SHORT = """
import sys
sys.path.insert(0, {root!r})
from studyapp.proof.process import supervisor, usage
supervisor.find_floor = lambda crew: usage.Floor(1 << 60, 1 << 60)
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


FILES = {
    "many": "[os.close(os.open(str(n), os.O_CREAT)) for n in range(100_000)]",
    "deep": "[(os.mkdir('d'), os.chdir('d')) for _ in range(12_000)]",
    "large": "[os.posix_fallocate(os.open(str(n), os.O_CREAT | os.O_RDWR), 0, 700 << 20) for n in range(2)]",
}


@pytest.mark.parametrize("how", FILES)
def test_a_folder_that_fills_the_disk_ends_the_run(how: str, attack: Attack) -> None:
    run = attack(f"@proof\ndef p():\n    {FILES[how]}\n    time.sleep(60)\n    yield check('one', True)\n")
    assert (verdict(run), reason(run)[:22]) == (Verdict.KILLED, "used more than 1024 Mi")


def test_holes_in_files_take_no_disk(attack: Attack) -> None:
    holes = "[open(str(n), 'wb').truncate(1 << 29) for n in range(20)]"
    run = attack(f"@proof\ndef p():\n    {holes}\n    time.sleep(0.3)\n    yield check('one', True)\n")
    assert verdict(run) is Verdict.CONFIRMED


NAMES = """
@proof
def p():
    for n in range(40):
        os.mkdir(f'.studyapp-{n}')
        open(f'.studyapp-{n}/x', 'w').close()
        os.makedirs(f'{n}/a/b')
    for name in ('meeting', 'a', 'b'):
        os.path.lexists(name) or os.symlink(HOME, name)
    os.mkfifo('fifo', 0)
    os.mkdir('closed', 0)
    yield check('one', True)
"""


def test_clearing_takes_any_name_and_follows_no_link(attack: Attack, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("notes")
    tmp_path.chmod(0o750)
    run = attack(f"HOME = {str(tmp_path)!r}\n{NAMES}")
    assert verdict(run) is Verdict.CONFIRMED
    assert (tmp_path / "notes").read_text() == "notes"
    assert tmp_path.stat().st_mode & 0o777 == 0o750


# What is within a rank's reach.


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_a_rank_inherits_no_descriptor(cold: bool, attack: Attack) -> None:
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
    cold: bool, attack: Attack, monkeypatch: pytest.MonkeyPatch
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
def test_a_rank_cannot_kill_its_sibling(cold: bool, attack: Attack) -> None:
    run = attack(SIBLINGS, world=2, cold=cold)
    assert verdict(run) is Verdict.CONFIRMED, reason(run)


def test_a_detached_child_does_not_outlive_its_run(attack: Attack) -> None:
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
