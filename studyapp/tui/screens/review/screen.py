"""The review: a question, its answer, the proof, a grade; and the next one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError, NothingToUndoError
from studyapp.study.cards import marking
from studyapp.study.review.lapses import Lapse, find_lapse
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.leech import Leech, Remedy
from studyapp.tui.screens.review.acts import ACTIONS, CardActs
from studyapp.tui.screens.review.editing import Editing
from studyapp.tui.screens.review.keys import KEYS
from studyapp.tui.screens.review.proof import ProofActs
from studyapp.tui.screens.review.writing import WRITING, WritingActs
from studyapp.tui.widgets.answer_line import AnswerLine
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.grade_bar import GradeBar

LETTERS = {"reveal", "undo", "leave", "edit"}  # actions of keys that are typed, where text is typed
FIFTH = 5  # place of e among the letters
STAYING = {"marked", "flag", "noted", "resume"}  # acts whose undoing leaves the question that stands


class Review(ProofActs, CardActs, WritingActs, Editing):
    """One session; every grade is saved before the next card shows."""

    AUTO_FOCUS = ""  # letters are commands, unless the card asks for typed text
    BINDINGS: ClassVar[list[BindingType]] = KEYS

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

    @on(GradeBar.Revealed)
    def accept_invitation(self) -> None:
        if self.turn is not None and self.turn.draft is not None:
            self.action_run_part()
        else:
            self.action_reveal()

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, AnswerLine) and self.turn is not None and not self.turn.revealed

    def on_descendant_focus(self) -> None:
        self.invite_as_is()

    def on_descendant_blur(self) -> None:
        self.invite_as_is()

    def invite_as_is(self) -> None:
        """Name the key that reveals, which depends on whether one types."""
        turn = self.turn
        if turn is not None and not turn.revealed and turn.draft is None:
            self.page.invite(turn.presented, typing=self.is_typing)
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
        if self.proof is None:
            return
        if self.proof.is_measuring:
            self.page.say("The proof is still running; 1–4 grade without it.")
        elif (proposal := self.proof.turn.proposal) is None:
            self.notify("Nothing is proposed here: 1–4 grade it.")
        else:
            await self.action_grade(proposal)

    @on(GradeBar.Graded)
    async def grade_clicked(self, event: GradeBar.Graded) -> None:
        await self.action_grade(event.rating)

    async def action_grade(self, rating: int) -> None:
        """Save the grade, and only then go on; where it cannot be saved, say so and stay."""
        turn, lapse = self.turn, None
        if turn is None or not turn.revealed:
            return
        self.page.keep_draft(turn)
        try:
            saved = turn.grade(Rating(rating))
        except AlreadyGradedError as error:
            self.notify(str(error), severity="warning")
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return
        else:
            lapse = find_lapse(self.session.study, turn.presented.card, saved)
        self.end_turn()
        await self.show_next()  # within this key press: the next one is for the next card
        if lapse is not None:
            self.tell_lapse(lapse)

    def tell_lapse(self, lapse: Lapse) -> None:
        """Say what it builds on and is weakest; of a leech, offer what may help."""
        if lapse.is_leech:
            self.app.push_screen(Leech(lapse), lambda remedy: self.remedy(lapse, remedy))
        elif said := lapse.spell():
            self.notify(said, timeout=8)

    async def remedy(self, lapse: Lapse, remedy: Remedy | None) -> None:
        study, card = self.session.study, lapse.card
        match remedy:
            case Remedy.SUSPEND:
                if self.try_to(lambda: marking.suspend(study, [card.id])):
                    self.session.leave_out(card.id)
                    await self.leave_behind(card)
            case Remedy.RESET:
                if self.try_to(lambda: marking.reset(study, [card.id])):
                    await self.leave_behind(card)
            case Remedy.REWRITE:
                await self.edit(card)
        if self.turn is not None:
            self.page.show_progress(self.turn)

    async def leave_behind(self, card: Card) -> None:
        """Where this very card had come again already, as it was before: show what comes now."""
        turn = self.turn
        if turn is not None and turn.presented.card.id == card.id and not turn.revealed:
            await self.show_next()

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
                if undone.what in STAYING and self.turn is not None:
                    self.page.show_marks(self.turn)
                    return
                await self.ask(undone.presented)  # the question itself says what was undone
                return
            self.notify(undone.spell(self.session.study.moment().day))
            await self.show_changes(before)  # a move was
        if self.turn is None:
            await self.show_next()

    def action_leave(self) -> None:
        self.end_turn()
        self.dismiss()

    def action_scroll(self, lines: int) -> None:
        self.page.body.scroll_relative(y=lines, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now; the same keys choose before the reveal and grade after."""
        if action == "typing":
            return self.is_typing or (self.page.is_writing and parameters == ("keys",))
        if action in WRITING:
            return self.offers_writing(action, parameters)
        if self.page.is_writing:  # every other key writes
            return False
        if self.is_typing and (action in LETTERS or action in ACTIONS):
            return False
        if action in ACTIONS:
            return self.offers_act(action)
        return self.offers_answer(action, parameters)

    def offers_answer(self, action: str, parameters: tuple[object, ...]) -> bool:
        turn = self.turn
        revealed = turn is not None and turn.revealed
        choices = len(turn.presented.card.choices) if turn is not None else 0
        match action:
            case "reveal":
                return not revealed and (turn is None or turn.draft is None)
            case "edit":  # among five choices, e is one until the reveal
                return revealed or choices < FIFTH
            case "choose":
                return not revealed and parameters[0] in range(choices)
            case "accept" | "grade":
                return revealed
            case "trust" | "run" | "break" | "source" | "runs" | "cancel" | "checks":
                return (revealed or action == "cancel") and self.offers_of_proof(action)
        return True
