"""What the author of a proof writes: a generator whose arguments are its moving parts.

Nothing here computes. A proof yields claims that hold raw values; the worker measures them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studyapp.proof.draws import Among as AmongDraw
from studyapp.proof.draws import Integers, Reals

if TYPE_CHECKING:
    import torch

RELATIONS = ("equals", "differs", "at_most", "at_least")


@dataclass(frozen=True, slots=True)
class Check:
    """A named relation that must hold."""

    name: str
    got: Any
    relation: str
    expected: Any
    within: float


@dataclass(frozen=True, slots=True)
class Raises:
    """A call that must raise this type, with these words in its message."""

    name: str
    call: Callable[[], object]
    error: type[BaseException] | None
    match: str


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    rows: Mapping[str, Any]
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    series: Mapping[str, Any]
    x: Any


@dataclass(frozen=True, slots=True)
class Bars:
    title: str
    moments: Mapping[str, float]
    unit: str


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Predict:
    value: Any
    within: float | None


Claim = Check | Raises | Table | Plot | Bars | Note | Predict


def check(name: str, got: Any, *, within: float = 0.0, **relation: Any) -> Check:
    """Claim that `got` equals=, differs=, is at_most= or at_least= a value; alone, that it is true.

    `within` is an absolute tolerance for equals (any difference up to it passes) and for differs
    (the largest difference must exceed it).
    """
    if len(relation) > 1 or not relation.keys() <= set(RELATIONS):
        raise TypeError(f"check {name!r} takes one of {', '.join(RELATIONS)}, not {', '.join(relation)}")
    if not 0 <= within < math.inf or (within and not relation.keys() & {"equals", "differs"}):
        raise TypeError(f"check {name!r}: within= is a finite tolerance of equals= or differs=")
    if not relation:
        condition = got.item() if hasattr(got, "item") else got
        if not isinstance(condition, bool):
            raise TypeError(
                f"check {name!r}: a number is no condition; say equals=, differs=, at_most= or at_least="
            )
        return Check(name, condition, "equals", True, 0.0)
    ((how, expected),) = relation.items()
    return Check(name, got, how, expected, within)


def raises(
    name: str, call: Callable[[], object], error: type[BaseException] | None, match: str = ""
) -> Raises:
    """Claim that the call raises `error` (None: nothing) with `match` in its message."""
    return Raises(name, call, error, match)


def table(rows: Mapping[str, Any], *, columns: Sequence[str] = (), title: str = "") -> Table:
    """Rows of values, a tensor's elements flattened into cells."""
    return Table(title, rows, columns)


def plot(series: Mapping[str, Any], *, x: Any = None, title: str = "") -> Plot:
    """One or more curves over x (default: 0, 1, 2, …)."""
    return Plot(title, series, x)


def bars(title: str, moments: Mapping[str, float], *, unit: str = "") -> Bars:
    """One bar for each moment; over several ranks, each moment shows a bar per rank."""
    return Bars(title, moments, unit)


def note(text: str) -> Note:
    """A sentence between the pieces of evidence."""
    return Note(text)


def predict(value: Any, *, within: float | None = None) -> Predict:
    """The measured value that the learner's answer is held against (within: absolute)."""
    return Predict(value, within)


def per_rank(rank: int) -> torch.Generator:
    """A generator for this rank's own data: same run and rank, same numbers; ranks differ."""
    from studyapp.proof.ranks import rank_generator

    return rank_generator(rank)


def gpus(count: int) -> str:
    """For `needs=`: at least this many CUDA devices."""
    return f"cuda:{count}"


@dataclass(frozen=True, slots=True)
class Variant:
    """The proof with some arguments replaced, which must be refuted at the check named `at`."""

    name: str
    at: str
    replaces: Mapping[str, Any]


@dataclass(slots=True)
class Proof:
    """A decorated generator function and its broken variants."""

    function: Callable[..., Iterator[Claim]]
    ranks: tuple[int, ...] = (1,)
    needs: str = ""
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self.function.__globals__.get("__doc__")

    def must_fail(self, name: str, *, at: str, **replaces: Any) -> None:
        """Declare a broken variant; it counts as caught only where the check named `at` fails."""
        self.variants[name] = Variant(name, at, replaces)

    def main(self) -> None:
        """Run this file plainly, or as one rank under torchrun; exit with the verdict's status."""
        from studyapp.proof.standalone import run_file

        raise SystemExit(run_file(self))


def proof(
    function: Callable[..., Iterator[Claim]] | None = None,
    *,
    ranks: int | tuple[int, ...] = 1,
    needs: str = "",
    seconds: float = 60.0,
) -> Any:
    """Make a generator function a proof.

    ranks: how many processes run it, with the process group up and a `rank` argument; a tuple runs each.
    needs: "cuda" or gpus(n). seconds: its time limit, which the parent reads from the source.
    """
    worlds = (ranks,) if isinstance(ranks, int) else ranks

    def decorate(function: Callable[..., Iterator[Claim]]) -> Proof:
        return Proof(function, worlds, needs)

    return decorate if function is None else decorate(function)


DRAWS = (Integers, Reals, AmongDraw)
