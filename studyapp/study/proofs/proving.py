"""Running a card's proof, and keeping what it found."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from studyapp.proof.confinement import ALL
from studyapp.proof.draws import Value
from studyapp.proof.evidence import Predict
from studyapp.proof.launch.launched import LaunchedRun
from studyapp.proof.run.events import Event, Finished, Request
from studyapp.proof.run.runner import Run
from studyapp.proof.source.catalogue import Entry
from studyapp.study.opening import Study
from studyapp.study.proofs.keeping import keep_run
from studyapp.study.proofs.trusting import Standing, require_trusted, standing


@dataclass(frozen=True, slots=True)
class Permit:
    """What the learner lets pass this time: content not trusted yet, even where protections lack."""

    once: bool = False
    insist: bool = False


def allow(study: Study, entry: Entry, permit: Permit, *, launched: bool = False) -> frozenset[str]:
    """Return the layers without which it must not run; raise UntrustedError where it may not run at all.

    launched: another engine runs it, and nothing confines it there.
    """
    missing: Mapping[str, str] = {}
    if permit.once:
        missing = dict.fromkeys(ALL, "a launcher confines nothing") if launched else study.engine.missing()
    require_trusted(study, entry, once=permit.once, missing=missing, insist=permit.insist)
    known = standing(study, entry) in {Standing.SHIPPED, Standing.TRUSTED}
    return frozenset() if known or permit.insist else ALL


def make_request(
    study: Study,
    entry: Entry,
    seed: int,
    values: Mapping[str, Value],
    *,
    variant: str = "",
    world: int | None = None,
    device: str = "",
    parts: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        entry,
        seed,
        values,
        world or entry.ranks[0],
        variant,
        **study.settings.proofs.limits,
        device=device,
        parts=parts or {},
    )


@dataclass(slots=True)
class Proving:
    """One run of a proof for the learner; stored when it has ended by itself.

    Making one raises UntrustedError where the proof may not run.
    """

    study: Study
    request: Request
    permit: Permit = Permit()
    cold: bool = False
    launch: str = ""
    id: str = ""  # of the stored run; "" until it has ended
    run: Run | LaunchedRun = field(init=False)

    def __post_init__(self) -> None:
        required = allow(self.study, self.request.entry, self.permit, launched=bool(self.launch))
        self.request = replace(self.request, required=required)
        if self.launch:
            self.run = LaunchedRun(self.request, self.launch)
        else:
            self.run = self.study.engine.run(self.request, cold=self.cold)

    @property
    def finished(self) -> Finished | None:
        """How it ended; None until it has."""
        return self.run.finished

    @property
    def protections(self) -> tuple[str, ...]:
        return self.run.protections

    async def events(self) -> AsyncGenerator[Event, None]:
        """Pass the run's events on; closing early ends its processes and stores nothing.

        Raise the store's errors at the very end, after the last event.
        """
        async with aclosing(self.run.events()) as events:
            async for event in events:
                yield event
                if isinstance(event, Finished):
                    self.id = keep_run(self.study, self.run)

    @property
    def measured(self) -> Predict | None:
        """What a prediction is held against; None where the proof measured nothing (yet)."""
        for item in self.run.items:
            if isinstance(item, Predict):
                return item
        return None
