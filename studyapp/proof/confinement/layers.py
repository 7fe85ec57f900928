"""The layers of a run's confinement: asked for by name, applied in order, and counted only once tried."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from . import reads
from .kernel import LINUX, thread_count

if LINUX:
    from . import landlock, limits, mounts, namespaces, privileges, seccomp, trial

ALL = frozenset({"limits", "files", "calls", "network", "processes"})
ELSEWHERE = "only Linux can do this"

Step = Callable[[], str | None]


class Room(NamedTuple):
    """What the process above the ranks could enter.

    `init` is the first process inside, to be killed last; `door` its descriptor, where ranks are to join its
    mounts: they would not find it by its number.
    """

    applied: tuple[str, ...]
    missing: dict[str, str]
    init: int | None = None
    door: int | None = None


class Confined(NamedTuple):
    """The layers that refused when tried, and why each other one that was asked for does not count."""

    applied: tuple[str, ...]
    missing: dict[str, str]


def enter_room(wanted: frozenset[str], *, devices: bool = False) -> Room:
    """Enter own namespaces for "network" and "processes", with one thread and before the ranks start.

    For ranks that use `devices`, the first process has a /proc of its own: `join_room` takes them there.
    """
    asked = sorted(wanted & {"network", "processes"})
    if not LINUX:
        return Room((), dict.fromkeys(asked, ELSEWHERE))
    missing, init = namespaces.enter("network" in asked, "processes" in asked, own_proc=devices)
    door = os.pidfd_open(init) if devices and init is not None else None
    return Room(tuple(name for name in asked if name not in missing), missing, init, door)


def join_room(room: Room, folder: str) -> None:
    """See the room's own /proc, from a rank that uses devices; raises OSError."""
    if room.door is not None:
        mounts.join(room.door, folder)


def prepare() -> None:
    """Work out ahead what every later fork of this process needs to be confined; 2 ms less for each."""
    if LINUX:
        reads.home()
        reads.interpreter()
        seccomp.prepare()


def confine(
    folder: str,
    wanted: frozenset[str],
    readable: Sequence[str],
    *,
    devices: bool = False,
    network_confined: bool,
    loopback: bool = True,
) -> Confined:
    """Confine this process for good, and try each layer.

    It may write below `folder`, and read Python, torch and what `readable` names; `devices` opens the
    accelerators. `network_confined` says that its parent entered a network of its own; where not, and no
    rank needs the `loopback`, sockets are refused. Most layers hold for one thread, so there must be one.
    """
    if not LINUX:
        return Confined((), dict.fromkeys(sorted(wanted), ELSEWHERE))
    if not wanted:
        return Confined((), {})
    cut = "network" in wanted and not network_confined and not loopback
    calls = seccomp.CALLS_WITH_DEVICES if devices else seccomp.CALLS
    rules = (calls if "calls" in wanted else ()) + (seccomp.INTERNET if cut else ())
    home = reads.home()
    steps: list[tuple[set[str], Step]] = [
        ({"limits"}, lambda: limits.apply(network_confined)),
        (set(wanted), privileges.drop),
        ({"files"}, lambda: restrict_files(folder, readable, devices, home)),
        ({"calls", "network"} if cut else {"calls"}, lambda: seccomp.install(rules)),
    ]
    tests: dict[str, Step] = {
        "limits": lambda: trial.limits(network_confined),
        "files": lambda: trial.files(folder, home),
        "calls": trial.calls,
        "network": lambda: trial.network(cut),
        "processes": trial.processes,
    }
    return carry_out(steps, tests, wanted, known_missing(wanted, network_confined, cut))


def carry_out(
    steps: list[tuple[set[str], Step]],
    tests: dict[str, Step],
    wanted: frozenset[str],
    missing: dict[str, str],
) -> Confined:
    """Take each step that a wanted layer needs, then try each layer that nothing speaks against."""
    for layers, step in steps:
        if (held := layers & wanted) and (why := attempt(step)):
            missing |= dict.fromkeys(held, why)
    for name in wanted & tests.keys() - missing.keys():
        if why := attempt(tests[name]):
            missing[name] = why
    return Confined(tuple(name for name in tests if name in wanted - missing.keys()), missing)


def known_missing(wanted: frozenset[str], network_confined: bool, cut: bool) -> dict[str, str]:
    """What a trial from this thread could not show: threads left out, and a network that others share."""
    missing: dict[str, str] = {}
    if (threads := thread_count()) > 1:
        one_thread_only = {"files", "calls", "network"} if cut else {"files", "calls"}
        missing |= dict.fromkeys(wanted & one_thread_only, f"{threads} threads ran already")
    if "network" in wanted and not network_confined and not cut:
        missing["network"] = "no network of its own, and the ranks need the loopback"
    return missing


def restrict_files(folder: str, readable: Sequence[str], devices: bool, home: str) -> None:
    naming = (reads.OWN_THREADS,) if devices else ()
    landlock.restrict(folder, reads.readable(readable, devices, home), reads.usable(devices), naming)


def attempt(step: Step) -> str:
    """Why it did not work, in words; empty where it did."""
    try:
        return step() or ""
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
