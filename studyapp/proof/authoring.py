"""What the author of a proof writes: a generator whose arguments are its moving parts.

Nothing here computes. A proof yields claims that hold raw values; the worker measures them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

RELATIONS = ("equals", "differs", "at_most", "at_least")
LONGEST_NAME = 200  # characters of a check's name


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
class Timeline:
    """Spans as (lane, name, start, end)."""

    title: str
    spans: Sequence[tuple[Any, Any, Any, Any]]
    unit: str


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Predict:
    value: Any
    within: float | None


Claim = Check | Raises | Table | Plot | Bars | Timeline | Note | Predict


def check(name: str, got: Any, *, within: float = 0.0, **relation: Any) -> Check:
    """Claim that `got` equals=, differs=, is at_most= or at_least= a value; alone, that it is true.

    `within` is an absolute tolerance for equals (any difference up to it passes) and for differs
    (the largest difference must exceed it).
    """
    need_name(name, "check")
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
    need_name(name, "raises")
    if error is not None and not (isinstance(error, type) and issubclass(error, BaseException)):
        raise TypeError(f"raises {name!r} takes one type of exception, or None, not {error!r}")
    return Raises(name, call, error, match)


def table(rows: Mapping[str, Any], *, columns: Sequence[str] = (), title: str = "") -> Table:
    """Rows of values, a tensor's elements flattened into cells."""
    need_mapping(rows, "table({label: values})")
    return Table(title, rows, columns)


def plot(series: Mapping[str, Any], *, x: Any = None, title: str = "") -> Plot:
    """One or more curves over x (default: 0, 1, 2, …)."""
    need_mapping(series, "plot({name: values})")
    return Plot(title, series, x)


def bars(title: str, moments: Mapping[str, float], *, unit: str = "") -> Bars:
    """One bar for each moment; over several ranks, each moment shows a bar per rank."""
    need_mapping(moments, "bars(title, {moment: value})")
    return Bars(title, moments, unit)


def timeline(title: str, spans: Iterable[tuple[Any, ...]], *, unit: str = "ms") -> Timeline:
    """What ran when: spans are (name, start, end), or (lane, name, start, end) with a stream's name as lane.

    Over several ranks each yields its own spans, which become lanes of that rank. Every rank has a clock of
    its own, so give times since a moment that all ranks share, such as the end of a barrier.
    """
    rows = []
    for span in spans:
        if len(span) not in {3, 4}:
            raise TypeError(f"timeline {title!r}: a span is (name, start, end) or (lane, name, start, end)")
        lane, name, start, end = span if len(span) == 4 else ("", *span)
        rows.append((lane, name, start, end))
    return Timeline(title, rows, unit)


def note(text: str) -> Note:
    """A sentence between the pieces of evidence."""
    return Note(text)


def predict(value: Any, *, within: float | None = None) -> Predict:
    """The measured value that the learner's answer is held against (within: absolute)."""
    return Predict(value, within)


def need_name(name: object, kind: str) -> None:
    """Raise TypeError where this is no short text: checks are found by their names, so none is ever cut."""
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise TypeError(f"{kind}(name, …) takes a name of 1 to {LONGEST_NAME} characters, not {name!r}")


def need_mapping(pieces: object, form: str) -> None:
    if not isinstance(pieces, Mapping):
        raise TypeError(f"{form} takes a mapping, not a {type(pieces).__name__}")


def per_rank(rank: int) -> torch.Generator:
    """A generator for this rank's own data: same run and rank, same numbers; ranks differ."""
    from studyapp.proof.ranks import rank_generator

    return rank_generator(rank)


def gpus(count: int, capability: float = 0.0) -> str:
    """For `needs=`: at least this many CUDA devices, of this compute capability (8.0 is Ampere's) or more."""
    return f"cuda:{count}:{capability}" if capability else f"cuda:{count}"


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
        from studyapp.proof.launch.standalone import run_file

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
    needs: "cuda", gpus(n) or "linux". seconds: its time limit, which the parent reads from the source.
    """
    worlds = (ranks,) if isinstance(ranks, int) else ranks

    def decorate(function: Callable[..., Iterator[Claim]]) -> Proof:
        return Proof(function, worlds, needs)

    return decorate if function is None else decorate(function)
