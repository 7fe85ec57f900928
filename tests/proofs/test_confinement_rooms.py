"""How a room begins and ends, with all that is inside."""

from __future__ import annotations

import errno
import json
import os
import textwrap
from pathlib import Path

import pytest

from tests.proofs.confined import only_here, start, told

pytestmark = only_here


def test_processes_are_set_apart_though_the_network_is_not(tmp_path: Path) -> None:
    script = """
    ipc, users, network = 0x08000000, 0x10000000, 0x40000000
    kernel.control(privileges.SET_NO_NEW_PRIVILEGES, 1)
    seccomp.install((seccomp.Rule("unshare", (seccomp.Condition(0, ipc | users | network),)),))
    room = enter_room(ALL)
    def act():
        say([room.applied, list(room.missing), confine(folder, ALL, [], network_confined=False).applied])
    os.waitpid(inside(act), 0)
    os.kill(room.init, signal.SIGKILL)
    """
    entered, lacking, applied = told(script, tmp_path)
    assert (entered, lacking) == (["processes"], ["network"])
    assert applied == ["limits", "files", "calls", "processes"]


DETACHED = """
room = enter_room(ALL)
read, write = os.pipe()
def act():
    confine(folder, ALL, [], network_confined=True)
    def detach():
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        def stay():
            os.write(write, b"!")
            time.sleep(600)
        inside(stay)
    os.waitpid(inside(detach), 0)
os.waitpid(inside(act), 0)
os.read(read, 1)
below = [int(pid) for pid in Path(f"/proc/{room.init}/task/{room.init}/children").read_text().split()]
"""


def test_what_detaches_itself_is_adopted_inside_and_ends_with_the_first_process(tmp_path: Path) -> None:
    script = """
    before = [running(pid) for pid in below]
    os.kill(room.init, signal.SIGKILL)
    os.waitpid(room.init, 0)
    say([before, [running(pid) for pid in below]])
    """
    assert told(DETACHED + textwrap.dedent(script), tmp_path) == [[True], [False]]


def test_the_death_of_who_entered_ends_all_that_is_inside(tmp_path: Path) -> None:
    script = """
    say([room.init, *below])
    time.sleep(600)
    """
    process = start(DETACHED + textwrap.dedent(script), tmp_path)
    assert process.stdout is not None
    inside = json.loads(process.stdout.readline())
    process.kill()
    process.communicate()
    assert len(inside) == 2
    assert told(f"say([gone(pid) for pid in {inside}])", tmp_path) == [True, True]


def test_the_first_process_holds_no_descriptor_and_leaves_no_zombie(tmp_path: Path) -> None:
    script = """
    read, write = os.pipe()
    room = enter_room(ALL)
    os.close(write)
    closed = os.read(read, 1) == b""
    def orphan():
        inside(lambda: time.sleep(0.05))
    os.waitpid(inside(orphan), 0)
    children = Path(f"/proc/{room.init}/task/{room.init}/children")
    for _ in range(200):
        if not children.read_text():
            break
        time.sleep(0.01)
    say([closed, children.read_text()])
    os.kill(room.init, signal.SIGKILL)
    """
    assert told(script, tmp_path) == [True, ""]


@pytest.mark.parametrize("call", ["unshare", "setns"])
def test_a_system_that_refuses_leaves_no_half_of_a_room(call: str, tmp_path: Path) -> None:
    script = f"""
    def state():
        names = [os.readlink(f"/proc/self/ns/{{kind}}") for kind in ("user", "net", "ipc", "pid_for_children")]
        return names, Path("/proc/self/task").stat().st_nlink, os.listdir("/proc/self/fd")
    kernel.control(privileges.SET_NO_NEW_PRIVILEGES, 1)
    seccomp.install((seccomp.Rule({call!r}),))
    before = state()
    room = enter_room(ALL)
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        say([room, before == state()])
    """
    (applied, missing, init, _), same = told(script, tmp_path)
    assert (applied, init, same) == ([], None, True)
    assert missing == dict.fromkeys(
        ["network", "processes"], f"no namespaces here: {os.strerror(errno.EPERM)}"
    )
