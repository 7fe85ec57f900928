"""What a learner does to the card in a review, besides answering it: put off, mark, note, ask for a hint."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.binding import Binding, BindingType

from studyapp.deck.card import Card, Kind
from studyapp.errors import StudyError
from studyapp.insight.calibration import LEVELS, spell
from studyapp.schedule.fsrs import Rating
from studyapp.study import marking
from studyapp.study.confidence import look_back
from studyapp.study.disputing import write_dispute
from studyapp.study.grading import temper
from studyapp.study.lapses import Lapse
from studyapp.study.opening import Study
from studyapp.study.presenting import Presented
from studyapp.study.session import Session
from studyapp.tui.screens.leech import Leech, Remedy
from studyapp.tui.screens.review_writing import ReviewWriting
from studyapp.tui.widgets.answer_line import AnswerLine
from studyapp.tui.widgets.confidence import ConfidenceLine
from studyapp.tui.widgets.session_bar import SessionBar, spell_marks

ACTS: list[BindingType] = [
    Binding("h", "hint", "hint", id="review.hint"),
    Binding("left", "surer(-1)", "how sure", id="review.less_sure"),
    Binding("right", "surer(1)", show=False, id="review.surer"),
    Binding("w", "type", "type it", id="review.type"),
    Binding("i", "info", "info", id="review.info"),
    Binding("minus", "bury", "bury", id="review.bury", key_display="-"),
    Binding("at", "suspend", "suspend", id="review.suspend", key_display="@"),
    Binding("asterisk", "mark", show=False, id="review.mark", key_display="*"),
    Binding("f", "flag", show=False, id="review.flag"),
    Binding("n", "note", show=False, id="review.note"),
    Binding("d", "dispute", show=False, id="review.dispute"),
    Binding("y", "copy", show=False, id="review.copy"),
    # While an answer is typed, these do the same.
    Binding("ctrl+t", "typing('hint')", "hint", id="review.typing_hint"),
    Binding("ctrl+s", "typing('surer')", "how sure", id="review.typing_surer"),
]
ACTIONS = {"type", "hint", "surer", "info", "bury", "suspend", "mark", "flag", "note", "dispute", "copy"}
STAYING = {"marked", "flag", "noted", "resume"}  # acts whose undoing leaves the question that stands


class ReviewActs(ReviewWriting):
    """Marks on the card, hints, confidence; each mark is an act that `u` takes back."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.known_hints: Sequence[str] = ()
        self.hints = 0  # shown for this question
        self.confidence: float | None = None

    async def show_next(self) -> None:
        """Show the next card."""
        raise NotImplementedError

    def prepare_acts(self, presented: Presented) -> None:
        """Nothing of the card before stays."""
        self.hints, self.confidence = 0, None
        self.known_hints = presented.hints
        self.query_one(ConfidenceLine).ask()
        self.show_marks(presented)

    def show_marks(self, presented: Presented) -> None:
        found = marking.mark_of(self.session.study, presented.card.id)
        self.query_one(SessionBar).mark(spell_marks(found))
        self.note = found.note

    @property
    def proposal(self) -> Rating | None:
        proposed = super().proposal
        return proposed and temper(proposed, self.hints)

    def action_hint(self) -> None:
        presented = self.presented
        if presented is None or self.revealed:
            return
        known = self.known_hints
        if not known:  # asked for by the key that works while one types
            self.say("There is no hint for this one.")
            return
        self.hints = min(self.hints + 1, len(known))
        more = f"   ({self.hints} of {len(known)})" if len(known) > 1 else ""
        self.say(f"Hint: {known[self.hints - 1]}{more}")

    def action_type(self) -> None:
        """Type what a gap hides, on this card; or go on typing."""
        self.add_class("-typing")
        self.set_focus(self.query_one(AnswerLine))

    def action_surer(self, step: int) -> None:
        """Say how sure one is, one level more or less; beyond the ends lies not saying it."""
        levels = [None, *LEVELS]
        place = levels.index(self.confidence)
        start = len(levels) - (2 if step > 0 else 1)  # from saying nothing: 90% up, and down from the top
        self.confidence = levels[start if place == 0 else (place + step) % len(levels)]
        self.query_one(ConfidenceLine).say(self.confidence)

    def offer_grades(self) -> None:
        """Offer them, and tell how such answers turn out, this one included once it is judged."""
        super().offer_grades()
        if self.confidence is not None:
            past = look_back(self.session.study, self.confidence, self.judgement)
            self.query_one(ConfidenceLine).tell(spell(self.confidence, past))

    async def action_bury(self) -> None:
        """Put the card off, and its siblings, which would show what it hides."""
        await self.put_away(marking.put_off, "Buried until tomorrow")

    async def action_suspend(self) -> None:
        await self.put_away(marking.put_out, "Suspended")

    async def put_away(self, act: Callable[[Study, Card], Sequence[str]], done: str) -> None:
        """Take the card out of this session, and go on."""
        presented = self.presented
        if presented is None:
            return
        gone: list[str] = []
        if not self.try_to(lambda: gone.extend(act(self.session.study, presented.card))):
            return
        siblings = " and its siblings" if len(gone) > 1 else ""
        self.notify(f"{done}: “{presented.card.title}”{siblings}. Undo brings it back.")
        self.revealed = False
        for card in gone:
            self.session.leave_out(card)
        await self.show_next()

    def action_mark(self) -> None:
        if (presented := self.presented) is not None:
            self.try_to(lambda: marking.mark(self.session.study, [presented.card.id]))
            self.show_marks(presented)

    def action_flag(self) -> None:
        from studyapp.tui.screens.flags import Flags

        presented = self.presented
        if presented is None:
            return

        def put(number: int | None) -> None:
            if number is not None:
                self.try_to(lambda: marking.flag(self.session.study, [presented.card.id], number))
                self.show_marks(presented)

        self.app.push_screen(Flags(), put)

    def action_note(self) -> None:
        from studyapp.tui.screens.note import Note

        presented = self.presented
        if presented is None:
            return

        def put(text: str | None) -> None:
            if text is not None and text != self.note:
                self.try_to(lambda: marking.note(self.session.study, presented.card.id, text))
                self.show_marks(presented)
                self.show_note()

        self.app.push_screen(Note(presented.card.title, self.note), put)

    def show_note(self) -> None:
        """The learner's own words stand below the answer, which they may give away."""
        if self.revealed:
            self.put_note(self.note)

    def action_info(self) -> None:
        from studyapp.tui.screens.card_info import CardInfoScreen

        if self.presented is not None:
            self.app.push_screen(CardInfoScreen(self.session.study, self.presented.card))

    def action_dispute(self) -> None:
        presented = self.presented
        if presented is None:
            return
        try:
            path = write_dispute(self.session.study, presented.card, self.run_id)
        except StudyError as error:
            self.notify(str(error), severity="error")
            return
        self.notify(
            f"{path}\nholds the card, its proof and this run: say in it what is wrong, and send it.",
            title="Ready to send",
            timeout=12,
        )

    def action_copy(self) -> None:
        """To the clipboard, over ssh too: the terminal takes it by OSC 52, where it allows that."""
        presented = self.presented
        if presented is None:
            return
        parts = [presented.title, presented.question, *(f"- {text}" for text, _ in presented.choices)]
        if self.revealed:
            parts.append(presented.answer)
            if presented.entry is not None:
                parts.append(f"studyapp prove {presented.entry.id} --seed {presented.seed}")
        self.app.copy_to_clipboard("\n".join(part for part in parts if part))
        self.notify("Copied.", timeout=2)

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
        if self.presented is not None:
            self.show_progress(self.presented, self.session)

    async def leave_behind(self, card: Card) -> None:
        """Where this very card had come again already, as it was before: show what comes now."""
        if self.presented is not None and self.presented.card.id == card.id and not self.revealed:
            await self.show_next()

    async def edit(self, card: Card) -> None:
        """Open a card's file in the learner's editor."""
        raise NotImplementedError

    def try_to(self, act: Callable[[], object]) -> bool:
        """Do it, or say why it was not done."""
        try:
            act()
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return False
        self.refresh_bindings()
        return True

    @property
    def is_cloze(self) -> bool:
        return self.presented is not None and self.presented.card.kind is Kind.CLOZE

    def offers_act(self, action: str) -> bool:
        """Whether one of ACTIONS would do something now."""
        if action == "surer":
            return not self.revealed and self.presented is not None
        if action == "hint":
            return not self.revealed and bool(self.known_hints) and self.draft is None
        if action == "type":
            typed = self.presented is not None and self.presented.typed
            return not self.revealed and (self.is_cloze or typed)
        if action == "dispute":
            return self.revealed
        return self.presented is not None
