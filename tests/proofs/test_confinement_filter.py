"""The filter of system calls, run here on paper, for the machines that this one is not too."""

from __future__ import annotations

import errno
import struct

import pytest

from studyapp.proof.confinement.calls import CONDITIONAL, NUMBERS
from studyapp.proof.confinement.seccomp import CALLS, INTERNET, MACHINES, program

ALLOWED = 0
AARCH64, X86_64 = "aarch64", "x86_64"


def answer(machine: str, number: int, *arguments: int, cut: bool = False, architecture: int = 0) -> int:
    """The error that the program answers a call with, 0 where it lets it pass."""
    code = program(CALLS + (INTERNET if cut else ()), machine)
    padded = [*arguments, *[0] * (6 - len(arguments))]
    given = struct.pack("<IIQ6Q", number, architecture or MACHINES[machine][0], 0, *padded)
    place = accumulator = 0
    while True:
        operation, if_true, if_false, value = struct.unpack_from("HBBI", code, 8 * place)
        place += 1
        match operation:
            case 0x20:
                accumulator = struct.unpack_from("<I", given, value)[0]
            case 0x54:
                accumulator &= value
            case 0x15:
                place += if_true if accumulator == value else if_false
            case 0x35:
                place += if_true if accumulator >= value else if_false
            case 0x06:
                return ALLOWED if value == 0x7FFF0000 else int(value & 0xFFFF)
            case _:
                raise AssertionError(operation)


@pytest.mark.parametrize(("machine", "column"), [(X86_64, 0), (AARCH64, 1)])
def test_every_listed_call_is_refused(machine: str, column: int) -> None:
    numbers = {name: both[column] for name, both in NUMBERS.items() if name not in CONDITIONAL}
    answers = {answer(machine, number) for number in numbers.values() if number is not None}
    assert answers == {errno.EPERM}


@pytest.mark.parametrize(
    ("machine", "read", "write", "futex", "execve"), [(X86_64, 0, 1, 202, 59), (AARCH64, 63, 64, 98, 221)]
)
def test_what_every_program_needs_passes(
    machine: str, read: int, write: int, futex: int, execve: int
) -> None:
    assert {answer(machine, number) for number in (read, write, futex, execve)} == {ALLOWED}


@pytest.mark.parametrize(("machine", "clone"), [(X86_64, 56), (AARCH64, 220)])
def test_threads_and_forks_pass_but_not_into_namespaces(machine: str, clone: int) -> None:
    assert answer(machine, clone, 17) == ALLOWED
    assert answer(machine, clone, 0x3D0F00) == ALLOWED
    for kind in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert answer(machine, clone, kind | 17) == errno.EPERM
    assert answer(machine, 435) == errno.ENOSYS


@pytest.mark.parametrize(("machine", "socket", "pair"), [(X86_64, 41, 53), (AARCH64, 198, 199)])
def test_sockets_pass_by_family(machine: str, socket: int, pair: int) -> None:
    assert answer(machine, socket, 2, 1) == answer(machine, socket, 10, 2) == ALLOWED
    assert answer(machine, socket, 16, 3, 0) == ALLOWED
    assert {answer(machine, socket, *call) for call in [(1, 1), (16, 3, 15), (17, 3), (38, 5)]} == {
        errno.EPERM
    }
    assert answer(machine, pair, 1, 1 | 0x80000) == ALLOWED
    assert answer(machine, pair, 1, 2 | 0x80000) == errno.EPERM


def test_the_internet_is_refused_where_it_is_to_be_cut() -> None:
    assert {answer(X86_64, 41, family, 1, cut=True) for family in (2, 10)} == {errno.EPERM}
    assert answer(X86_64, 41, 16, 3, cut=True) == ALLOWED


def test_limits_are_set_for_oneself_only() -> None:
    assert answer(X86_64, 302, 0) == ALLOWED
    assert answer(X86_64, 302, 4321) == errno.EPERM


def test_other_tables_of_calls_are_refused_altogether() -> None:
    assert answer(X86_64, 0x40000000) == errno.EPERM
    assert answer(X86_64, 3, architecture=0x40000003) == errno.EPERM
