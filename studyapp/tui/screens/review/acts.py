"""What a learner does to the card in a review, besides answering it: put off, mark, note, ask for a hint."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from studyapp.deck.card import Card, Kind
from studyapp.errors import StudyError
from studyapp.study.cards import marking
from studyapp.study.doubt.disputing import write_dispute
from studyapp.study.opening import Study
from studyapp.study.review.confidence import surer
from studyapp.tui.screens.review.turn import ReviewTurn
from studyapp.tui.widgets.answer_line import AnswerLine
from studyapp.tui.widgets.confidence import ConfidenceLine

ACTIONS = {"type", "hint", "surer", "info", "bury", "suspend", "mark", "flag", "note", "dispute", "copy"}


class CardActs(ReviewTurn):
    """Marks on the card, hints, confidence; each mark is an act that `u` takes back."""

    def action_hint(self) -> None:
        turn = self.turn
        if turn is None or turn.revealed:
            return
        if not (hint := turn.hint()):  # asked for by the key that works while one types
            self.page.say("There is no hint for this one.")
            return
        known = len(turn.known_hints)
        self.page.say(f"Hint: {hint}   ({turn.hints} of {known})" if known > 1 else f"Hint: {hint}")

    def action_type(self) -> None:
        """Type what a gap hides, on this card; or go on typing."""
        self.page.add_class("-typing")
        self.set_focus(self.query_one(AnswerLine))

    def action_surer(self, step: int) -> None:
        """Say how sure one is, one level more or less."""
        if (turn := self.turn) is not None:
            turn.confidence = surer(turn.confidence, step)
            self.query_one(ConfidenceLine).say(turn.confidence)

    async def action_bury(self) -> None:
        """Put the card off, and its siblings, which would show what it hides."""
        await self.put_away(marking.put_off, "Buried until tomorrow")

    async def action_suspend(self) -> None:
        await self.put_away(marking.put_out, "Suspended")

    async def put_away(self, act: Callable[[Study, Card], Sequence[str]], done: str) -> None:
        """Take the card out of this session, and go on."""
        if (presented := self.presented) is None:
            return
        gone: list[str] = []
        if not self.try_to(lambda: gone.extend(act(self.session.study, presented.card))):
            return
        siblings = " and its siblings" if len(gone) > 1 else ""
        self.notify(f"{done}: “{presented.card.title}”{siblings}. Undo brings it back.")
        self.end_turn()
        for card in gone:
            self.session.leave_out(card)
        await self.show_next()

    def action_mark(self) -> None:
        if (turn := self.turn) is not None:
            self.try_to(lambda: marking.mark(self.session.study, [turn.presented.card.id]))
            self.page.show_marks(turn)

    def action_flag(self) -> None:
        from studyapp.tui.screens.flags import Flags

        if (turn := self.turn) is None:
            return

        def put(number: int | None) -> None:
            if number is not None:
                self.try_to(lambda: marking.flag(self.session.study, [turn.presented.card.id], number))
                self.page.show_marks(turn)

        self.app.push_screen(Flags(), put)

    def action_note(self) -> None:
        from studyapp.tui.screens.note import Note

        if (turn := self.turn) is None:
            return
        study, card = self.session.study, turn.presented.card
        known = marking.mark_of(study, card.id).note

        def put(text: str | None) -> None:
            if text is not None and text != known:
                self.try_to(lambda: marking.note(study, card.id, text))
                self.page.show_marks(turn)

        self.app.push_screen(Note(card.title, known), put)

    def action_info(self) -> None:
        from studyapp.tui.screens.card_info import CardInfoScreen

        if self.presented is not None:
            self.app.push_screen(CardInfoScreen(self.session.study, self.presented.card))

    def action_dispute(self) -> None:
        if (turn := self.turn) is None:
            return
        try:
            path = write_dispute(self.session.study, turn.presented.card, turn.run)
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
        if (turn := self.turn) is None:
            return
        presented = turn.presented
        parts = [presented.title, presented.question, *(f"- {text}" for text, _ in presented.choices)]
        if turn.revealed:
            parts.append(presented.answer)
            if presented.entry is not None:
                parts.append(f"studyapp prove {presented.entry.id} --seed {presented.seed}")
        self.app.copy_to_clipboard("\n".join(part for part in parts if part))
        self.notify("Copied.", timeout=2)

    def try_to(self, act: Callable[[], object]) -> bool:
        """Do it, or say why it was not done."""
        try:
            act()
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return False
        self.refresh_bindings()
        return True

    def offers_act(self, action: str) -> bool:
        """Whether one of ACTIONS would do something now."""
        if (turn := self.turn) is None:
            return False
        match action:
            case "surer":
                return not turn.revealed
            case "hint":
                return not turn.revealed and bool(turn.known_hints) and turn.draft is None
            case "type":
                is_cloze = turn.presented.card.kind is Kind.CLOZE
                return not turn.revealed and (is_cloze or turn.presented.typed)
            case "dispute":
                return turn.revealed
        return True
