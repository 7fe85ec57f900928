"""Editing a card in the middle of a review, and coming back to the same question as it is then."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import work
from textual.app import App

from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.store import memory
from studyapp.study.library.editing import place_to_edit, take_up
from studyapp.study.library.reading import Reading
from studyapp.study.opening import Study
from studyapp.study.review.presenting import Presented
from studyapp.tui.editor import edit_file
from studyapp.tui.files import take_up_or_say
from studyapp.tui.screens.changed import ask_what_changed
from studyapp.tui.screens.review.turn import ReviewTurn

WATCHED = 3.0  # seconds between two looks at the files


def follow(study: Study, presented: Presented) -> Presented | None:
    """What is shown, of the card as the files have it now, renamed perhaps; None where they do not."""
    card = study.reading.library.find(presented.card.id)
    if card is None:
        return None
    with study.store.read() as connection:
        return replace(presented, card=card, memory=memory.get(connection, card.id))


def is_same(one: Card, other: Card) -> bool:
    """Whether two cards differ at most in where they stand and what they are called."""
    return replace(one, id=other.id, was=other.was, line=other.line) == other


def asks_the_same(one: Card, other: Card) -> bool:
    """Whether nobody would see a difference before the reveal."""
    return (one.title, one.question, one.choices) == (other.title, other.question, other.choices)


def under_its_id(presented: Presented, now: Presented) -> Presented:
    card = replace(presented.card, id=now.card.id, was=now.card.was, line=now.card.line)
    return replace(presented, card=card, memory=now.memory)


class Editing(ReviewTurn):
    """The learner's own editor on a card's file, and what anyone changes in the files meanwhile."""

    async def action_edit(self) -> None:
        if self.presented is not None:
            await self.edit(self.presented.card)

    async def edit(self, card: Card) -> None:
        """Open the card at its line; afterwards the question that stands is asked as it is then."""
        study = self.session.study
        if not edit_file(self, lambda: place_to_edit(study, card), card.line):
            return
        before = study.reading
        take_up_or_say(self, study)
        self.tell_problems(before)
        self.settle_changes()
        await self.ask_again()

    async def ask_again(self) -> None:
        """Ask the question that stands, where one does, as its card is now."""
        presented = self.presented
        if presented is None:
            return
        again = self.session.find(presented.id, presented.card.id)
        if again is not None:
            await self.ask(again)
            return
        gone = f"“{presented.card.title}” is not in your decks any more: the next one."
        self.notify(gone, severity="warning")
        await self.show_next()

    def tell_problems(self, before: Reading) -> None:
        """Say what is wrong in the files that was not before."""
        problems = [one for one in self.session.study.reading.problems if one not in before.problems]
        errors = [one for one in problems if one.severity == "error"]
        if errors:
            more = f"\nand {len(errors) - 1} more; `studyapp check` lists them" if len(errors) > 1 else ""
            self.notify(f"{errors[0]}{more}", title="A card is left out", severity="warning", timeout=15)

    def watch_files(self) -> None:
        """Take up what anyone changes in the files meanwhile."""
        self.set_interval(WATCHED, self.look_at_files)

    def look_at_files(self) -> None:
        work = partial(self.compare_files, self.app)
        self.run_worker(work, thread=True, group="files", exclusive=True)

    def compare_files(self, app: App[object]) -> None:
        """In a thread, which may outlast this screen."""
        before = self.session.study.reading
        try:
            changed = take_up(self.session.study)
        except StudyError as error:
            app.call_from_thread(self.notify, str(error), severity="warning")
            return
        if changed:
            app.call_from_thread(self.call_later, self.show_changes, before)

    async def show_changes(self, before: Reading) -> None:
        """Ask the question as it is now, unless its answer is on the screen or being given."""
        self.tell_problems(before)
        if (turn := self.turn) is None:
            return
        presented, given = turn.presented, self.page.response()
        now = follow(self.session.study, presented)
        answering = turn.revealed or bool(given.text or given.picked or turn.draft)
        if now is not None and (answering or is_same(now.card, presented.card)):
            # It may stand on another line or have another id; what is being answered stays as it was shown.
            turn.presented = now if is_same(now.card, presented.card) else under_its_id(presented, now)
        elif not answering:
            if now is not None and not asks_the_same(now.card, presented.card):
                self.notify("Its deck has changed: this is the card as it is now.")
            await self.ask_again()

    @work(group="changes", exclusive=True)
    async def settle_changes(self) -> None:
        """Where an answer that the learner knows is another one now, ask once what that means."""
        await ask_what_changed(self.app, self.session.study)
