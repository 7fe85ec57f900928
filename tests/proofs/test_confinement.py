"""What confinement says about itself, and what one process may still do under it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import studyapp.proof
from studyapp.proof.confinement import ALL, confine, describe, enter_room, layers, reads, whole
from tests.proofs.confined import only_here, told


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
