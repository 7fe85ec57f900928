"""A /proc that numbers processes as they number themselves: CUDA names its threads there, or never starts."""

from __future__ import annotations

import ctypes
import os

from .kernel import checked, library

NEW_MOUNTS = 0x00020000
RECURSIVE, PRIVATE = 0x4000, 0x40000
NO_SETUID, NO_DEVICES, NO_PROGRAMS = 0x2, 0x4, 0x8


def make() -> None:
    """Mount it, seen by this process and those that join it; raises OSError where the system refuses."""
    checked(library().unshare(NEW_MOUNTS))
    mount(b"none", b"/", None, RECURSIVE | PRIVATE)
    mount(b"proc", b"/proc", b"proc", NO_SETUID | NO_DEVICES | NO_PROGRAMS)


def mount(source: bytes, target: bytes, kind: bytes | None, flags: int) -> None:
    checked(library().mount(source, target, kind, ctypes.c_ulong(flags), None))


def join(process: int, folder: str) -> None:
    """See what the process of this descriptor has mounted, and be in a folder; raises OSError."""
    checked(library().setns(process, NEW_MOUNTS))
    os.chdir(folder)


def attempt(new_processes: int) -> str:
    """Why it cannot be made here, tried out in processes of their own; empty where it can."""
    middle = os.fork()
    if middle == 0:
        os._exit(attempt_inside(new_processes))
    code = os.waitstatus_to_exitcode(os.waitpid(middle, 0)[1])
    return os.strerror(code) if code else ""


def attempt_inside(new_processes: int) -> int:
    """The error's number, or 0."""
    try:
        checked(library().unshare(new_processes))
        if (inner := os.fork()) == 0:
            make()
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1])
    except OSError as error:
        return error.errno or 1
