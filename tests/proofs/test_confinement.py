"""What confinement says about itself, and how a room begins and ends."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import studyapp.proof
from studyapp.proof.confinement import ALL, confine, describe, enter_room, layers, reads, whole
from tests.proofs.test_confinement_attacks import can_confine

only_here = pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces")

HEADER = """
import json, os, signal, sys, threading, time
from pathlib import Path
from studyapp.proof.confinement import *
from studyapp.proof.confinement import kernel, seccomp, privileges
folder = sys.argv[1]

def inside(act):
    if (child := os.fork()) == 0:
        act()
        os._exit(0)
    return child

def confined(wanted, **options):
    read, write = os.pipe()
    def act():
        done = confine(folder, frozenset(wanted), [], **{"network_confined": False} | options)
        os.write(write, json.dumps([done.applied, done.missing]).encode())
    os.waitpid(inside(act), 0)
    return json.loads(os.read(read, 9999))

def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

def gone(pid):
    for _ in range(200):
        if not running(pid):
            return True
        time.sleep(0.01)
    return False

def say(value):
    print(json.dumps(value), flush=True)

"""


def start(script: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEADER + textwrap.dedent(script), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(script: str, folder: Path) -> Any:
    """What a fresh process says that enters rooms and confines its children."""
    process = start(script, folder)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return json.loads(out)


def test_the_line_for_people_tells_what_holds() -> None:
    line = describe(ALL, 3 << 30)
    assert line == "files: confined · network: none · memory 3 GB · kill: complete"


def test_the_line_for_people_warns_of_each_layer_that_is_missing() -> None:
    line = describe((), 3 << 29)
    assert line.count("⚠") == len(ALL)
    assert "⚠ files: NOT confined here" in line
    assert "memory 1.5 GB" in line


def test_it_is_whole_only_with_every_layer() -> None:
    assert whole(tuple(ALL))
    assert not any(whole(ALL - {layer}) for layer in ALL)


def test_another_system_lacks_every_layer_and_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(layers, "LINUX", False)
    assert enter_room(ALL).missing.keys() == {"network", "processes"}
    confined = confine(str(tmp_path), ALL, [], network_confined=False)
    assert confined.applied == ()
    assert confined.missing == dict.fromkeys(ALL, "only Linux can do this")


def test_the_home_folder_is_never_readable_nor_what_lies_above_it() -> None:
    assert reads.narrow(["/", "/home", "/home/me", "/home/me/data"], "/home/me") == ["/home/me/data"]
    assert reads.narrow(["/", "/usr"], "") == ["/usr"]


def test_it_is_imported_by_path_with_the_standard_library_alone() -> None:
    script = "import sys; sys.path.append(sys.argv[1]); import confinement; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", script, str(Path(studyapp.proof.__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded - sys.stdlib_module_names <= {"__main__", "confinement"}


@only_here
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


@only_here
def test_a_layer_that_was_not_asked_for_is_neither_applied_nor_missed(tmp_path: Path) -> None:
    assert told("say(confined({'files'}))", tmp_path) == [["files"], {}]
    assert told("say(confined(()))", tmp_path) == [[], {}]


@only_here
def test_without_a_room_its_layers_are_missing_with_the_reason(tmp_path: Path) -> None:
    applied, missing = told("say(confined(ALL))", tmp_path)
    assert applied == ["limits", "files", "calls"]
    assert missing["processes"] == "process numbers are shared with the system"
    assert "network" in missing


@only_here
def test_a_network_that_nobody_needs_is_cut_off_without_a_room(tmp_path: Path) -> None:
    assert "network" in told("say(confined(ALL, loopback=False))", tmp_path)[0]
    assert told("say(confined({'network'}, loopback=False))", tmp_path) == [["network"], {}]


@only_here
def test_a_layer_does_not_count_while_other_threads_run(tmp_path: Path) -> None:
    script = """
    def act():
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        done = confine(folder, ALL, [], network_confined=False)
        say(done.missing)
    os.waitpid(inside(act), 0)
    """
    missing = told(script, tmp_path)
    assert missing["files"] == missing["calls"] == "2 threads ran already"


@only_here
def test_what_is_named_can_be_read_but_not_written(tmp_path: Path) -> None:
    (data := tmp_path / "data").mkdir()
    (run := tmp_path / "run").mkdir()
    (data / "table").write_text("published")
    script = """
    data = Path(folder).parent / "data" / "table"
    def act():
        confine(folder, ALL, [str(data.parent)], network_confined=False)
        try:
            data.write_text("changed")
        except PermissionError:
            say(data.read_text())
    os.waitpid(inside(act), 0)
    """
    assert told(script, run) == "published"


@only_here
def test_a_confined_process_still_forks_threads_and_talks_on_its_loopback(tmp_path: Path) -> None:
    script = """
    import socket, subprocess
    room = enter_room(ALL)
    def act():
        done = confine(folder, ALL, [], network_confined=True)
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
        server = socket.create_server(("127.0.0.1", 0))
        link = socket.create_connection(server.getsockname())
        program = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, cwd=folder)
        kept = any(os.readlink(f"/proc/self/fd/{fd}").startswith("/proc/") for fd in os.listdir("/proc/self/fd")[:-1])
        say([whole(done.applied), program.stdout.decode(), privileges.left(), kept])
    os.waitpid(inside(act), 0)
    os.kill(room.init, signal.SIGKILL)
    """
    assert told(script, tmp_path) == [True, "1\n", False, True]


@only_here
def test_processes_are_bounded_in_number(tmp_path: Path) -> None:
    script = """
    room = enter_room(ALL)
    def act():
        confine(folder, ALL, [], network_confined=True)
        started = 0
        try:
            while started < 1100:
                inside(signal.pause)
                started += 1
        except BlockingIOError:
            say(started)
    os.waitpid(inside(act), 0)
    os.kill(room.init, signal.SIGKILL)
    """
    if os.geteuid() == 0 and tuple(map(int, os.uname().release.split(".")[:2])) < (6, 14):
        pytest.skip("no limit binds root here")
    assert told(script, tmp_path) < 1024


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


@only_here
def test_what_detaches_itself_is_adopted_inside_and_ends_with_the_first_process(tmp_path: Path) -> None:
    script = """
    before = [running(pid) for pid in below]
    os.kill(room.init, signal.SIGKILL)
    os.waitpid(room.init, 0)
    say([before, [running(pid) for pid in below]])
    """
    assert told(DETACHED + textwrap.dedent(script), tmp_path) == [[True], [False]]


@only_here
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


@only_here
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


@only_here
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
    (applied, missing, init), same = told(script, tmp_path)
    assert (applied, init, same) == ([], None, True)
    assert missing == dict.fromkeys(
        ["network", "processes"], f"no namespaces here: {os.strerror(errno.EPERM)}"
    )
