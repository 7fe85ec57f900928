"""One question at a time: asked, its proof run beside it, revealed, and offered to be graded."""

from __future__ import annotations

from collections.abc import Mapping

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen

from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.proof.run.events import Event, Finished
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.study.proofs.proving import Proving
from studyapp.study.review.judging import Response
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from studyapp.study.review.turn import Turn
from studyapp.study.review.writing_part import Drafts, spell_obstacle
from studyapp.tui.files import take_up_or_say
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.review.page import ReviewPage
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.proof_panel import ProofPanel

THINKING = 0.25  # seconds after a question is painted until its proof starts in the background


class ReviewTurn(Screen[None]):
    """Goes from one turn to the next; what a learner does besides is built upon it."""

    DEFAULT_CSS = """
    ReviewTurn {
        align-horizontal: center;
        /* Above the grades: one line lies in the free one there, more hide the page's end, never a key. */
        & > ToastRack { margin-bottom: 3; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.drafts = Drafts()
        self.page = ReviewPage(self.action_reveal)
        self.proof: LiveProof | None = None  # of the turn; None before the first question and after the last

    def compose(self) -> ComposeResult:
        yield self.page
        yield KeyBar()

    @property
    def turn(self) -> Turn | None:
        return self.proof.turn if self.proof else None

    @property
    def presented(self) -> Presented | None:
        return self.turn.presented if self.turn else None

    async def show_next(self) -> None:
        """Show the next card, or the summary where none is left."""
        try:
            presented = self.session.next()
        except StudyError as error:
            self.halt(error)
            return
        if presented is not None:
            await self.ask(presented)
            return
        from studyapp.tui.screens.summary import Summary

        self.end_turn()
        self.app.switch_screen(Summary(self.session))

    def halt(self, error: StudyError) -> None:
        """Go back to Home, from where the learner can try again; what was graded is saved."""
        self.end_turn()
        self.notify(str(error), title="The session stopped", severity="error", timeout=15)
        self.dismiss()

    async def ask(self, presented: Presented) -> None:
        """Put the question on the screen."""
        self.end_turn()
        turn = Turn(self.session, presented, self.drafts)
        proof = self.proof = LiveProof(turn, self.hear, self.page.remark)
        await self.page.show_question(turn)
        turn.start()
        self.set_timer(THINKING, lambda: self.start_ahead(proof))

    def end_turn(self) -> None:
        """No question stands any more, and its run is heard no more."""
        if self.turn is not None:
            self.page.keep_draft(self.turn)
        self.proof = None
        self.workers.cancel_group(self, "proof")

    def start_ahead(self, proof: LiveProof) -> None:
        """Begin the proof of a question that is still being thought about, unless it waits for a part."""
        turn = proof.turn
        if self.proof is proof and not turn.revealed and turn.proving is None and turn.draft is None:
            self.start_proof()

    def start_proof(self, parts: Mapping[str, str] | None = None) -> None:
        """Run the card's proof as it is, or with what the learner wrote into it.

        An earlier run of this card is ended first.
        """
        self.workers.cancel_group(self, "proof")
        if (proof := self.proof) is None:
            return
        turn = proof.turn
        turn.proving = None
        try:
            turn.proving = proof.begin(parts=parts)
        except StudyError as error:
            self.notify(str(error), title="The proof does not run", severity="error", timeout=15)
            return
        if turn.revealed or parts:
            self.show_run(proof)
        if turn.proving is not None:
            self.follow(proof, turn.proving)
        self.refresh_bindings()

    @work(group="proof", exclusive=True)
    async def follow(self, proof: LiveProof, proving: Proving) -> None:
        try:
            await proof.follow(proving)
        except StudyError as error:  # what it found, if it began, is on the screen all the same
            title = "The run was not stored" if proving.finished else "The proof does not run"
            self.notify(str(error), title=title, severity="warning")

    def show_run(self, proof: LiveProof) -> None:
        """Show the run that has begun, or why none does."""
        self.page.show_run(proof)
        if proof.withheld is not None:
            self.leave_open(proof.turn)
            # What the question will need: found out once, by a process of its own.
            self.run_worker(self.session.study.engine.missing, thread=True, group="missing")

    def hear(self, event: Event) -> None:
        """Show a run's event; at its end hold what was answered or written against it."""
        self.query_one(ProofPanel).feed(event)
        turn = self.turn
        if turn is None or not isinstance(event, Finished):
            return
        if turn.is_prediction:
            self.judge_prediction(turn)
        self.refresh_bindings()
        if turn.tried is not None:
            self.judge_part(turn, event.ruling)

    def judge_prediction(self, turn: Turn) -> None:
        if turn.measure() and turn.judgement is not None:
            self.query_one(ProofPanel).judge(turn.judgement.rating == Rating.GOOD)
            self.page.say(turn.judgement.sentence)
        else:
            self.leave_open(turn)
        self.page.offer(turn)

    def leave_open(self, turn: Turn) -> None:
        """Where nothing that holds was measured, a prediction is held against the answer in the deck."""
        if turn.left_open:
            self.page.say(turn.left_open)

    def judge_part(self, turn: Turn, ruling: Ruling) -> None:
        turn.count_run()
        if turn.revealed:
            return
        if ruling.verdict is Verdict.UNSUPPORTED:
            self.fall_back(turn, f"its proof {ruling.reason}")
        elif ruling.verdict is Verdict.CONFIRMED:
            # Whoever types on is not to grade with what was meant for the editor.
            editor = self.page.editor if self.page.is_writing else None
            self.reveal_part(turn)
            if editor is not None and editor.text != turn.tried:
                self.set_focus(editor)
        else:
            self.page.say(f"Not confirmed. {self.keys_to_go_on()}")

    def keys_to_go_on(self) -> str:
        run, show = key_of(self.app, "review.run_part", "^r"), key_of(self.app, "review.give_up", "^g")
        return f"{run} runs it again, {show} shows the answer."

    def fall_back(self, turn: Turn, why: str) -> None:
        """Make it a recall card: no run can grade it."""
        self.reveal_part(turn)
        self.page.say(spell_obstacle(why))

    def reveal_part(self, turn: Turn) -> None:
        """Show the answer, and offer what the runs have earned."""
        turn.reveal(Response())
        self.page.show_answer(turn)
        self.page.say(turn.judgement.sentence if turn.judgement else "")
        self.page.offer(turn)
        self.refresh_bindings()

    def action_give_up(self) -> None:
        """Show the answer, and the proof as it is."""
        proof = self.proof
        if proof is None or (draft := proof.turn.draft) is None:
            return
        self.page.keep_draft(proof.turn)
        draft.give_up()
        self.reveal_part(proof.turn)
        proof.reveal()
        self.start_proof()

    def action_reveal(self) -> None:
        """Show the answer, and the proof with what it has found already."""
        proof, turn = self.proof, self.turn
        if proof is None or turn is None or turn.revealed:
            return
        if turn.draft is not None:
            self.action_give_up()
            return
        turn.reveal(self.page.response())
        self.page.show_answer(turn)
        is_choice = turn.presented.card.kind is Kind.CHOICE  # those are marked where they stand
        if turn.judgement and not is_choice:
            self.page.say(turn.judgement.sentence)
        if turn.proving is None:
            self.start_proof()
        else:
            self.show_run(proof)
        proof.reveal()
        self.page.offer(turn)
        self.refresh_bindings()

    def take_up_files(self) -> None:
        """Go on with the question as its files are now."""
        turn = self.turn
        if turn is None or not take_up_or_say(self, self.session.study):
            return
        if again := self.session.find(turn.presented.id, turn.presented.card.id):
            turn.presented = again
