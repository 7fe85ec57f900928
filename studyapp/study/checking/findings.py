"""What the runs of a check found: each proof's verdict, and what is weak about the proof itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from studyapp.deck.card import Problem
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.variants import BrokenVariant
from studyapp.proof.verdict import Verdict
from studyapp.store.contests import NEEDED
from studyapp.study.checking.planning import Outcome
from studyapp.words import plural

FEWEST_VARIANTS = 2


@dataclass(frozen=True, slots=True)
class VariantReport:
    """Whether a broken variant was caught, at its check, on every seed."""

    variant: BrokenVariant
    seconds: float  # of all its runs
    missed: Outcome | None = None  # the first run that did not catch it

    @property
    def caught(self) -> bool:
        return self.missed is None

    @property
    def reason(self) -> str:
        """What happened instead, where it was not caught."""
        return "" if self.missed is None else explain_miss(self.missed, self.variant)


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What a proof's runs found."""

    entry: Entry
    seeds: int
    runs: tuple[Outcome, ...]  # of the proof as it is
    broken: tuple[Outcome, ...]
    variants: tuple[VariantReport, ...]

    @property
    def worst(self) -> Outcome:
        """The first run that is not confirmed speaks for the proof."""
        return next((run for run in self.runs if run.ruling.verdict is not Verdict.CONFIRMED), self.runs[0])

    @property
    def verdict(self) -> Verdict:
        return self.worst.ruling.verdict

    @property
    def reason(self) -> str:
        where = "" if self.confirmed else f" ({self.worst.task})"
        return self.worst.ruling.reason + where

    @property
    def missed(self) -> list[VariantReport]:
        """The variants that were not caught, but for those that ended just as the proof itself did."""
        own = None if self.confirmed else replace(self.worst.ruling, trace="")
        runs = [(variant, variant.missed) for variant in self.variants]
        return [variant for variant, run in runs if run and replace(run.ruling, trace="") != own]

    @property
    def seconds(self) -> float:
        return sum(run.seconds for run in (*self.runs, *self.broken))

    @property
    def checks(self) -> int:
        return max(len(run.checks) for run in self.runs)

    @property
    def confirmed(self) -> bool:
        return self.verdict is Verdict.CONFIRMED

    @property
    def unsupported(self) -> bool:
        return self.verdict is Verdict.UNSUPPORTED

    @property
    def good(self) -> bool:
        """Confirmed on every seed and number of ranks, and able to say no."""
        enough = len(self.variants) >= FEWEST_VARIANTS and all(variant.caught for variant in self.variants)
        return self.confirmed and enough

    @property
    def refuting(self) -> list[int]:
        """The seeds that contest it: on some number of ranks, enough refuted it and none confirmed it."""
        for world in self.entry.ranks:
            runs = [run for run in self.runs if run.task.world == world]
            seeds = [run.task.seed for run in runs if run.contests]
            confirmed = any(run.ruling.verdict is Verdict.CONFIRMED for run in runs)
            if len(seeds) >= NEEDED and not confirmed:
                return seeds
        return []

    @property
    def bad(self) -> bool:
        """Not good, and not for want of what the proof says that it needs."""
        return not self.good and not (self.unsupported and self.entry.needs)


def report(entry: Entry, outcomes: Iterable[Outcome], seeds: int) -> ProofReport:
    outcomes = list(outcomes)
    variants = []
    for variant in entry.variants:
        runs = [outcome for outcome in outcomes if outcome.task.variant == variant]
        missed = next((run for run in runs if not run.caught), None)
        variants.append(VariantReport(variant, sum(run.seconds for run in runs), missed))
    good = tuple(outcome for outcome in outcomes if outcome.task.variant is None)
    broken = tuple(outcome for outcome in outcomes if outcome.task.variant is not None)
    return ProofReport(entry, seeds, good, broken, tuple(variants))


def explain_miss(outcome: Outcome, variant: BrokenVariant) -> str:
    match outcome.ruling.verdict:
        case Verdict.CONFIRMED:
            what = "every check passed"
        case Verdict.REFUTED:
            what = f"another check failed: {outcome.ruling.reason}"
        case Verdict.ERROR:
            what = f"it crashed: {outcome.ruling.reason}"
        case verdict:
            what = f"{verdict.value}: {outcome.ruling.reason}"
    return f"not caught at “{variant.at}” on seed {outcome.task.seed}: {what}"


def few_variants(entries: Iterable[Entry]) -> list[Problem]:
    """The proofs that have too few broken variants: a proof that cannot fail is not a proof."""
    todo = f"has fewer than {FEWEST_VARIANTS} broken variants: add {{}}.must_fail(…, at=…)"
    return [
        Problem(entry.path, entry.line, "few-variants", f"{entry.id} {todo.format(entry.function)}")
        for entry in entries
        if len(entry.variants) < FEWEST_VARIANTS
    ]


def no_checks(report: ProofReport) -> list[Problem]:
    runs = [run for run in report.runs if run.ruling.verdict is Verdict.INVALID]
    if not runs:
        return []
    entry, seeds = report.entry, spell_seeds(run.task.seed for run in runs)
    message = f"{entry.id} checks nothing on {seeds}: yield check(…) or raises(…)"
    return [Problem(entry.path, entry.line, "no-checks", message)]


def changing_verdicts(report: ProofReport) -> list[Problem]:
    """The runs that end in one way on this seed and in another on that."""
    groups: dict[tuple[int, BrokenVariant | None], dict[Verdict, list[int]]] = {}
    for run in (*report.runs, *report.broken):
        verdicts = groups.setdefault((run.task.world, run.task.variant), {})
        verdicts.setdefault(run.ruling.verdict, []).append(run.task.seed)
    problems = []
    for (world, variant), verdicts in groups.items():
        if len(verdicts) > 1:
            who = f"the broken variant “{variant.name}”" if variant else report.entry.id
            who += f" on {world} ranks" if world > 1 else ""
            ways = "; ".join(f"{verdict.value} on {spell_seeds(runs)}" for verdict, runs in verdicts.items())
            line = variant.line if variant else report.entry.line
            problems.append(Problem(report.entry.path, line, "verdict-changes", f"{who} is {ways}"))
    return problems


def unfailing_checks(report: ProofReport) -> list[Problem]:
    """The checks of a confirmed proof that none of its broken variants ever fails: they cannot say no."""
    if not (report.confirmed and report.broken):
        return []
    failed = {name for run in report.broken for name in run.failed}
    names = dict.fromkeys(name for run in report.runs for name in run.checks if name not in failed)
    message = "no broken variant fails the check “{}”: add one that does, or leave the check out"
    return [
        Problem(report.entry.path, find_line(report.entry, name), "check-never-fails", message.format(name))
        for name in names
    ]


def find_line(entry: Entry, check: str) -> int:
    """Where a check's name is first written; the function's line where it is made while running."""
    lines = enumerate(entry.source.splitlines(), start=1)
    return next((number for number, line in lines if check in line), entry.line)


def spell_seeds(seeds: Iterable[int]) -> str:
    names = list(map(str, dict.fromkeys(seeds)))
    return f"{plural(len(names), 'seed')} {', '.join(names)}"
