"""Landlock: which files a process may still reach, and that it signals nobody outside.

Kernel documentation, userspace-api/landlock.rst. What it does not hold (metadata such as modes, times and
attributes, stat, sockets that have a path), the filter of system calls holds or nobody does.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterable

from .kernel import system_call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # alike on x86_64 and aarch64
ASK_VERSION = 1
PATH_BENEATH = 1
QUIET = 1  # keeps refusals out of the machine's audit log, from version 7 on

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK = 1 << 6, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}  # how many of the lowest bits each version knows
SCOPES = 0b11  # abstract sockets and signals, from version 6 on

READ = EXECUTE | READ_FILE | READ_DIR
USE = READ_FILE | WRITE_FILE | READ_DIR | IOCTL_DEV
CHANGE = WRITE_FILE | TRUNCATE
OWN = ~(MAKE_CHAR | MAKE_BLOCK)
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV


class Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Raises OSError where the kernel has no Landlock, or it is switched off."""
    return system_call(CREATE_RULESET, None, 0, ASK_VERSION)


def known_rights(landlock: int) -> int:
    bits = max(bits for since, bits in RIGHTS_BY_VERSION.items() if since <= landlock)
    return (1 << bits) - 1


def allow(ruleset: int, path: str, rights: int) -> None:
    """Grant rights on a file or on all below a folder; a path that is not there needs none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.EACCES, errno.ENOTDIR}:
            return
        raise
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_FILES
        rule = PathBeneath(rights, descriptor)
        system_call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        # An entry of /proc that nobody has open is made anew when memory is short, and no rule would fit it.
        if not path.startswith("/proc/"):
            os.close(descriptor)


def restrict(own: str, read: Iterable[str], use: Iterable[str], change: Iterable[str] = ()) -> None:
    """Leave this thread its own folder, paths to read, devices to use, files to change; signals stay inside.

    Takes no_new_privs. Raises OSError where the kernel refuses; then nothing has changed.
    """
    landlock = version()
    known = known_rights(landlock)
    wanted = Ruleset(known, 0, SCOPES if landlock >= 6 else 0)
    ruleset = system_call(CREATE_RULESET, ctypes.byref(wanted), ctypes.sizeof(wanted), 0)
    try:
        for paths, rights in ((read, READ), (use, USE), (change, CHANGE), ((own,), OWN)):
            for path in paths:
                allow(ruleset, path, rights & known)
        system_call(RESTRICT_SELF, ruleset, QUIET if landlock >= 7 else 0)
    finally:
        os.close(ruleset)
