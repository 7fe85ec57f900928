"""A refuted run is run again on three fresh seeds, before its cards are called into question."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from enum import StrEnum
from random import SystemRandom

from studyapp.proof.draws import SEEDS, take
from studyapp.proof.run.runner import Run, finish
from studyapp.proof.verdict import Verdict
from studyapp.store.contests import NEEDED
from studyapp.study.doubt.contested import is_contested
from studyapp.study.proofs.keeping import is_plain
from studyapp.study.proofs.proving import Proving
from studyapp.study.system import public

TRYING = "refuted; trying three more seeds"


class Upshot(StrEnum):
    """What came of a refuted run."""

    TRYING = "trying"
    CONTESTED = "contested"
    VARIES = "varies"  # another seed confirmed it
    OPEN = "open"  # another seed ended in neither way


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed, and what its run found."""

    seed: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Doubt:
    """A refuted run, and what fresh seeds have found so far."""

    trials: tuple[Trial, ...]  # the refuted run first
    place: str  # "torch 2.14.0, cpu"
    known: bool = False  # contested before: nothing is left to try

    @property
    def upshot(self) -> Upshot:
        last = self.trials[-1].verdict
        if self.known or (last is Verdict.REFUTED and len(self.trials) == NEEDED):
            return Upshot.CONTESTED
        if last is Verdict.REFUTED:
            return Upshot.TRYING
        return Upshot.VARIES if last is Verdict.CONFIRMED else Upshot.OPEN

    def spell(self) -> str:
        last = self.trials[-1]
        match self.upshot:
            case Upshot.TRYING:
                more = len(self.trials) - 1
                return TRYING + (f": {more} of them refuted too" if more else "")
            case Upshot.CONTESTED if self.known:
                return f"contested: refuted here on fresh seeds too ({self.place})"
            case Upshot.CONTESTED:
                return f"contested: refuted on all {NEEDED} seeds ({self.place})"
            case Upshot.VARIES:
                refuted = ", ".join(str(trial.seed) for trial in self.trials[:-1])
                seeds = f"refuted on {refuted}, confirmed on {last.seed}"
                return f"its verdict varies with the seed: {seeds}; not contested"
            case Upshot.OPEN:
                return f"not settled: on seed {last.seed} it ended otherwise ({last.verdict}); not contested"


def may_doubt(proving: Proving) -> bool:
    """Whether a run that has ended calls its cards into question: the proof as it is, and refuted."""
    run = proving.run
    refuted = run.finished is not None and run.finished.ruling.verdict is Verdict.REFUTED
    return refuted and isinstance(run, Run) and is_plain(proving.request)


async def look_again(proving: Proving) -> AsyncGenerator[Doubt, None]:
    """Run a refuted proof on fresh seeds until it is settled, and yield what is known before and after each.

    Closing it early ends the processes of the run at hand. Raise the store's errors.
    """
    request, started = proving.request, proving.run.started
    place = f"torch {public(started.torch)}, {started.device}" if started else ""
    known = is_contested(proving.study, request.entry.id)
    doubt = Doubt((Trial(request.seed, Verdict.REFUTED),), place, known)
    yield doubt
    for seed in fresh_seeds(request.seed):
        if doubt.upshot is not Upshot.TRYING:
            return
        verdict = await run_again(proving, seed)
        doubt = replace(doubt, trials=(*doubt.trials, Trial(seed, verdict)))
        yield doubt


def fresh_seeds(used: int) -> list[int]:
    drawn = SystemRandom().sample(range(SEEDS), NEEDED)
    return [seed for seed in drawn if seed != used][: NEEDED - 1]


async def run_again(proving: Proving, seed: int) -> Verdict:
    request = replace(proving.request, seed=seed, arguments=take(proving.request.entry.draws, seed))
    again = Proving(proving.study, request, proving.permit, proving.cold)
    return (await finish(again)).ruling.verdict
