"""Giving up what root, or the owner of a namespace, may do beyond an ordinary user."""

from __future__ import annotations

import ctypes
import errno

from .kernel import checked, control, library

SET_NO_NEW_PRIVILEGES, GET_NO_NEW_PRIVILEGES, DROP_FROM_BOUNDING_SET = 38, 39, 24
CAPABILITY_VERSION = 0x20080522


def drop() -> None:
    """No program started later gains a right, and no capability is left; holds for this thread.

    Raises OSError where the kernel refuses.
    """
    control(SET_NO_NEW_PRIVILEGES, 1)
    for capability in range(64):
        try:
            control(DROP_FROM_BOUNDING_SET, capability)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.EPERM}:
                raise
            break  # past the last one; or not allowed, nor needed then
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    checked(library().capset(header, (ctypes.c_uint32 * 6)()))


def left() -> bool:
    """Whether this thread still has a capability, or could gain one."""
    header, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    checked(library().capget(header, sets))
    return any(sets) or not control(GET_NO_NEW_PRIVILEGES)
