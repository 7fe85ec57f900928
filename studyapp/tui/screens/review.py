"""The review: a question, its answer, the proof, a grade; and the next one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError, NothingToUndoError
from studyapp.study.grading import Given
from studyapp.study.judging import judge_response
from studyapp.study.lapses import find_lapse
from studyapp.study.presenting import Presented
from studyapp.study.session import Session
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.review_acts import ACTIONS, ACTS, STAYING
from studyapp.tui.screens.review_editing import ReviewEditing
from studyapp.tui.screens.review_writing import CHORDS, KEYS, WRITING
from studyapp.tui.widgets.answer_line import AnswerLine
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.grade_bar import GradeBar

LETTERS = {"reveal", "undo", "leave", "edit"}  # actions of keys that are typed, where text is typed
FIFTH = 5  # place of e among the letters
THINKING = 0.25  # seconds after a question is painted until its proof starts in the background


class Review(ReviewEditing):
    """One session; every grade is saved before the next card shows."""

    AUTO_FOCUS = ""  # letters are commands, unless the card asks for typed text
    BINDINGS: ClassVar[list[BindingType]] = [  # a narrow bar lacks the last ones
        *CHORDS,
        Binding("space,enter", "reveal", "reveal", id="review.reveal", key_display="space"),
        Binding("space,enter", "accept", "accept", id="review.accept", key_display="space"),
        *[Binding(f"{n}", f"grade({n})", show=False, id=f"review.grade{n}") for n in range(1, 5)],
        Binding("r", "run", "rerun", id="review.run"),
        Binding("b", "break", "break", id="review.break"),
        Binding("s", "source", "source", id="review.source"),
        Binding("c", "cancel", "cancel", id="review.cancel"),
        Binding("e", "edit", "edit", id="review.edit"),
        Binding("u", "undo", "undo", id="review.undo"),
        Binding("q,escape", "leave", "leave", id="review.leave", key_display="q"),
        Binding("t", "trust", "trust", id="review.trust"),
        Binding("a", "checks", show=False, id="review.checks"),
        Binding("h", "runs", "runs", id="review.runs"),
        *ACTS,
        *[Binding(f"{n}", f"choose({n - 1})", show=False, id=f"review.choose{n}") for n in range(1, 10)],
        *[Binding(x, f"choose({n})", show=False, id=f"review.choose_{x}") for n, x in enumerate("abcdefghi")],
        Binding("j,down", "scroll(2)", show=False, id="review.down"),
        Binding("k,up", "scroll(-2)", show=False, id="review.up"),
        Binding("g,home", "scroll(-9999)", show=False, id="review.top"),
        Binding("G,end", "scroll(9999)", show=False, id="review.bottom"),
        # While an answer is typed, letters are letters: these do the same then.
        Binding("enter", "typing('reveal')", "reveal", id="review.typing_reveal"),
        Binding("ctrl+z", "typing('undo')", "undo", id="review.typing_undo"),
        Binding("escape", "typing('leave')", "stop typing", id="review.typing_leave"),
        *KEYS,
    ]

    def __init__(self, session: Session, *, first: Presented | None = None, undo: bool = False) -> None:
        super().__init__(session)
        self.first = first
        self.undo_first = undo

    async def on_mount(self) -> None:
        self.watch_files()
        if self.first is not None:
            await self.ask(self.first)
        elif self.undo_first:
            await self.action_undo()
        else:
            await self.show_next()

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

        self.end_proof()
        self.app.switch_screen(Summary(self.session))

    def halt(self, error: StudyError) -> None:
        """Go back to Home, from where the learner can try again; what was graded is saved."""
        self.end_proof()
        self.notify(str(error), title="The session stopped", severity="error", timeout=15)
        self.dismiss()

    async def ask(self, presented: Presented) -> None:
        """Put the question on the screen; nothing of the card before it stays."""
        self.end_proof()
        self.presented, self.revealed, self.judgement = presented, False, None
        self.proof = LiveProof(self.session.study, presented, self.hear, self.remark)
        await self.show_question(presented, self.session)
        await self.prepare_writing(presented)
        self.prepare_acts(presented)
        self.shown_at = self.session.study.clock.stopwatch()
        self.set_timer(THINKING, lambda: self.start_ahead(presented))

    @on(GradeBar.Revealed)
    def accept_invitation(self) -> None:
        if self.draft is None:
            self.action_reveal()
        else:
            self.action_run_part()

    def action_reveal(self) -> None:
        """Show the answer, and the proof with what it has found already."""
        presented, proof = self.presented, self.proof
        if self.revealed or presented is None or proof is None:
            return
        if self.draft is not None:
            self.action_give_up()
            return
        self.revealed = True
        self.show_answer(presented)
        self.show_note()
        if not self.is_prediction:
            self.judgement = judge_response(presented, self.response(), None)
        if presented.card.kind is not Kind.CHOICE and self.judgement:  # choices are marked where they stand
            self.say(self.judgement.sentence)
        if proof.proving is None:
            self.start_proof()
        else:
            self.open_panel()
        proof.reveal()
        self.offer_grades()
        self.refresh_bindings()

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, AnswerLine) and not self.revealed

    def on_descendant_focus(self) -> None:
        self.invite_as_is()

    def on_descendant_blur(self) -> None:
        self.invite_as_is()

    def invite_as_is(self) -> None:
        """Name the key that reveals, which depends on whether one types."""
        if self.presented is not None and not self.revealed and self.draft is None:
            self.invite(self.presented, typing=self.is_typing)
            self.refresh_bindings()

    async def action_typing(self, action: str) -> None:
        match action:
            case "reveal":
                self.action_reveal()
            case "undo":
                await self.action_undo()
            case "hint":
                self.action_hint()
            case "surer":
                self.action_surer(1)
            case "leave":
                self.set_focus(None)  # letters are commands then, and esc leaves the session
            case "keys":
                self.app.push_screen(Keys(self))

    def action_choose(self, place: int) -> None:
        self.query_one(Choices).pick(place)

    async def action_accept(self) -> None:
        if self.is_measuring:
            self.say("The proof is still running; 1–4 grade without it.")
        elif self.proposal is None:
            self.notify("Nothing is proposed here: 1–4 grade it.")
        else:
            await self.action_grade(self.proposal)

    @on(GradeBar.Graded)
    async def grade_clicked(self, event: GradeBar.Graded) -> None:
        await self.action_grade(event.rating)

    async def action_grade(self, rating: int) -> None:
        """Save the grade, and only then go on; where it cannot be saved, say so and stay."""
        if self.presented is None or not self.revealed:
            return
        try:
            saved = self.session.grade(self.presented, Rating(rating), self.make_given())
        except AlreadyGradedError as error:
            self.notify(str(error), severity="warning")
            lapse = None
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return
        else:
            lapse = find_lapse(self.session.study, self.presented.card, saved)
        self.revealed = False
        self.drafts.close(self.presented)
        await self.show_next()  # within this key press: the next one is for the next card
        if lapse is not None:
            self.tell_lapse(lapse)

    def make_given(self) -> Given:
        """What the journal keeps beside the grade."""
        assert self.presented is not None
        response, draft = self.response(), self.keep_draft()
        picked = [self.presented.choices[place][0] for place in sorted(response.picked)]
        judged = self.judgement is not None and self.judgement.rating is not None
        return Given(
            answer=draft.answer if draft else response.text or "; ".join(picked) or None,
            proposed=self.proposal if judged else None,
            seconds=self.session.study.clock.stopwatch() - self.shown_at,
            run=self.run_id,
            confidence=self.confidence,
            hints=self.hints,
        )

    async def action_undo(self) -> None:
        before = self.session.study.reading
        try:
            undone = self.session.undo()
        except NothingToUndoError as error:
            self.notify(str(error))
        except StudyError as error:
            self.notify(str(error), title="Not undone", severity="error", timeout=15)
        else:
            if undone.presented is not None:
                if undone.what != "review" or undone.day != self.session.study.moment().day:
                    self.notify(undone.spell(self.session.study.moment().day))
                if undone.what in STAYING and self.presented is not None:
                    self.show_marks(self.presented)
                    self.show_note()
                    return
                await self.ask(undone.presented)  # the question itself says what was undone
                return
            self.notify(undone.spell(self.session.study.moment().day))
            await self.show_changes(before)  # a move was
        if self.presented is None:
            await self.show_next()

    def action_leave(self) -> None:
        self.end_proof()
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now; the same keys choose before the reveal and grade after."""
        if action == "typing":
            return self.is_typing or (self.is_writing and parameters == ("keys",))
        if action in WRITING:
            return self.offers_writing(action, parameters)
        if self.is_writing:  # every other key writes
            return False
        if self.is_typing and (action in LETTERS or action in ACTIONS):
            return False
        if action in ACTIONS:
            return self.offers_act(action)
        return self.offers_answer(action, parameters)

    def offers_answer(self, action: str, parameters: tuple[object, ...]) -> bool:
        presented = self.presented
        match action:
            case "reveal":
                return not self.revealed and self.draft is None
            case "edit":  # among five choices, e is one until the reveal
                return self.revealed or presented is None or len(presented.card.choices) < FIFTH
            case "choose":
                return (
                    not self.revealed
                    and presented is not None
                    and parameters[0] in range(len(presented.card.choices))
                )
            case "accept" | "grade":
                return self.revealed
            case "trust" | "run" | "break" | "source" | "runs" | "cancel" | "checks":
                return (self.revealed or action == "cancel") and self.offers(action)
        return True
