"""The proof of a review: started while the learner thinks, heard at the reveal, run again, changed, read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from textual import work
from textual.content import Content

from studyapp.deck.answer import Judgement
from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.proof.run.events import Event, Finished, Request
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.study.editing import take_up
from studyapp.study.judging import judge_response
from studyapp.study.margins import make_margin
from studyapp.study.presenting import Presented
from studyapp.study.proving import Permit, Proving
from studyapp.study.session import Session
from studyapp.study.trusting import Standing, difference, refuse, standing, trust
from studyapp.study.turning import Change
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.review_frame import ReviewFrame
from studyapp.tui.screens.trust import Consent, Trust
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.proof_panel import ProofPanel

WITHHELD = {  # why a proof does not run, and what the key does that decides
    Standing.UNKNOWN: (
        "it came with the folder, and you have not decided on it.",
        "shows its text and asks",
    ),
    Standing.CHANGED: ("it has changed since you trusted it.", "shows what changed and asks"),
    Standing.REFUSED: ("you said that exactly this never runs.", "shows its text and asks again"),
}


class ReviewProof(ReviewFrame):
    """What is asked, what was answered, and the run that goes with it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.presented: Presented | None = None
        self.proof: LiveProof | None = None
        self.judgement: Judgement | None = None
        self.revealed = False
        self.shown_at = 0.0

    def start_ahead(self, presented: Presented) -> None:
        """Begin the proof of a question that is still being thought about."""
        if self.presented is presented and not self.revealed and self.proof and not self.proof.proving:
            self.start_proof()

    def start_proof(self, parts: Mapping[str, str] | None = None) -> None:
        """Run the card's proof as it is, or with what the learner wrote into it.

        An earlier run of this card is ended first.
        """
        self.workers.cancel_group(self, "proof")
        proof = self.proof
        if proof is None:
            return
        try:
            proving = proof.begin(parts=parts)
        except StudyError as error:
            self.notify(str(error), title="The proof does not run", severity="error", timeout=15)
            return
        if self.revealed or parts:
            self.open_panel()
        if proving is not None:
            self.follow(proof, proving)
        self.refresh_bindings()

    @work(group="proof", exclusive=True)
    async def follow(self, proof: LiveProof, proving: Proving) -> None:
        try:
            await proof.follow(proving)
        except StudyError as error:  # what it found, if it began, is on the screen all the same
            title = "The run was not stored" if proving.finished else "The proof does not run"
            self.notify(str(error), title=title, severity="warning")

    def end_proof(self) -> None:
        self.proof = None
        self.workers.cancel_group(self, "proof")

    def open_panel(self) -> None:
        """Show the run that has begun, or why none does."""
        proof, panel = self.proof, self.query_one(ProofPanel)
        if proof is None or (entry := proof.presented.entry) is None:
            return
        if proof.proving is None:
            if proof.withheld is not None:
                why, what = WITHHELD[proof.withheld]
                key = key_of(self.app, "review.trust", "t")
                panel.withhold(entry.id, Content.assemble(f"{why}\n", (key, "bold $text-accent"), f" {what}"))
                self.settle_for_the_written()
                # What the question will need: found out once, by a process of its own.
                self.run_worker(self.session.study.engine.missing, thread=True, group="missing")
            return
        request = proof.proving.request
        said = self.response().text if self.is_prediction else None
        panel.begin(
            name_run(request),
            request.seed,
            request.arguments,
            request.world,
            answer=said,
            own=proof.presented.own_check,
        )
        if proof.past is not None:
            panel.recall(proof.past, self.session.study.clock.now(), proof.recorded)

    def hear(self, event: Event) -> None:
        """Show a run's event; at its end hold a prediction against what was measured."""
        self.query_one(ProofPanel).feed(event)
        if isinstance(event, Finished) and self.proof is not None:
            if self.is_prediction:
                self.judge_prediction(event)
            self.refresh_bindings()

    def remark(self, text: str) -> None:
        """Show what is said of the run besides: what fresh seeds find where it is refuted."""
        self.query_one(ProofPanel).remark(text)

    def judge_prediction(self, finished: Finished) -> None:
        presented, proof = self.presented, self.proof
        if presented is None or proof is None:
            return
        if finished.ruling.verdict is Verdict.CONFIRMED and proof.measured is not None:
            self.judgement = judge_response(presented, self.response(), proof.measured)
            self.query_one(ProofPanel).judge(self.judgement.rating == Rating.GOOD)
            self.say(self.judgement.sentence)
        else:
            self.settle_for_the_written()
        self.offer_grades()

    def settle_for_the_written(self) -> None:
        """Where nothing that holds was measured, a prediction is held against the answer in the deck."""
        if self.is_prediction and self.judgement is None:
            measured = self.proof is not None and self.proof.measured is not None
            why = "What was measured is not confirmed" if measured else "Nothing was measured"
            self.say(f"{why}, so grade yourself by the written answer.")

    @property
    def is_prediction(self) -> bool:
        return self.presented is not None and self.presented.card.kind is Kind.PREDICT

    @property
    def is_measuring(self) -> bool:
        """Whether a prediction still waits for its measurement."""
        running = self.proof is not None and self.proof.is_running
        return self.is_prediction and self.judgement is None and running

    @property
    def proposal(self) -> Rating | None:
        """What Space accepts: Good, or Again where the answer was held against the truth and was wrong.

        None for a prediction that nothing was measured of: nobody but the learner knows whether it is right.
        """
        rating = self.judgement.rating if self.judgement else None
        if rating is None:
            return None if self.is_prediction else Rating.GOOD
        return Rating(rating)

    def offer_grades(self) -> None:
        assert self.presented is not None
        waits = self.session.previews(self.presented)
        self.query_one(GradeBar).offer([waits[rating] for rating in Rating], self.proposal)

    def offers(self, action: str) -> bool:
        """Whether the card has a proof that this would do something with."""
        entry, proof = self.presented.entry if self.presented else None, self.proof
        if entry is None or proof is None:
            return False
        match action:
            case "trust":
                return proof.is_own
            case "run":
                return proof.withheld is None
            case "break":
                return proof.withheld is None and bool(entry.variants or entry.adjustable)
            case "cancel":
                return proof.is_running and proof.revealed
            case "checks":
                return self.query_one(ProofPanel).folds
        return True

    def action_checks(self) -> None:
        """Show every check of the proof, or the card's alone again."""
        self.query_one(ProofPanel).unfold()

    def action_run(self) -> None:
        """Run the proof again, as its file is now."""
        self.take_up_files()
        self.start_proof()

    def take_up_files(self) -> None:
        presented, proof = self.presented, self.proof
        if presented is None or proof is None or not take_up(self.session.study):
            return
        if again := self.session.find(presented.id, presented.card.id):
            self.presented = proof.presented = again

    def action_cancel(self) -> None:
        """End the run that is under way; what it has shown stays."""
        if self.proof is None:
            return
        self.proof.cancel()
        self.workers.cancel_group(self, "proof")
        self.query_one(ProofPanel).cancel()
        if self.revealed:
            self.settle_for_the_written()
            self.offer_grades()
        self.refresh_bindings()

    def action_break(self) -> None:
        """Let the learner choose a broken variant, or turn a knob."""
        from studyapp.tui.screens.variants import Variants

        presented = self.presented
        if presented is not None and presented.entry is not None:
            self.app.push_screen(Variants(presented.entry, presented.values), self.compare)

    def compare(self, change: Change | None) -> None:
        """Show what was chosen beside the proof as it is: neither a prediction nor a grade depends on it."""
        from studyapp.tui.screens.comparison import Comparison

        proof = self.proof
        if change is not None and proof is not None and (entry := proof.presented.entry) is not None:
            self.app.push_screen(Comparison(entry, proof, change), proof.keep_changed)

    def action_source(self) -> None:
        from studyapp.tui.screens.source import Source

        proof = self.proof
        if proof is not None and (entry := proof.presented.entry) is not None:
            self.app.push_screen(Source(entry, make_margin(entry, proof.changed or proof.proving)))

    def action_trust(self) -> None:
        """Show the text of the card's proof as its file is now, and ask whether it may run."""
        self.take_up_files()
        if self.proof is not None and (entry := self.proof.presented.entry) is not None:
            self.ask_for_trust(self.proof, entry)

    @work(group="trust", exclusive=True)
    async def ask_for_trust(self, proof: LiveProof, entry: Entry) -> None:
        study = self.session.study
        missing = await asyncio.to_thread(study.engine.missing)
        if self.proof is not proof or not self.is_current:
            return
        try:
            found = standing(study, entry)
            changes = difference(study, entry) if found is Standing.CHANGED else ""
            consent = await self.app.push_screen_wait(Trust(entry, found, changes, missing))
            if consent is not None:
                self.obey(consent, proof, entry, insist=bool(missing))
        except StudyError as error:
            self.notify(str(error), title="Not decided", severity="error", timeout=15)

    def obey(self, consent: Consent, proof: LiveProof, entry: Entry, *, insist: bool) -> None:
        """Keep what was decided, and run the proof, or let it be.

        Raise StudyError where the decision cannot be kept.
        """
        study = self.session.study
        runs = proof.proving is not None and proof.proving.request.entry.hash == entry.hash
        match consent:
            case Consent.ONCE:
                proof.permits[entry.hash] = Permit(once=True, insist=insist)
            case Consent.TRUST:
                trust(study, entry)
                if runs:
                    return
            case Consent.NEVER:
                refuse(study, entry)
        self.start_proof()
        self.offer_grades()

    def action_runs(self) -> None:
        from studyapp.tui.screens.runs import Runs

        if self.presented and self.presented.entry:
            self.app.push_screen(Runs(self.session.study, self.presented.entry))


def name_run(request: Request) -> str:
    """The proof, and what was put into it."""
    return f"{request.entry.id}, with your {', '.join(request.parts)}" if request.parts else request.entry.id
