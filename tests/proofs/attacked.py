"""What lies outside a run while strangers' proofs attack it, and what came of each attack."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from studyapp.proof.confinement import ALL, whole
from studyapp.proof.evidence import Check
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.verdict import Verdict
from tests.proofs import attempts
from tests.proofs.attacks import ATTACKS
from tests.proofs.confinement_scene import furnish
from tests.proofs.conftest import HEADER, left_over, write_proof

TEXT = Path(attempts.__file__).read_text()
STAY = "import sys; from tests.proofs.confinement_scene import stay_outside; stay_outside(sys.argv[1], 1)"


@contextmanager
def outside(place: Path) -> Iterator[dict[str, Any]]:
    """A home folder, and a process of the same user that answers on sockets."""
    home = furnish(place)
    command = [sys.executable, "-c", STAY, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        tcp, udp = json.loads(os.read(process.stdout.fileno(), 100))
        beside, shared = place.with_name(f"{place.name}-beside"), Path(f"/dev/shm/studyapp-{os.getpid()}")
        yield {
            "home": str(home), "process": process.pid, "app": os.getpid(), "tcp": tcp, "udp": udp,
            "beside": str(beside), "shared": str(shared),
        }  # fmt: skip
        process.kill()
        for left in (beside, shared):
            left.unlink(missing_ok=True)


def find_waiting(engine: Engine) -> dict[str, Any]:
    """The server, and a rank and the folder of the crew of two that waits in it."""
    assert engine.server is not None
    assert engine.server.process is not None
    server = engine.server.process.pid
    for _ in range(3000):
        for supervisor in children(server):
            ranks = {rank: room for rank in children(supervisor) if (room := find_room(rank))}
            if len(ranks) == 2:
                rank, room = ranks.popitem()
                return {"server": server, "rank": rank, "room": str(room)}
        time.sleep(0.02)
    raise AssertionError("no crew waits")


def find_room(rank: int) -> Path | None:
    with suppress(OSError):
        room = Path(f"/proc/{rank}/cwd").readlink()
        return room if room.name.startswith("studyapp-run-") else None
    return None


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def attempt_all(engine: Engine, place: Path, layers: frozenset[str] = ALL, *, cold: bool) -> dict[str, bool]:
    """Which attempts succeeded."""
    with outside(place) as target:
        target |= find_waiting(engine)
        attacker = engine if layers == ALL else Engine(layers)
        entry = write_proof(f"\nTARGET = {target!r}\n", header=TEXT)
        run = attacker.run(Request(entry, 1, {}), cold=cold)
        asyncio.run(finish(run))
    assert run.finished is not None
    assert run.heard.layers.applied == layers, run.finished
    assert len(run.items) == len(attempts.ATTEMPTS), run.finished
    return {item.name: not item.passed for item in run.items if isinstance(item, Check)}


# `said` writes to the descriptor that a rank's evidence goes through.
REACHING = (
    HEADER
    + """
def said():
    ends = {}
    for name in os.listdir('/proc/self/fd'):
        try:
            ends.setdefault(os.readlink('/proc/self/fd/' + name), []).append(int(name))
        except OSError:
            continue
    return next(n for place, (n, *more) in ends.items() if place.startswith('pipe:') and not more)

def say(data):
    descriptor = said()
    while data:
        data = data[os.write(descriptor, data):]

"""
)

Perform = Callable[..., Run]


def attack(
    engine: Engine,
    body: str,
    *,
    world: int = 1,
    seconds: float = 20,
    memory: int = 1 << 30,
    cold: bool = False,
) -> Run:
    """Run a hostile proof to its end, after which no process and no folder of it is left."""
    entry = write_proof(body, header=REACHING)
    run = engine.run(Request(entry, 1, {}, world, "", seconds, memory), cold=cold)
    asyncio.run(finish(run))
    assert whole(run.heard.layers.applied)
    assert left_over(Path(run.heard.folder)) == 0
    assert not Path(run.heard.folder).exists()
    return run


def verdict(run: Run) -> Verdict:
    assert run.finished is not None
    return run.finished.ruling.verdict


def reason(run: Run) -> str:
    assert run.finished is not None
    return run.finished.ruling.reason


def carry_out(engine: Engine, name: str) -> tuple[str, str, int]:
    """What came of one of the ATTACKS: verdict, reason, and how many pieces of evidence are left of it."""
    wanted = ATTACKS[name]
    run = attack(engine, wanted.body, world=wanted.world, seconds=wanted.seconds, memory=wanted.memory)
    return verdict(run), reason(run), len(run.items)


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


def leave_names(engine: Engine, home: Path) -> list[object]:
    """A run leaves every sort of name behind, links to `home` among them: its verdict, and what `home` is."""
    home.mkdir()
    (home / "notes").write_text("notes")
    home.chmod(0o750)
    run = attack(engine, f"HOME = {str(home)!r}\n{NAMES}")
    return [verdict(run), (home / "notes").read_text(), home.stat().st_mode & 0o777]


def main() -> None:
    """As whoever runs this: everything, in crews that wait."""
    place = Path(os.environ["TMPDIR"])
    engine = Engine()
    engine.warm([1, 2], MOST_PATIENCE)
    asyncio.run(
        finish(engine.run(Request(write_proof("@proof\ndef p():\n    yield check('x', True)\n"), 1, {})))
    )
    attempted = attempt_all(engine, place / "place", cold=False)
    carried_out = {name: carry_out(engine, name) for name in ATTACKS}
    print(json.dumps([attempted, carried_out, leave_names(engine, place / "home")]))
    engine.close()
