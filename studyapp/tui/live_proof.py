"""A proof that runs beside a question: started while the learner thinks, heard at the reveal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from studyapp.proof.draws import Value
from studyapp.proof.run.events import Event
from studyapp.store import runs
from studyapp.study.doubt.contested import is_contested
from studyapp.study.doubt.doubting import look_again, may_doubt
from studyapp.study.opening import Study
from studyapp.study.proofs.proving import Permit, Proving, make_request
from studyapp.study.proofs.trusting import Standing, UntrustedError, is_shipped
from studyapp.study.review.turn import Turn


@dataclass(slots=True)
class LiveProof:
    """The runs of a turn's proof; only the newest is heard."""

    turn: Turn
    hear: Callable[[Event], None]  # told each event, from the reveal on
    remark: Callable[[str], None]  # told what is to be said of the run besides, from the reveal on
    proving: Proving | None = None
    withheld: Standing | None = None  # why the proof may not run
    past: runs.Past | None = None  # what it found before this run; None for one that is changed
    changed: Proving | None = None  # the last run that was broken or turned, on a screen of its own
    cancelled: bool = False  # the learner ended the run before it was over
    recorded: str = ""  # where it is recorded to hold, until it has run here
    said: str = ""  # what is said of the run besides
    revealed: bool = False
    waiting: list[Event] = field(default_factory=list)  # evidence that came before the reveal
    permits: dict[str, Permit] = field(default_factory=dict)  # for this showing, by the hash of a content

    def begin(
        self,
        variant: str = "",
        parts: Mapping[str, str] | None = None,
        values: Mapping[str, Value] | None = None,
    ) -> Proving | None:
        """Make a new run the one that is heard; None where the card has no proof, or one that may not run.

        parts: what the learner wrote; values: what they turned. Raise StudyError where it cannot be told
        whether it may.
        """
        study, presented = self.study, self.turn.presented
        entry = presented.entry
        self.waiting, self.proving, self.withheld, self.past = [], None, None, None
        self.recorded, self.said, self.changed, self.cancelled = "", "", None, False
        if entry is None:
            return None
        given = presented.values if values is None else values
        request = make_request(study, entry, presented.seed, given, variant=variant, parts=parts)
        try:
            self.proving = Proving(study, request, self.permits.get(entry.hash, Permit()))
        except UntrustedError as error:
            self.withheld = error.standing
            return None
        if not variant and not parts and values is None:
            with study.store.read() as connection:
                self.past = runs.past(connection, entry.id, entry.hash)
            if not self.past.ran and (recorded := study.records.find(entry)):
                self.recorded = recorded.spell()
        return self.proving

    @property
    def study(self) -> Study:
        return self.turn.session.study

    @property
    def is_own(self) -> bool:
        """Whether the learner decides if the proof runs: it is no part of the shipped library."""
        entry = self.turn.presented.entry
        return entry is not None and not is_shipped(self.study.folder, entry)

    async def follow(self, proving: Proving) -> None:
        """Pass the run's events on until it is over, or another one has taken its place.

        One that is refuted is then tried on fresh seeds.
        """
        await self.pass_on(proving)
        if self.proving is not proving or self.cancelled:
            return
        if may_doubt(proving):
            async with aclosing(look_again(proving)) as doubts:
                async for doubt in doubts:
                    self.say(doubt.spell())
        elif self.turn.presented.contested and not is_contested(self.study, proving.request.entry.id):
            self.say("no longer contested: it is confirmed here again")

    def say(self, text: str) -> None:
        self.said = text
        if self.revealed:
            self.remark(text)

    async def pass_on(self, proving: Proving) -> None:
        async with aclosing(proving.events()) as events:
            async for event in events:
                if self.proving is not proving or self.cancelled:
                    return
                if self.revealed:
                    self.hear(event)
                else:
                    self.waiting.append(event)

    def reveal(self) -> None:
        """Tell what came before, and from here on everything as it comes."""
        self.revealed = True
        waiting, self.waiting = self.waiting, []
        for event in waiting:
            self.hear(event)
        self.remark(self.said)

    def cancel(self) -> None:
        """Hear no more of the run; its processes end with whoever follows it."""
        self.cancelled = True

    def keep_changed(self, proving: Proving | None) -> None:
        """Remember the run that came last, where the proof was broken or turned."""
        self.changed = proving

    @property
    def is_running(self) -> bool:
        return self.proving is not None and self.proving.finished is None and not self.cancelled

    @property
    def is_written(self) -> bool:
        """Whether it runs with a part that the learner wrote."""
        return self.proving is not None and bool(self.proving.request.parts)

    @property
    def ended(self) -> Proving | None:
        """The run of the proof as it is, once it has ended."""
        proving = self.proving
        return proving if proving is not None and proving.finished and not self.is_written else None

    @property
    def is_measuring(self) -> bool:
        """Whether a prediction still waits for its measurement."""
        return self.turn.is_prediction and self.turn.judgement is None and self.is_running
