"""The proof of a review: started while the learner thinks, heard at the reveal, run again, broken, read."""

from __future__ import annotations

from textual import work

from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.proof.events import Event, Finished
from studyapp.proof.verdict import Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.study.editing import take_up
from studyapp.study.judging import Judgement, judge_response
from studyapp.study.presenting import Presented
from studyapp.study.proving import Proving
from studyapp.study.session import Session
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.review_frame import ReviewFrame
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.proof_panel import ProofPanel


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

    def start_proof(self, variant: str = "") -> None:
        """Run the card's proof, or a broken variant of it; an earlier run of this card is ended first."""
        self.workers.cancel_group(self, "proof")
        proof = self.proof
        if proof is not None and (proving := proof.begin(variant)):
            if self.revealed:
                self.open_panel()
            self.follow(proof, proving)

    @work(group="proof", exclusive=True)
    async def follow(self, proof: LiveProof, proving: Proving) -> None:
        try:
            await proof.follow(proving)
        except StudyError as error:  # what it found is on the screen all the same
            self.notify(str(error), title="The run was not stored", severity="warning")

    def end_proof(self) -> None:
        self.proof = None
        self.workers.cancel_group(self, "proof")

    def open_panel(self) -> None:
        assert self.proof is not None
        assert self.proof.proving is not None
        request = self.proof.proving.request
        name = f"{request.entry.id}, broken: {request.variant}" if request.variant else request.entry.id
        said = self.response().text if self.is_prediction and not request.variant else ""
        self.query_one(ProofPanel).begin(name, request.seed, request.arguments, request.world, answer=said)

    def hear(self, event: Event) -> None:
        """Show a run's event; at its end hold a prediction against what was measured."""
        self.query_one(ProofPanel).feed(event)
        if isinstance(event, Finished) and self.proof is not None:
            if self.proof.is_broken:
                self.say(self.proof.spell_catch())
                self.call_after_refresh(self.scroll_to_said)
            elif self.is_prediction:
                self.judge_prediction(event)
            self.refresh_bindings()

    def judge_prediction(self, finished: Finished) -> None:
        presented, proof = self.presented, self.proof
        if presented is None or proof is None:
            return
        self.say("")
        if finished.ruling.verdict is Verdict.CONFIRMED and proof.measured is not None:
            self.judgement = judge_response(presented, self.response(), proof.measured)
            self.query_one(ProofPanel).judge(self.judgement.rating == Rating.GOOD)
        else:
            self.say("Nothing was measured here, so grade yourself by the written answer.")
        self.offer_grades()

    @property
    def is_prediction(self) -> bool:
        return self.presented is not None and self.presented.card.kind is Kind.PREDICT

    @property
    def is_measuring(self) -> bool:
        """Whether a prediction still waits for its measurement."""
        running = self.proof is not None and self.proof.is_running
        return self.is_prediction and self.judgement is None and running

    @property
    def proposal(self) -> Rating:
        """What Space accepts: Good, or Again where the answer was held against the truth and was wrong."""
        rating = self.judgement.rating if self.judgement else None
        return Rating.GOOD if rating is None else Rating(rating)

    def offer_grades(self) -> None:
        assert self.presented is not None
        waits = self.session.previews(self.presented)
        proposed = None if self.is_measuring else int(self.proposal)
        self.query_one(GradeBar).offer([waits[rating] for rating in Rating], proposed)

    def action_run(self) -> None:
        """Run the proof again, as its file is now."""
        if self.presented is None or self.proof is None:
            return
        presented = self.presented
        if take_up(self.session.study) and (again := self.session.find(presented.id, presented.card.id)):
            self.presented = self.proof.presented = again
        self.start_proof()

    def action_break(self) -> None:
        from studyapp.tui.screens.variants import Variants

        entry = self.presented.entry if self.presented else None
        if entry is not None:
            self.app.push_screen(Variants(entry), lambda name: self.start_proof(name) if name else None)

    def action_source(self) -> None:
        from studyapp.tui.screens.source import Source

        if self.presented and self.presented.entry:
            self.app.push_screen(Source(self.presented.entry))
