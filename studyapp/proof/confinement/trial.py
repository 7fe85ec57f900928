"""Trying each layer from the inside: only what refuses when used counts as there.

Each function returns why its layer does not hold, or nothing.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct
from pathlib import Path

from . import limits as limit
from . import privileges
from .calls import NUMBERS
from .kernel import checked, library, system_call
from .seccomp import INET, INET6, MACHINES

OTHERS_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
DATAGRAM, GET_FLAGS, UP = 2, 0x8913, 0x1
FAR_AWAY = struct.pack("!2s2s4B8x", struct.pack("=H", INET), b"\0\x09", 192, 0, 2, 1)  # RFC 5737: nobody's


def limits(own_users: bool) -> str:
    return "" if limit.hold(own_users) else "a limit could be raised again"


def files(folder: str, home: str) -> str:
    """Listing the root of all, and making a file where every program may, and at home."""
    homes = [home] if home else []
    for path in ("/", *homes):
        if listed(path):
            return f"{path} could be listed"
    for path in (*OTHERS_FOLDERS, *homes):
        if made_a_file(path):
            return f"a file could be made in {path}"
    return "" if made_a_file(folder) else "the run's own folder is closed as well"


def listed(path: str) -> bool:
    try:
        os.scandir(path).close()
    except OSError:
        return False
    return True


def made_a_file(folder: str) -> bool:
    path = Path(folder, f".studyapp-{os.getpid()}")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except OSError:
        return False
    path.unlink()
    return True


def calls() -> str:
    """Harmless uses of calls that are refused, and the capabilities that would make them worse."""
    if privileges.left():
        return "capabilities are left"
    asked = {"unshare": (0,), "io_uring_setup": (0, None), "process_vm_readv": (0, None, 0, None, 0, 0)}
    for name, arguments in asked.items():
        if not refused(name, *arguments):
            return f"{name} was not refused"
    return "" if refused("clone3", None, 0, code=errno.ENOSYS) else "clone3 was not refused"


def refused(name: str, *arguments: object, code: int = errno.EPERM) -> bool:
    called = NUMBERS[name][MACHINES[os.uname().machine][1]]
    assert called is not None
    try:
        system_call(called, *arguments)
    except OSError as error:
        return error.errno == code
    return False


def network(cut: bool) -> str:
    """No socket at all, or no interface but the loopback and no way to anywhere."""
    if cut:
        opened = [family for family in (INET, INET6) if can_open(family)]
        return "a socket could be opened" if opened else ""
    with Path("/proc/self/net/dev").open() as table:
        names = [line.split(":")[0].strip() for line in table.readlines()[2:]]
    descriptor = checked(library().socket(INET, DATAGRAM | os.O_CLOEXEC, 0))
    try:
        for name in names:
            if name != "lo" and is_up(descriptor, name):
                return f"the interface {name} is there"
        if library().connect(descriptor, FAR_AWAY, len(FAR_AWAY)) != -1:
            return "there is a way out"
    finally:
        os.close(descriptor)
    return ""


def can_open(family: int) -> bool:
    descriptor = library().socket(family, DATAGRAM | os.O_CLOEXEC, 0)
    if descriptor != -1:
        os.close(descriptor)
    return descriptor != -1 or ctypes.get_errno() not in {errno.EPERM, errno.EAFNOSUPPORT}


def is_up(descriptor: int, name: str) -> bool:
    """Tunnels that the kernel puts into every new network are there, and down."""
    answer = fcntl.ioctl(descriptor, GET_FLAGS, struct.pack("16s24x", name.encode()))
    return bool(struct.unpack_from("H", answer, 16)[0] & UP)


def processes() -> str:
    """Own process numbers: the parent lies outside, and has none here."""
    return "process numbers are shared with the system" if os.getppid() else ""
