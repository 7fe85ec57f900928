"""What a learner does with the proof of a card: runs it again, breaks it, reads it, decides on it."""

from __future__ import annotations

import asyncio

from textual import work

from studyapp.errors import StudyError
from studyapp.proof.source.catalogue import Entry
from studyapp.study.proofs.margins import make_margin
from studyapp.study.proofs.proving import Permit
from studyapp.study.proofs.trusting import Standing, difference, refuse, standing, trust
from studyapp.study.proofs.turning import Change
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.proof.trust import Consent, Trust
from studyapp.tui.screens.review.turn import ReviewTurn
from studyapp.tui.widgets.proof_panel import ProofPanel


class ProofActs(ReviewTurn):
    """The proof of the question that stands, and the screens that show more of it."""

    def offers_of_proof(self, action: str) -> bool:
        """Whether the card has a proof that this would do something with."""
        proof = self.proof
        if proof is None or (entry := proof.turn.presented.entry) is None:
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

    def action_cancel(self) -> None:
        """End the run that is under way; what it has shown stays."""
        proof = self.proof
        if proof is None:
            return
        proof.cancel()
        self.workers.cancel_group(self, "proof")
        self.query_one(ProofPanel).cancel()
        if proof.turn.revealed:
            self.leave_open(proof.turn)
            self.page.offer(proof.turn)
        elif proof.turn.draft is not None:
            self.page.say(f"Cancelled. {self.keys_to_go_on()}")
        self.refresh_bindings()

    def action_break(self) -> None:
        """Let the learner choose a broken variant, or turn a knob."""
        from studyapp.tui.screens.proof.variants import Variants

        presented = self.presented
        if presented is not None and presented.entry is not None:
            self.app.push_screen(Variants(presented.entry, presented.values), self.compare)

    def compare(self, change: Change | None) -> None:
        """Show what was chosen beside the proof as it is: neither a prediction nor a grade depends on it."""
        from studyapp.tui.screens.proof.comparison import Comparison

        proof = self.proof
        if change is not None and proof is not None and (entry := proof.turn.presented.entry) is not None:
            self.app.push_screen(Comparison(entry, proof, change), proof.keep_changed)

    def action_source(self) -> None:
        from studyapp.tui.screens.proof.source import Source

        proof = self.proof
        if proof is not None and (entry := proof.turn.presented.entry) is not None:
            self.app.push_screen(Source(entry, make_margin(entry, proof.changed or proof.turn.proving)))

    def action_trust(self) -> None:
        """Show the text of the card's proof as its file is now, and ask whether it may run."""
        self.take_up_files()
        if self.proof is not None and (entry := self.proof.turn.presented.entry) is not None:
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
        proving = proof.turn.proving
        runs = proving is not None and proving.request.entry.hash == entry.hash
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
        self.page.offer(proof.turn)

    def action_runs(self) -> None:
        from studyapp.tui.screens.proof.runs import Runs

        if self.presented and self.presented.entry:
            self.app.push_screen(Runs(self.session.study, self.presented.entry))
