"""A room for one run: its own network, and its own processes, all of which end with their first.

The process that enters stays outside the new process numbers; what it starts from then on is inside.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
from pathlib import Path

from . import mounts
from .kernel import checked, control, library, release

NEW_IPC, NEW_USERS, NEW_PROCESSES, NEW_NETWORK = 0x08000000, 0x10000000, 0x20000000, 0x40000000
SET_PARENT_DEATH_SIGNAL = 1
SET_FLAGS, UP, RUNNING = 0x8914, 0x1, 0x40
INET, DATAGRAM = 2, 2
PROCESSES = 1024  # in one room, threads included; holds for root too, whom RLIMIT_NPROC does not bind
READY = b"+"


def enter(network: bool, processes: bool, *, own_proc: bool = False) -> tuple[dict[str, str], int | None]:
    """Enter new namespaces; returns the reason for each layer that could not be had, and the first process.

    With `own_proc`, the first process has a /proc of its own, for the others to join.

    Takes a process with one thread. A child builds the namespaces and this process joins only a finished one,
    so that a system which allows half of it leaves no half behind.
    """
    wanted = [name for name, asked in (("network", network), ("processes", processes)) if asked]
    if not wanted:
        return {}, None
    flags = NEW_USERS | NEW_IPC | (NEW_NETWORK if network else 0)
    try:
        join(flags)
    except OSError as error:
        refused = dict.fromkeys(wanted, f"no namespaces here: {error.strerror}")
        if len(wanted) == 1:
            return refused, None
        # Some systems refuse networks alone.
        missing, first = enter(network=False, processes=True, own_proc=own_proc)
        return {"network": refused["network"], **missing}, first
    if not processes:
        return {}, None
    if own_proc and (why := mounts.attempt(NEW_PROCESSES)):
        return {"processes": f"no /proc of its own here: {why}"}, None
    try:
        checked(library().unshare(NEW_PROCESSES))
        return {}, start_first(own_proc)
    except OSError as error:
        return {"processes": f"no namespace of processes here: {error.strerror}"}, None


def join(flags: int) -> None:
    """Raises OSError with the builder's reason, or this process's own."""
    read, write = os.pipe()
    builder = os.fork()
    if builder == 0:
        os.close(read)
        build(flags, write)
    os.close(write)
    try:
        said = os.read(read, 4)
        if said != READY:
            code = int.from_bytes(said, "little")
            raise OSError(code, os.strerror(code) if code else "the process that builds them died")
        descriptor = os.pidfd_open(builder)
        try:
            checked(library().setns(descriptor, flags))
        finally:
            os.close(descriptor)
    finally:
        os.close(read)
        os.kill(builder, signal.SIGKILL)
        os.waitpid(builder, 0)


def build(flags: int, report: int) -> None:
    """Make the namespaces, say so or why not, and wait to be killed. Never returns."""
    try:
        control(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        user, group = os.geteuid(), os.getegid()
        checked(library().unshare(flags))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        if flags & NEW_NETWORK:
            raise_loopback()
        os.write(report, READY)
        while True:
            signal.pause()
    except OSError as error:
        os.write(report, (error.errno or 0).to_bytes(4, "little"))
    finally:
        os._exit(1)


def raise_loopback() -> None:
    """Without it, gloo waits a minute for nobody."""
    descriptor = checked(library().socket(INET, DATAGRAM, 0))
    try:
        fcntl.ioctl(descriptor, SET_FLAGS, struct.pack("16sH22x", b"lo", UP | RUNNING))
    finally:
        os.close(descriptor)


def start_first(own_proc: bool) -> int:
    """Fork the first process of the new numbers: where it ends, the kernel ends all the others."""
    parent = os.pidfd_open(os.getpid())
    read, write = os.pipe()
    first = os.fork()
    if first == 0:
        idle(parent, write, own_proc)
    os.close(parent)
    os.close(write)
    said = os.read(read, 1)
    os.close(read)
    if said != READY:
        os.waitpid(first, 0)
        raise OSError(0, "its first process did not start")
    return first


def idle(parent: int, report: int, own_proc: bool) -> None:
    """Adopt and reap orphans until killed, from outside or by the parent's death. Never returns."""
    try:
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps for who ignores it
        control(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        bound_processes()
        if own_proc:
            mounts.make()
        os.write(report, READY)
        gone = parent_gone(parent)
        os.closerange(0, 1 << 30)
        while not gone:
            signal.pause()
    finally:
        os._exit(1)


def parent_gone(descriptor: int) -> bool:
    """Whether it ended before its death could be told by a signal."""
    return bool(select.select([descriptor], [], [], 0)[0])


def bound_processes() -> None:
    """Since Linux 6.14 each namespace has its own highest number; before, all the machine has one."""
    if release() >= (6, 14):
        with contextlib.suppress(OSError):  # a container's /proc/sys is read-only; the room serves without
            Path("/proc/sys/kernel/pid_max").write_text(str(PROCESSES))
