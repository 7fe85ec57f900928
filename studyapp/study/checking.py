"""Checking a whole library: every proof on several seeds, and every broken variant of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from studyapp.proof.catalogue import BrokenVariant, Entry
from studyapp.proof.draws import take
from studyapp.proof.evidence import is_check
from studyapp.proof.runner import Request, Run, finish
from studyapp.proof.verdict import Ruling, Verdict, is_caught

FEWEST_VARIANTS = 2


@dataclass(frozen=True, slots=True)
class VariantReport:
    """Whether a broken variant was caught, at its check, on every seed."""

    name: str
    at: str
    caught: bool
    reason: str  # what happened instead, where it was not


@dataclass(slots=True)
class ProofReport:
    """What a proof's runs found."""

    entry: Entry
    verdict: Verdict = Verdict.INVALID
    reason: str = ""
    seconds: float = 0.0  # of all its runs
    checks: int = 0
    seeds: int = 0
    variants: list[VariantReport] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Confirmed on every seed and number of ranks, and able to say no."""
        enough = len(self.variants) >= FEWEST_VARIANTS and all(variant.caught for variant in self.variants)
        return self.verdict is Verdict.CONFIRMED and enough

    @property
    def bad(self) -> bool:
        """Not good, and not for want of what the proof says that it needs."""
        return not self.good and not (self.unsupported and self.entry.needs)

    @property
    def unsupported(self) -> bool:
        return self.verdict is Verdict.UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Task:
    """One run of a check."""

    entry: Entry
    seed: int
    world: int
    variant: BrokenVariant | None = None

    @property
    def request(self) -> Request:
        name = self.variant.name if self.variant else ""
        return Request(self.entry, self.seed, take(self.entry.draws, self.seed), self.world, name)


@dataclass(frozen=True, slots=True)
class Outcome:
    task: Task
    ruling: Ruling
    caught: bool
    checks: int
    seconds: float


def plan_tasks(entries: Iterable[Entry], seeds: int) -> list[Task]:
    """Good runs on every seed and number of ranks; variants on every seed, with the first number."""
    tasks = []
    for entry in entries:
        for seed in range(1, seeds + 1):
            tasks += [Task(entry, seed, world) for world in entry.ranks]
            tasks += [Task(entry, seed, entry.ranks[0], variant) for variant in entry.variants]
    return tasks


async def check_proofs(
    entries: Iterable[Entry], *, seeds: int, jobs: int, tell: Callable[[Outcome], None]
) -> list[ProofReport]:
    """Run everything, `jobs` processes at a time (a run of N ranks takes N places); tell each outcome."""
    entries = list(entries)
    places = Places(jobs)

    async def perform(task: Task) -> Outcome:
        async with places.take(task.world):
            run = Run(task.request)
            finished = await finish(run)
        caught = task.variant is not None and is_caught(finished.ruling, run.items, task.variant.at)
        checks = sum(is_check(item) for item in run.items)
        outcome = Outcome(task, finished.ruling, caught, checks, finished.seconds)
        tell(outcome)
        return outcome

    outcomes = await asyncio.gather(*(perform(task) for task in plan_tasks(entries, seeds)))
    return [report(entry, [o for o in outcomes if o.task.entry.id == entry.id], seeds) for entry in entries]


class Places:
    """A semaphore that hands out several places at once."""

    def __init__(self, count: int) -> None:
        self.count = self.free = count
        self.changed = asyncio.Condition()

    @asynccontextmanager
    async def take(self, wanted: int) -> AsyncIterator[None]:
        wanted = min(wanted, self.count)
        async with self.changed:
            await self.changed.wait_for(lambda: self.free >= wanted)
            self.free -= wanted
        try:
            yield
        finally:
            async with self.changed:
                self.free += wanted
                self.changed.notify_all()


def report(entry: Entry, outcomes: list[Outcome], seeds: int) -> ProofReport:
    """Sum up: the first verdict that is not confirmed speaks for the proof."""
    good = [outcome for outcome in outcomes if outcome.task.variant is None]
    worst = next((o for o in good if o.ruling.verdict is not Verdict.CONFIRMED), good[0])
    variants = []
    for variant in entry.variants:
        runs = [outcome for outcome in outcomes if outcome.task.variant == variant]
        missed = next((outcome for outcome in runs if not outcome.caught), None)
        reason = "" if missed is None else explain_miss(missed, variant)
        variants.append(VariantReport(variant.name, variant.at, missed is None, reason))
    where = (
        f" (seed {worst.task.seed}, {worst.task.world} ranks)"
        if worst.task.world > 1
        else f" (seed {worst.task.seed})"
    )
    return ProofReport(
        entry,
        worst.ruling.verdict,
        worst.ruling.reason + ("" if worst.ruling.verdict is Verdict.CONFIRMED else where),
        sum(outcome.seconds for outcome in outcomes),
        max(outcome.checks for outcome in good),
        seeds,
        variants,
    )


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
