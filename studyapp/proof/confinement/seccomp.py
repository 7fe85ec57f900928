"""The filter of system calls: a classic BPF program that refuses those a proof has no use for.

Kernel documentation, userspace-api/seccomp_filter.rst. A list of what is refused and not of what is allowed,
since torch's needs change with every release.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from functools import cache
from typing import NamedTuple

from .calls import CONDITIONAL, NUMBERS
from .kernel import control

MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # audit architecture, column of NUMBERS
SET_SECCOMP, FILTER_MODE = 22, 2
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16  # offsets into what a filter is given
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
X32 = 0x40000000  # x86_64's second table of calls, which would go past the numbers below

NEW_NAMESPACES = 0x7E020000  # all CLONE_NEW* that clone takes
TYPE_INTO_TERMINAL, CONSOLE = 0x5412, 0x541C  # TIOCSTI, TIOCLINUX
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16
DATAGRAM, PACKETS, TYPE_MASK = 2, 5, 0xF


class Condition(NamedTuple):
    """Of an argument's low 32 bits, all that the kernel reads of those in use here."""

    argument: int
    value: int
    equal: bool = True
    mask: int = 0xFFFFFFFF


class Rule(NamedTuple):
    """A call that is refused where all its conditions hold."""

    call: str
    conditions: tuple[Condition, ...] = ()
    code: int = errno.EPERM


def other_than(*values: int) -> tuple[Condition, ...]:
    """Where the first argument is none of these."""
    return tuple(Condition(0, value, equal=False) for value in values)


# A socket with a path reaches the desktop's bus or a container daemon, whatever else is confined.
NO_PATHS = Rule("socket", other_than(INET, INET6, NETLINK))
CALLS = (
    *(Rule(name) for name in NUMBERS if name not in CONDITIONAL),
    # Its flags lie in memory, out of a filter's sight; clone is used instead.
    Rule("clone3", code=errno.ENOSYS),
    # A session is a share of the processor. Programs ask for one out of habit: they get none, and no error.
    Rule("setsid", code=0),
    Rule("clone", (Condition(0, 0, equal=False, mask=NEW_NAMESPACES),)),
    Rule("ioctl", (Condition(1, TYPE_INTO_TERMINAL),)),
    Rule("ioctl", (Condition(1, CONSOLE),)),
    Rule("prlimit64", other_than(0)),  # a limit of processor time set from outside is a signal
    NO_PATHS,
    Rule("socket", (Condition(0, NETLINK), Condition(2, 0, equal=False))),
    Rule("socketpair", other_than(UNIX)),
    Rule("socketpair", (Condition(1, DATAGRAM, mask=TYPE_MASK),)),  # could still be sent to any path
)
# CUDA starts only with memory that has no name, and looks for a server of its own, which speaks in packets.
CALLS_WITH_DEVICES = (
    *(rule for rule in CALLS if rule.call != "memfd_create" and rule is not NO_PATHS),
    Rule("socket", other_than(INET, INET6, NETLINK, UNIX)),
    Rule("socket", (Condition(0, UNIX), Condition(1, PACKETS, equal=False, mask=TYPE_MASK))),
)
INTERNET = (Rule("socket", (Condition(0, INET),)), Rule("socket", (Condition(0, INET6),)))


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def compiled(rule: Rule, column: int) -> bytes:
    """Load the number, leave where it is another's, test each condition, refuse."""
    called = NUMBERS[rule.call][column]
    if called is None:
        return b""
    size = 3 * len(rule.conditions) + 1
    program = instruction(LOAD, NUMBER) + instruction(EQUAL, called, 0, size)
    for place, condition in enumerate(rule.conditions):
        leave = size - 3 * (place + 1)
        # Both machines store the low half first.
        program += instruction(LOAD, ARGUMENTS + 8 * condition.argument) + instruction(AND, condition.mask)
        jumps = (0, leave) if condition.equal else (leave, 0)
        program += instruction(EQUAL, condition.value, *jumps)
    return program + instruction(RETURN, REFUSE | rule.code)


@cache
def program(rules: tuple[Rule, ...], machine: str) -> bytes:
    """Raises KeyError for a machine whose numbers are not known here."""
    architecture, column = MACHINES[machine]
    refuse = instruction(RETURN, REFUSE | errno.EPERM)
    return (
        instruction(LOAD, MACHINE)
        + instruction(EQUAL, architecture, 1, 0)
        + refuse
        + instruction(LOAD, NUMBER)
        + instruction(AT_LEAST, X32, 0, 1)
        + refuse
        + b"".join(compiled(rule, column) for rule in rules)
        + instruction(RETURN, ALLOW)
    )


def prepare() -> None:
    if (machine := os.uname().machine) in MACHINES:
        program(CALLS, machine)


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(rules: tuple[Rule, ...]) -> None:
    """Filter this thread's calls and those of all it starts, for good.

    Takes no_new_privs. Raises OSError where the kernel refuses or the machine is not known.
    """
    machine = os.uname().machine
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"the numbers of system calls on {machine} are not known")
    code = program(rules, machine)
    control(SET_SECCOMP, FILTER_MODE, ctypes.byref(Program(len(code) // 8, code)))
