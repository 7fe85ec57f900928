"""Running a card's proof, and keeping what it found."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from studyapp.proof.catalogue import Entry
from studyapp.proof.draws import Value
from studyapp.proof.evidence import Predict
from studyapp.proof.runner import Event, Finished, Request, Run
from studyapp.store import runs
from studyapp.store.columns import to_microseconds
from studyapp.store.identity import uuid7
from studyapp.study.opening import Study

# What the runner applies to every run, as it is told to the learner and stored with the run.
PROTECTIONS = (
    "own process",
    "time limit",
    "memory limit",
    "own folder",
    "no terminal",
    "network and files: open",
)


def make_request(
    study: Study,
    entry: Entry,
    seed: int,
    values: Mapping[str, Value],
    *,
    variant: str = "",
    world: int | None = None,
) -> Request:
    limits = study.settings.proofs
    return Request(
        entry,
        seed,
        values,
        world or entry.ranks[0],
        variant,
        seconds=limits.seconds,
        memory=int(limits.memory_gib * 2**30),
    )


@dataclass(slots=True)
class Proving:
    """One run of a proof for the learner; stored when it has ended by itself."""

    study: Study
    request: Request
    id: str = ""  # of the stored run; "" until it has ended
    run: Run = field(init=False)

    def __post_init__(self) -> None:
        self.run = Run(self.request)

    async def events(self) -> AsyncGenerator[Event, None]:
        """Pass the run's events on; closing early ends its processes and stores nothing.

        Raise the store's errors at the very end, after the last event.
        """
        events = self.run.events()
        try:
            async for event in events:
                yield event
                if isinstance(event, Finished):
                    self.keep(event)
        finally:
            await events.aclose()

    @property
    def measured(self) -> Predict | None:
        """What a prediction is held against; None where the proof measured nothing (yet)."""
        for item in self.run.items:
            if isinstance(item, Predict):
                return item
        return None

    def keep(self, finished: Finished) -> None:
        if self.study.store.read_only:
            return
        now = self.study.clock.now()
        self.id = uuid7(to_microseconds(now) // 1000)
        started, request = self.run.started, self.request
        runs.add(
            self.study.store,
            runs.Run(
                id=self.id,
                proof=request.entry.id,
                source_hash=request.entry.hash,
                seed=request.seed,
                arguments=dict(request.arguments),
                variant=request.variant,
                verdict=finished.ruling.verdict.value,
                evidence=json.dumps([item.as_json() for item in self.run.items]),
                seconds=finished.seconds,
                first_evidence_seconds=finished.first_evidence,
                torch=started.torch if started else "",
                python=started.python if started else "",
                device=started.device if started else "",
                protections=PROTECTIONS,
                at=now,
            ),
        )
