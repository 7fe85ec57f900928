"""Limits of one process, the soft and the hard alike, so that it cannot raise them again.

Memory is not among them: RLIMIT_AS counts addresses, of which torch reserves far more than it uses.
"""

from __future__ import annotations

import sys

if sys.platform != "win32":
    import resource

FILE_BYTES = 1 << 30
DESCRIPTORS = 1024
PROCESSES = 1024  # threads count as well
LOCKED_BYTES = 64 << 20


def promised(own_users: bool) -> dict[int, int]:
    """Each limit and its value; processes are counted per user, so only where the room has its own users."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: DESCRIPTORS,
    }
    if sys.platform == "linux":
        limits[resource.RLIMIT_MEMLOCK] = LOCKED_BYTES
        if own_users:
            limits[resource.RLIMIT_NPROC] = PROCESSES
    return limits


def apply(own_users: bool) -> None:
    """Raises OSError or ValueError where the system refuses."""
    for limit, value in promised(own_users).items():
        _, hard = resource.getrlimit(limit)
        lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (lowered, lowered))


def hold(own_users: bool) -> bool:
    """Whether each limit is there and refuses to be raised."""
    for limit, value in promised(own_users).items():
        soft, hard = resource.getrlimit(limit)
        if soft != hard or hard == resource.RLIM_INFINITY or hard > value:
            return False
        try:
            resource.setrlimit(limit, (soft, hard + 1))
        except (ValueError, OSError):
            continue
        return False
    return True
