"""What a check of the library runs, and how each run came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from studyapp.proof.draws import take
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import Run
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.variants import BrokenVariant
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.store.contests import NEEDED


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

    def __str__(self) -> str:
        return f"seed {self.seed}" + (f", {self.world} ranks" if self.world > 1 else "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, and its checks in their order."""

    task: Task
    ruling: Ruling
    caught: bool = False  # a broken variant, refuted at its check
    checks: tuple[str, ...] = ()
    failed: frozenset[str] = frozenset()
    seconds: float = 0.0
    run: Run | None = field(default=None, compare=False, repr=False)  # of the proof as it is: all it showed

    @property
    def contests(self) -> bool:
        """Whether it was refuted, and on a device that the proof is about: else it contests no card."""
        at_home = self.run is None or self.run.request.at_home
        return at_home and self.ruling.verdict is Verdict.REFUTED

    @property
    def file(self) -> str:
        """Where the reason's line is; "" where it has none."""
        return "" if self.ruling.line is None else self.ruling.file or self.task.entry.path


def plan_more(outcomes: Iterable[Outcome], seeds: int) -> list[Task]:
    """Fresh seeds, up to four in all, where a proof was refuted on fewer and confirmed on none."""
    groups: dict[tuple[str, int], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.task.variant is None:
            groups.setdefault((outcome.task.entry.id, outcome.task.world), []).append(outcome)
    more = []
    for runs in groups.values():
        found = [run.ruling.verdict for run in runs]
        refuted = found.count(Verdict.REFUTED)
        if refuted and Verdict.CONFIRMED not in found:
            more += [replace(runs[0].task, seed=seeds + 1 + extra) for extra in range(NEEDED - refuted)]
    return more


def plan_tasks(entries: Iterable[Entry], seeds: int) -> list[Task]:
    """Good runs on every seed and number of ranks; variants on every seed, with the first number."""
    tasks = []
    for entry in entries:
        for seed in range(1, seeds + 1):
            tasks += [Task(entry, seed, world) for world in entry.ranks]
            tasks += [Task(entry, seed, entry.ranks[0], variant) for variant in entry.variants]
    return tasks
