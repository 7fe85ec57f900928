"""What lies outside a run's room in these tests, and the room from which it is attacked.

`attempt_all` tries every attack under several sets of layers and prints, as JSON, which ones succeeded.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import tempfile
from pathlib import Path

from studyapp.proof.confinement import ALL, confine, enter_room
from tests.proofs.confinement_attacks import ATTACKS, Attack, Target


def stay_outside(home: str, ready: int) -> None:
    """Answer on every kind of socket until killed."""
    servers = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
    servers[1].bind(("127.0.0.1", 0))
    for address in (f"\0studyapp-{os.getpid()}", f"{home}/bus"):
        servers.append(socket.socket(socket.AF_UNIX))
        servers[-1].bind(address)
        servers[-1].listen()
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind(f"{home}/log")
    os.write(ready, json.dumps([server.getsockname()[1] for server in servers[:2]]).encode())
    while True:
        for server in select.select(servers, [], [])[0]:
            if server.type == socket.SOCK_DGRAM:
                server.sendto(b"hello", server.recvfrom(9)[1])
            else:
                link, _ = server.accept()
                link.sendall(b"hello")
                link.close()


def furnish(place: Path) -> Path:
    """A home folder with what a thief looks for."""
    home = place / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh/key").write_text("secret")
    (home / "notes").write_text("notes")
    return home


def attempt(attack: Attack, target: Target) -> str:
    try:
        return "succeeded" if attack(target) else "held"
    except OSError:
        return "held"


def from_inside(target: Target, wanted: frozenset[str], report: int) -> None:
    """Enter, confine a rank, attack from it, and end all that is inside."""
    room = enter_room(wanted)
    rank = os.fork()
    if rank == 0:
        confined = confine(target.folder, wanted, [], network_confined="network" in room.applied)
        results = {name: attempt(attack, target) for name, (attack, _) in ATTACKS.items()}
        answer = {"results": results, "applied": confined.applied, "missing": confined.missing}
        os.write(report, json.dumps(answer).encode())
        os._exit(0)
    os.waitpid(rank, 0)
    if room.init is not None:
        os.kill(room.init, signal.SIGKILL)
        os.waitpid(room.init, 0)


def attempt_under(wanted: frozenset[str]) -> dict[str, object]:
    with tempfile.TemporaryDirectory(dir=os.environ["TMPDIR"]) as place:
        home, folder = furnish(Path(place)), Path(place, "run")
        folder.mkdir()
        read, write = os.pipe()
        if (outside := os.fork()) == 0:
            stay_outside(str(home), write)
        tcp, udp = json.loads(os.read(read, 100))
        if (above := os.fork()) == 0:
            from_inside(Target(str(folder), str(home), outside, os.getpid(), tcp, udp), wanted, write)
            os._exit(0)
        os.waitpid(above, 0)
        os.kill(outside, signal.SIGKILL)
        os.waitpid(outside, 0)
        os.close(write)
        with os.fdopen(read) as answer:
            return dict(json.loads(answer.read()))


def attempt_all() -> None:
    sets = {ALL, *(frozenset({layer}) for layer in ALL), *(ALL - holders for _, holders in ATTACKS.values())}
    print(json.dumps({",".join(sorted(wanted)): attempt_under(wanted) for wanted in sets}))


if __name__ == "__main__":
    attempt_all()
