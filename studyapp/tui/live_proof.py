"""A proof that runs beside a question: started while the learner thinks, heard at the reveal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from studyapp.proof.evidence import Predict
from studyapp.proof.run.events import Event
from studyapp.proof.verdict import is_caught
from studyapp.store import runs
from studyapp.study.contested import is_contested
from studyapp.study.doubting import look_again, may_doubt
from studyapp.study.opening import Study
from studyapp.study.presenting import Presented
from studyapp.study.proving import Permit, Proving, make_request
from studyapp.study.trusting import Standing, UntrustedError, is_shipped


@dataclass(slots=True)
class LiveProof:
    """The runs of one showing of a card; only the newest is heard."""

    study: Study
    presented: Presented
    hear: Callable[[Event], None]  # told each event, from the reveal on
    remark: Callable[[str], None]  # told what is to be said of the run besides, from the reveal on
    proving: Proving | None = None
    withheld: Standing | None = None  # why the proof may not run
    past: runs.Past | None = None  # what it found before this run; None for a broken variant
    recorded: str = ""  # where it is recorded to hold, until it has run here
    said: str = ""  # what is said of the run besides
    revealed: bool = False
    waiting: list[Event] = field(default_factory=list)  # evidence that came before the reveal
    permits: dict[str, Permit] = field(default_factory=dict)  # for this showing, by the hash of a content

    def begin(self, variant: str = "", parts: Mapping[str, str] | None = None) -> Proving | None:
        """Make a new run the one that is heard; None where the card has no proof, or one that may not run.

        parts: what the learner wrote. Raise StudyError where it cannot be told whether it may.
        """
        entry = self.presented.entry
        self.waiting, self.proving, self.withheld, self.past = [], None, None, None
        self.recorded = self.said = ""
        if entry is None:
            return None
        seed, values = self.presented.seed, self.presented.values
        request = make_request(self.study, entry, seed, values, variant=variant, parts=parts)
        try:
            self.proving = Proving(self.study, request, self.permits.get(entry.hash, Permit()))
        except UntrustedError as error:
            self.withheld = error.standing
            return None
        if not variant and not parts:
            with self.study.store.read() as connection:
                self.past = runs.past(connection, entry.id, entry.hash)
            if not self.past.ran and (recorded := self.study.records.find(entry)):
                self.recorded = recorded.spell()
        return self.proving

    @property
    def is_own(self) -> bool:
        """Whether the learner decides if the proof runs: it is no part of the shipped library."""
        entry = self.presented.entry
        return entry is not None and not is_shipped(self.study.folder, entry)

    async def follow(self, proving: Proving) -> None:
        """Pass the run's events on until it is over, or another one has taken its place.

        One that is refuted is then tried on fresh seeds.
        """
        await self.pass_on(proving)
        if self.proving is not proving:
            return
        if may_doubt(proving):
            async with aclosing(look_again(proving)) as doubts:
                async for doubt in doubts:
                    self.say(doubt.spell())
        elif self.presented.contested and not is_contested(self.study, proving.request.entry.id):
            self.say("no longer contested: it is confirmed here again")

    def say(self, text: str) -> None:
        self.said = text
        if self.revealed:
            self.remark(text)

    async def pass_on(self, proving: Proving) -> None:
        events = proving.events()
        try:
            async for event in events:
                if self.proving is not proving:
                    return
                if self.revealed:
                    self.hear(event)
                else:
                    self.waiting.append(event)
        finally:
            await events.aclose()

    def reveal(self) -> None:
        """Tell what came before, and from here on everything as it comes."""
        self.revealed = True
        waiting, self.waiting = self.waiting, []
        for event in waiting:
            self.hear(event)
        self.remark(self.said)

    @property
    def is_running(self) -> bool:
        return self.proving is not None and self.proving.run.finished is None

    @property
    def is_broken(self) -> bool:
        """Whether a broken variant runs, which measures nothing about the world."""
        return self.proving is not None and bool(self.proving.request.variant)

    @property
    def is_written(self) -> bool:
        """Whether it runs with a part that the learner wrote."""
        return self.proving is not None and bool(self.proving.request.parts)

    def spell_catch(self) -> str:
        """Whether the broken variant that ran was caught, and where it had to be."""
        if self.proving is None or (run := self.proving.run).finished is None:
            return ""
        request = self.proving.request
        at = request.entry.variant(request.variant).at
        caught = is_caught(run.finished.ruling, run.items, at)
        return f"{'✓ Broken on purpose, and caught' if caught else '✗ Broken, and NOT caught'} at “{at}”."

    @property
    def measured(self) -> Predict | None:
        return self.proving.measured if self.proving else None

    @property
    def run_id(self) -> str | None:
        return self.proving.id or None if self.proving and not self.is_broken else None
