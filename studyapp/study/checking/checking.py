"""Checking a whole library: every proof on several seeds, and every broken variant of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from studyapp.proof.evidence import Check, Raises
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Ruling, Verdict, is_caught
from studyapp.study.checking.findings import ProofReport, report
from studyapp.study.checking.planning import Outcome, Task, plan_more, plan_tasks

Start = Callable[[Request], Run]


async def check_proofs(
    entries: Iterable[Entry],
    *,
    seeds: int,
    jobs: int,
    tell: Callable[[Outcome], None],
    start: Start = Run,
) -> list[ProofReport]:
    """Run everything, `jobs` processes at a time (a run of N ranks takes N places); tell each outcome."""
    entries = list(entries)
    places = Places(jobs)
    lacking: dict[tuple[str, int], Ruling] = {}  # what a proof needs and is not here, by its number of ranks

    async def perform(task: Task) -> Outcome:
        key = (task.entry.id, task.world)
        async with places.take(task.world):
            if key in lacking:  # another seed would not find it either
                outcome = Outcome(task, lacking[key])
            else:
                (ended,) = await asyncio.gather(run_task(task, start), return_exceptions=True)
                outcome = ended if isinstance(ended, Outcome) else lose(task, ended)
        if outcome.ruling.verdict is Verdict.UNSUPPORTED:
            lacking[key] = outcome.ruling
        tell(outcome)
        return outcome

    outcomes = await asyncio.gather(*(perform(task) for task in plan_tasks(entries, seeds)))
    # One seed that refutes is no contest yet.
    outcomes += await asyncio.gather(*(perform(task) for task in plan_more(outcomes, seeds)))
    return [report(entry, [o for o in outcomes if o.task.entry.id == entry.id], seeds) for entry in entries]


async def run_task(task: Task, start: Start) -> Outcome:
    run = start(task.request)
    finished = await finish(run)
    checks = [item for item in run.items if isinstance(item, Check | Raises)]
    return Outcome(
        task,
        finished.ruling,
        task.variant is not None and is_caught(finished.ruling, run.items, task.variant.at),
        tuple(check.name for check in checks),
        frozenset(check.name for check in checks if not check.passed),
        finished.seconds,
        run if task.variant is None else None,
    )


def lose(task: Task, error: BaseException) -> Outcome:
    """A run that could not be made is an error of its own, and the others go on; raise what ends them all."""
    if not isinstance(error, Exception):
        raise error
    return Outcome(task, Ruling(Verdict.ERROR, f"it could not be run: {type(error).__name__}: {error}"))


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
