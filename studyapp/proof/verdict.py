"""The verdict: computed by the parent, from the evidence and how each rank ended."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from studyapp.proof.evidence import Check, Item, Raises
from studyapp.proof.text import blame
from studyapp.words import counted, plural

Place = tuple[str, int]  # a file, "" for the proof's own, and a line of it


class Verdict(StrEnum):
    """The seven ways that a run can end."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INVALID = "invalid"  # no check ran: never confirmed
    ERROR = "error"  # never "refuted"
    TIMED_OUT = "timed out"
    KILLED = "killed by a limit"
    UNSUPPORTED = "unsupported"


def exit_status(verdict: Verdict) -> int:
    """0 confirmed, 3 not possible here, 1 anything else."""
    return {Verdict.CONFIRMED: 0, Verdict.UNSUPPORTED: 3}.get(verdict, 1)


@dataclass(frozen=True, slots=True)
class Ending:
    """How one rank ended."""

    rank: int
    said: str = ""  # "done", "error" or "unsupported"; "" where it said nothing
    status: int = 0  # exit status; minus the signal's number where one killed it
    detail: str = ""  # the error, or what is missing
    line: int | None = None  # of the proof file
    trace: str = ""
    file: str = ""  # where the line is of another file of the proof's tree, or of a learner's part


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and its reason in a sentence."""

    verdict: Verdict
    reason: str = ""
    line: int | None = None
    trace: str = ""
    file: str = ""  # that the line is of; "": the proof's own

    @property
    def in_part(self) -> bool:
        """Whether the line is of a part that the learner wrote."""
        return self.line is not None and self.file.startswith("<your ")

    @property
    def sentence(self) -> str:
        """The reason; `line 3 of your scale` comes first where it lies in what the learner wrote."""
        if self.line is None or not self.in_part:
            return self.reason
        place = spell_place((self.file, self.line))
        reason = self.reason.removesuffix(f" ({self.file}, line {self.line})")  # Python's, of its syntax
        return reason if place in reason else f"{place}: {reason}"


def rule(
    items: Sequence[Item],
    endings: Sequence[Ending],
    limit: tuple[str, str] | None,
    fault: str,
    stuck: Mapping[int, Place] | None = None,
) -> Ruling:
    """Judge a run that is over.

    limit: what ended it ("time", "memory", "evidence", …) and its size; fault: evidence that could not be
    read; stuck: where in the proof each rank was when its time was up.
    """
    if limit is not None:
        kind, detail = limit
        if kind == "time":
            return rule_time(detail, stuck or {})
        return Ruling(Verdict.KILLED, f"used more than {detail}")
    if fault:
        return Ruling(Verdict.ERROR, fault)
    for ending in endings:
        if ending.said == "unsupported":
            return Ruling(Verdict.UNSUPPORTED, f"needs {ending.detail}")
    # The first to fail says why: the ranks after it only noticed that it was gone.
    for ending in endings:
        if (ruling := rule_ending(ending, len(endings))) is not None:
            return ruling
    checks = [item for item in items if isinstance(item, Check | Raises)]
    if not checks:
        return Ruling(Verdict.INVALID, "no check ran, so nothing was shown")
    failed = [check for check in checks if not check.passed]
    if failed:
        return Ruling(Verdict.REFUTED, "; ".join(f"“{check.name}” failed{blame(check)}" for check in failed))
    count = len(checks)
    return Ruling(Verdict.CONFIRMED, f"{counted(count, 'check')} passed")


def rule_time(allowed: str, stuck: Mapping[int, Place]) -> Ruling:
    """Name the lines that ranks were at; ranks at the same line together."""
    places = sorted(set(stuck.values()))
    told = [
        f"{spell_ranks([rank for rank, at in stuck.items() if at == place])} at {spell_place(place)}"
        for place in places
    ]
    where = ": " + ", ".join(told) if told else ""
    file, line = places[0] if len(places) == 1 else ("", None)
    return Ruling(Verdict.TIMED_OUT, f"still running after {allowed}{where}", line, file=file)


def spell_place(place: Place) -> str:
    """`line 3`, or `line 3 of your scale`."""
    file, line = place
    return f"line {line} of {file.strip('<>')}" if file else f"line {line}"


def spell_ranks(ranks: Sequence[int]) -> str:
    return f"{plural(len(ranks), 'rank')} {', '.join(map(str, sorted(ranks)))}"


def rule_ending(ending: Ending, world: int) -> Ruling | None:
    """What this rank's end alone decides: an error, unless it said that it was done and exited well."""
    who = f"rank {ending.rank}: " if world > 1 else ""
    if ending.said == "error":
        return Ruling(Verdict.ERROR, who + ending.detail, ending.line, ending.trace, ending.file)
    if ending.status < 0:
        number = -ending.status
        name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
        if name in {"SIGXCPU", "SIGXFSZ"}:
            return Ruling(Verdict.KILLED, f"{who}ended by {name}")
        return Ruling(Verdict.ERROR, f"{who}died of {name}")
    if ending.said != "done" or ending.status != 0:
        return Ruling(Verdict.ERROR, f"{who}exited with status {ending.status} before it was done")
    return None


def is_caught(ruling: Ruling, items: Sequence[Item], at: str) -> bool:
    """Whether a broken variant was refuted at the check that must catch it."""
    return ruling.verdict is Verdict.REFUTED and any(
        isinstance(item, Check | Raises) and item.name == at and not item.passed for item in items
    )
