"""A stranger's proof: it tries everything that one process can try on what lies outside its run.

This file itself is the proof: below it a test adds TARGET, what there is to attack.
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studyapp.proof import check, proof
from studyapp.proof.authoring import Claim

if TYPE_CHECKING:
    TARGET: dict[str, Any] = {}

C = ctypes.CDLL(None, use_errno=True)
Attempt = Callable[[], object]
ATTEMPTS: dict[str, Attempt] = {}


def attempt(function: Attempt) -> Attempt:
    """Register a function that returns whether it succeeded; an OSError means that it was held."""
    ATTEMPTS[function.__name__] = function
    return function


def outside(name: str) -> Path:
    return Path(TARGET["home"], name)


def succeeds(function: Attempt) -> bool:
    try:
        return bool(function())
    except OSError:
        return False


def called(result: int) -> bool:
    return result != -1


def reaches(process: int) -> bool:
    os.kill(process, 0)
    return True


def parent() -> int:
    """Where the parent lies outside the run's process numbers, there is none."""
    if not (found := os.getppid()):
        raise ProcessLookupError
    return found


@proof
def attempts() -> Iterator[Claim]:
    for name, function in ATTEMPTS.items():
        yield check(name, succeeds(function), equals=False)


@attempt
def write_into_the_home_folder() -> object:
    return outside("written").write_text("x")


@attempt
def read_the_ssh_key() -> object:
    return outside(".ssh/key").read_text() == "secret"


@attempt
def list_the_home_folder() -> object:
    return list(Path(TARGET["home"]).iterdir())


@attempt
def watch_the_home_folder() -> object:
    return called(C.inotify_add_watch(C.inotify_init1(0), TARGET["home"].encode(), 0xFFF))


@attempt
def put_a_symlink_in_place_of_a_file() -> object:
    Path("soft").symlink_to(outside(".ssh/key"))
    return Path("soft").read_text()


@attempt
def write_through_a_symlink() -> object:
    Path("through").symlink_to(outside("through"))
    return Path("through").write_text("x")


@attempt
def put_a_hardlink_in_place_of_a_file() -> object:
    Path("hard").hardlink_to(outside(".ssh/key"))
    return True


@attempt
def poison_tmp() -> object:
    return Path(TARGET["beside"]).write_text("x")


@attempt
def poison_shared_memory() -> object:
    return Path(TARGET["shared"]).write_text("x")


@attempt
def hide_memory_in_a_file_without_a_name() -> object:
    return called(C.memfd_create(b"hidden", 0))


@attempt
def hide_memory_in_a_segment() -> object:
    segment = C.shmget(0, 4096, 0o1600)
    return called(segment) and called(C.shmctl(segment, 0, None))  # and gone again


@attempt
def connect_by_tcp() -> object:
    with socket.create_connection(("127.0.0.1", TARGET["tcp"]), timeout=2) as link:
        return link.recv(5)


@attempt
def send_by_udp() -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.settimeout(1)
        link.sendto(b"?", ("127.0.0.1", TARGET["udp"]))
        return link.recv(5)


@attempt
def see_who_listens() -> object:
    """Other runs' ports, for one."""
    return f":{TARGET['tcp']:04X}" in Path("/proc/self/net/tcp").read_text()


@attempt
def connect_to_a_socket_without_a_path() -> object:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(f"\0studyapp-{TARGET['process']}")
        return link.recv(5)


@attempt
def connect_to_a_socket_with_a_path() -> object:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(f"{TARGET['home']}/bus")
        return link.recv(5)


@attempt
def signal_the_app() -> object:
    return reaches(TARGET["app"])


@attempt
def signal_the_server() -> object:
    return reaches(TARGET["server"])


@attempt
def signal_the_supervisor() -> object:
    return reaches(parent())


@attempt
def signal_a_rank_that_waits() -> object:
    return reaches(TARGET["rank"])


@attempt
def limit_the_app() -> object:
    return resource.prlimit(TARGET["app"], resource.RLIMIT_CORE)


@attempt
def read_the_environment_of_the_app() -> object:
    return Path(f"/proc/{TARGET['app']}/environ").read_bytes()


@attempt
def open_the_memory_of_the_supervisor() -> object:
    return Path(f"/proc/{parent()}/mem").open("rb")


@attempt
def open_the_memory_of_the_app() -> object:
    return Path(f"/proc/{TARGET['app']}/mem").open("rb")


@attempt
def list_descriptors_of_the_server() -> object:
    return list(Path(f"/proc/{TARGET['server']}/fd").iterdir())


@attempt
def trace_another_process() -> object:
    if not called(C.ptrace(16, TARGET["process"], None, None)):  # attach
        return False
    os.waitpid(TARGET["process"], 0x40000000)  # __WALL
    return called(C.ptrace(17, TARGET["process"], None, None))  # detach


@attempt
def read_what_another_run_has_written() -> object:
    return list(Path(TARGET["room"]).iterdir())


@attempt
def write_into_the_folder_of_another_run() -> object:
    return Path(TARGET["room"], "meeting-of-mine").write_text("x")


@attempt
def outlive_others_where_memory_runs_out() -> object:
    return Path("/proc/self/oom_score_adj").write_text("0")


@attempt
def nest_namespaces() -> object:
    if (child := os.fork()) == 0:
        os._exit(0 if called(C.unshare(0x10000000)) else 1)
    return os.waitpid(child, 0)[1] == 0


@attempt
def set_up_io_uring() -> object:
    """Where it is not refused, it gets as far as its arguments."""
    C.syscall(425, 1, None)
    return ctypes.get_errno() == 14  # EFAULT


@attempt
def take_a_share_of_the_processor_for_itself() -> object:
    if (child := os.fork()) == 0:
        os.setsid()
        os._exit(0 if os.getsid(0) == os.getpid() else 1)
    return os.waitpid(child, 0)[1] == 0
