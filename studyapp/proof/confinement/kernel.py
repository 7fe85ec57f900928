"""Calls of Linux that Python does not wrap, made through the C library; each raises OSError."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from functools import cache
from pathlib import Path

LINUX = sys.platform == "linux"


@cache
def library() -> ctypes.CDLL:
    loaded = ctypes.CDLL(None, use_errno=True)
    loaded.syscall.restype = ctypes.c_long
    return loaded


def checked(result: int) -> int:
    """The result of a C call, or the OSError that its -1 stands for."""
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def system_call(number: int, *arguments: object) -> int:
    """A call that has no wrapper in older C libraries; integers are passed as longs."""
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return checked(library().syscall(ctypes.c_long(number), *passed))


def control(option: int, *arguments: object) -> int:
    """The call prctl, whose unused arguments have to be zero."""
    passed = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
    return checked(library().prctl(option, *passed, *[ctypes.c_ulong(0)] * (4 - len(passed))))


def release() -> tuple[int, int]:
    """The kernel's version, such as (6, 18)."""
    found = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def thread_count() -> int:
    """Threads of this process; what is set for one thread does not hold for the others."""
    return len(list(Path("/proc/self/task").iterdir()))
