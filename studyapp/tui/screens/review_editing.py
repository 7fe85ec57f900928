"""Editing a card in the middle of a review, and coming back to the same question as it is then."""

from __future__ import annotations

from textual import work

from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.study.editing import editor_command, place_to_edit, take_up
from studyapp.study.presenting import Presented
from studyapp.tui.editor import run_editor
from studyapp.tui.screens.changed import ask_what_changed
from studyapp.tui.screens.review_acts import ReviewActs


class ReviewEditing(ReviewActs):
    """The learner's own editor on the card's file."""

    async def ask(self, presented: Presented) -> None:
        """Put a question on the screen."""
        raise NotImplementedError

    async def action_edit(self) -> None:
        if self.presented is not None:
            await self.edit(self.presented.card)

    async def edit(self, card: Card) -> None:
        """Open the card at its line; afterwards the question that stands is asked as it is then."""
        study = self.session.study
        try:
            command = editor_command(place_to_edit(study, card), card.line)
        except StudyError as error:
            self.notify(str(error), severity="error")
            return
        self.end_proof()
        try:
            run_editor(self.app, command)
        except StudyError as error:
            self.notify(str(error), severity="warning", timeout=15)
        take_up(study)
        self.settle_changes()
        await self.ask_again(card)

    async def ask_again(self, edited: Card) -> None:
        presented = self.presented
        again = self.session.find(presented.id, presented.card.id) if presented else None
        if again is not None:
            await self.ask(again)
            return
        problems = self.session.study.reading.problems
        problem = next((p for p in problems if edited.id in p.message or p.file == edited.file), None)
        self.notify(
            str(problem) if problem else f"{edited.id} is no longer in your decks.", severity="warning"
        )
        await self.show_next()

    @work(group="changes", exclusive=True)
    async def settle_changes(self) -> None:
        """Where an answer that the learner knows is another one now, ask once what that means."""
        await ask_what_changed(self.app, self.session.study)
