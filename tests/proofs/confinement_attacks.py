"""Attacks on what lies outside a run's room, tried from inside it.

Each returns whether it succeeded; an OSError means that it was held.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import resource
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from studyapp.proof.confinement import ALL
from studyapp.proof.confinement.calls import NUMBERS
from studyapp.proof.confinement.kernel import checked, library, system_call
from studyapp.proof.confinement.seccomp import MACHINES

NEW_USERS = 0x10000000


class Target(NamedTuple):
    """What lies outside: a home folder, a process of the same user with sockets, and the parent."""

    folder: str
    home: str
    process: int
    parent: int
    tcp: int
    udp: int


Attack = Callable[[Target], bool]
ATTACKS: dict[str, tuple[Attack, frozenset[str]]] = {}


def held_by(*layers: str) -> Callable[[Attack], Attack]:
    """Register an attack with the layers of which each alone holds it; with none, where it takes several."""

    def register(attack: Attack) -> Attack:
        ATTACKS[attack.__name__] = attack, frozenset(layers) or ALL
        return attack

    return register


def call(name: str, *arguments: object) -> int:
    number = NUMBERS[name][MACHINES[os.uname().machine][1]]
    assert number is not None
    return system_call(number, *arguments)


def not_refused(use: Callable[[], object]) -> bool:
    """Whether a call got further than the filter: it may still fail on its arguments."""
    try:
        use()
    except OSError as error:
        return error.errno != errno.EPERM
    return True


def in_a_child(use: Callable[[], object]) -> bool:
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            use()
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


@held_by("files")
def write_at_home(target: Target) -> bool:
    return Path(target.home, "written").write_text("x") == 1


@held_by("files")
def read_the_key(target: Target) -> bool:
    return Path(target.home, ".ssh/key").read_text() == "secret"


@held_by("files")
def list_home(target: Target) -> bool:
    return Path(target.home, ".ssh") in Path(target.home).iterdir()


@held_by("files")
def leave_a_file_in_tmp(target: Target) -> bool:
    descriptor, path = tempfile.mkstemp(dir="/tmp")
    os.close(descriptor)
    Path(path).unlink()
    return True


@held_by("files")
def leave_a_file_in_shared_memory(target: Target) -> bool:
    descriptor, path = tempfile.mkstemp(dir="/dev/shm")
    os.close(descriptor)
    Path(path).unlink()
    return True


@held_by("files")
def link_the_key_into_the_folder(target: Target) -> bool:
    inside = Path(target.folder, "hard")
    inside.hardlink_to(Path(target.home, ".ssh/key"))
    return inside.read_text() == "secret"


@held_by("files")
def point_to_the_key_from_the_folder(target: Target) -> bool:
    inside = Path(target.folder, "soft")
    inside.symlink_to(Path(target.home, ".ssh/key"))
    return inside.read_text() == "secret"


@held_by("files")
def go_up_from_the_folder(target: Target) -> bool:
    return len(list(Path(target.folder, "..").iterdir())) > 0


@held_by("files")
def move_a_file_out(target: Target) -> bool:
    inside = Path(target.folder, "moved")
    inside.write_text("x")
    inside.rename(Path(target.home, "moved"))
    return True


@held_by("files", "calls")
def cut_a_file_at_home(target: Target) -> bool:
    os.truncate(Path(target.home, "notes"), 1)
    return True


@held_by("calls")
def close_a_file_at_home(target: Target) -> bool:
    Path(target.home, "notes").chmod(0o400)
    return True


@held_by("calls")
def date_a_file_at_home(target: Target) -> bool:
    os.utime(Path(target.home, "notes"), (0, 0))
    return True


@held_by("network")
def talk_tcp(target: Target) -> bool:
    with socket.create_connection(("127.0.0.1", target.tcp), timeout=2) as link:
        return link.recv(5) == b"hello"


@held_by("network")
def talk_udp(target: Target) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.settimeout(2)
        link.connect(("127.0.0.1", target.udp))
        link.send(b"?")
        return link.recv(5) == b"hello"


@held_by("files", "calls", "network")
def reach_an_abstract_socket(target: Target) -> bool:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(f"\0studyapp-{target.process}")
        return link.recv(5) == b"hello"


@held_by("calls")
def reach_a_socket_with_a_path(target: Target) -> bool:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(f"{target.home}/bus")
        return link.recv(5) == b"hello"


@held_by("calls")
def send_to_a_path_from_a_pair(target: Target) -> bool:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with one, other:
        return one.sendto(b"x", f"{target.home}/log") == 1


@held_by("calls")
def open_a_socket_of_another_family(target: Target) -> bool:
    return not_refused(lambda: checked(library().socket(38, 5, 0)))  # AF_ALG


@held_by("calls")
def listen_to_the_kernel(target: Target) -> bool:
    return not_refused(lambda: checked(library().socket(16, 3, 15)))  # NETLINK_KOBJECT_UEVENT


@held_by("files", "processes")
def signal_the_parent(target: Target) -> bool:
    os.kill(target.parent, signal.SIGCONT)
    return True


@held_by("files", "processes")
def signal_another_process(target: Target) -> bool:
    os.kill(target.process, signal.SIGCONT)
    return True


@held_by("calls", "processes")
def limit_the_parent(target: Target) -> bool:
    resource.prlimit(target.parent, resource.RLIMIT_CORE, (0, 0))
    return True


@held_by()
def read_anothers_environment(target: Target) -> bool:
    return b"PATH=" in Path(f"/proc/{target.process}/environ").read_bytes()


@held_by()
def open_anothers_memory(target: Target) -> bool:
    with Path(f"/proc/{target.process}/mem").open("rb"):
        return True


@held_by()
def trace_another_process(target: Target) -> bool:
    call("ptrace", 16, target.process, None, None)  # attach
    os.waitpid(target.process, 0x40000000)  # __WALL
    call("ptrace", 17, target.process, None, None)  # detach
    return True


@held_by("files")
def look_into_anothers_folder_of_proc(target: Target) -> bool:
    return bool(Path(f"/proc/{target.process}/status").read_text())


@held_by("calls")
def nest_namespaces(target: Target) -> bool:
    return in_a_child(lambda: checked(library().unshare(NEW_USERS)))


@held_by("calls")
def clone_into_namespaces(target: Target) -> bool:
    child = call("clone", NEW_USERS | signal.SIGCHLD, None, None, None, None)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


@held_by("calls")
def set_up_io_uring(target: Target) -> bool:
    return not_refused(lambda: call("io_uring_setup", 1, None))


@held_by("calls")
def add_a_key(target: Target) -> bool:
    return not_refused(lambda: call("add_key", None, None, None, 0, 0))


@held_by("calls")
def hide_memory(target: Target) -> bool:
    os.close(os.memfd_create("hidden"))
    return True


@held_by("calls")
def type_into_a_terminal(target: Target) -> bool:
    return not_refused(lambda: fcntl.ioctl(0, 0x5412, b"x"))


@held_by("calls")
def pass_by_the_filter_with_other_numbers(target: Target) -> bool:
    """By x86_64's second table; elsewhere by the plain number."""
    number = 0x40000000 | 272 if os.uname().machine == "x86_64" else 97
    return not_refused(lambda: system_call(number, ctypes.c_long(0)))


@held_by("limits")
def make_an_endless_file(target: Target) -> bool:
    with Path(target.folder, "endless").open("wb") as file:
        file.truncate(2 << 30)
    return True


@held_by("limits")
def raise_a_limit(target: Target) -> bool:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    return hard != 0
