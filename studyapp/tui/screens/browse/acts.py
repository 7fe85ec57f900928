"""What Browse does to the selected cards, or to the current one where none is selected."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from textual import on, work
from textual.app import App
from textual.binding import Binding
from textual.content import Content

from studyapp.errors import StudyError
from studyapp.store import journal, marks, memory, undoing
from studyapp.study.cards import marking
from studyapp.study.cards.flags import FLAGS
from studyapp.study.library import moving
from studyapp.study.library.editing import place_to_edit
from studyapp.study.opening import Study, offset_minutes
from studyapp.tui.editor import edit_file
from studyapp.tui.files import take_up_or_say
from studyapp.tui.screens.browse.frame import BrowseFrame
from studyapp.tui.screens.browse.move import Decks
from studyapp.tui.screens.changed import ask_what_changed
from studyapp.tui.screens.flags import Flags
from studyapp.tui.shown_keys import key_line, key_of
from studyapp.tui.widgets.card_table import CardTable
from studyapp.tui.widgets.lines import say
from studyapp.words import plural

ACTS = [
    Binding("s", "suspend", "suspend", id="browse.suspend"),
    Binding("m", "move", "move", id="browse.move"),
    Binding("0", "reset", "reset", id="browse.reset"),
    Binding("f", "flag", "flag", id="browse.flag"),
    Binding("asterisk", "star", "★ star", id="browse.star", key_display="*"),
    Binding("a", "all", "select all", id="browse.all"),
    Binding("e", "edit", "edit", id="browse.edit"),
    Binding("u", "undo", "undo", id="browse.undo"),
]
MANY = (  # what can be done with several, by the key it usually has
    ("suspend", "s", "suspend"),
    ("move", "m", "move"),
    ("reset", "0", "reset"),
    ("flag", "f", "flag"),
    ("star", "*", "★ star"),
)
T = TypeVar("T")
OFFERED = {action for action, *_ in MANY}


@dataclass(frozen=True, slots=True)
class Done:
    """An act that can be taken back: the newest event after it, or what a move changed."""

    what: str  # "suspended 2 cards"
    event: str = ""
    move: moving.Move | None = None


class BrowseActs(BrowseFrame):
    """Each act is one transaction in a thread; `u` takes back what was done on this screen, newest first."""

    def __init__(self, study: Study, query: str = "", *, typing: bool = False) -> None:
        super().__init__(study, query, typing=typing)
        self.done: list[Done] = []
        self.told = ""  # what was done last
        self.is_busy = False
        self.waiting: deque[tuple[str, Callable[[], None]]] = deque()

    @property
    def targets(self) -> list[str]:
        """The selected cards, or the current one."""
        if self.table.selected:
            return sorted(self.table.selected)
        return [self.table.current.id] if self.table.current else []

    def offers(self, action: str) -> bool:
        """Whether an action would do something now."""
        if action in OFFERED:
            has_some = bool(self.table.selected) or self.table.current is not None
            return has_some and not self.study.store.read_only
        return bool(self.done) if action == "undo" else True

    def ask(self, text: str) -> None:
        self.told = ""
        super().ask(text)

    def tell(self) -> None:
        """Say how many cards are selected, and what can be done with them; else what was done last."""
        count = len(self.table.selected)
        rest = self.told or (self.spell_nothing() if self.table.total == 0 else "")
        self.say(spell_keys(self.app, count) if count else rest)

    @on(CardTable.Selected)
    def tell_selected(self) -> None:
        self.tell()
        self.refresh_bindings()

    def action_all(self) -> None:
        """Select all that the query finds; once all are selected, none."""
        if self.table.selected and len(self.table.selected) == self.table.total:
            self.table.select(())
            return
        query = self.wanted
        self.aside("", lambda: self.browser.find(query), self.table.select)

    def action_suspend(self) -> None:
        """Suspend them, or, where all of them are suspended, resume them."""
        cards = self.targets

        def suspend() -> str:
            with self.study.store.read() as connection:
                kept = marks.all_marks(connection)
            if all(card in kept and kept[card].suspended for card in cards):
                marking.resume(self.study, cards)
                return "resumed"
            marking.suspend(self.study, cards)
            return "suspended"

        self.act(cards, suspend)

    def action_reset(self) -> None:
        cards = self.targets

        def reset() -> str:
            marking.reset(self.study, cards)
            return "made new again:"

        self.act(cards, reset)

    def action_star(self) -> None:
        cards = self.targets

        def star() -> str:
            return "starred" if marking.mark(self.study, cards) else "no longer starred:"

        self.act(cards, star)

    def action_flag(self) -> None:
        cards = self.targets

        def flag(number: int | None) -> None:
            if number is not None:
                self.act(cards, partial(self.put_flag, cards, number))

        self.app.push_screen(Flags(), flag)

    def put_flag(self, cards: Sequence[str], number: int) -> str:
        marking.flag(self.study, cards, number)
        return f"flagged {FLAGS[number]}:" if number else "no longer flagged:"

    def action_move(self) -> None:
        cards = self.targets
        decks = self.study.reading.library.decks

        def move(deck: str | None) -> None:
            if deck is not None:
                self.aside("moving …", lambda: moving.move(self.study, cards, deck), self.moved)

        here = {card.deck for name in cards if (card := self.study.reading.library.cards.get(name))}
        others = [(deck.name, deck.title) for deck in decks if here != {deck.name}]
        self.app.push_screen(Decks(others, len(cards)), move)

    def moved(self, move: moving.Move) -> None:
        self.finish(Done(f"moved to {move.deck}: {spell_cards(len(move.notes), 'heading')}", move=move))

    def act(self, cards: Sequence[str], change: Callable[[], str]) -> None:
        """Do it in a thread, remember how to take it back, and show the cards as they are then."""

        def do() -> Done:
            before = self.newest_event()
            what, after = f"{change()} {spell_cards(len(cards))}", self.newest_event()
            return Done(what, event=after if after != before else "")

        self.aside(f"{spell_cards(len(cards))} …", do, self.finish)

    def newest_event(self) -> str:
        with self.study.store.read() as connection:
            deed = journal.last_deed(connection)
        return deed.id if deed else ""

    def finish(self, done: Done) -> None:
        if not done.event and done.move is None:
            self.show_again("Nothing changed: it was so already.")
            return
        self.done.append(done)
        undo = key_line(self.app, ("browse.undo", "u", "undo"))
        self.show_again(f"{done.what[0].upper()}{done.what[1:]}.   {undo}")

    def show_again(self, told: str) -> None:
        """Show the cards as they are now, none of them selected."""
        self.told = told
        self.table.select(())
        self.browser.refresh()
        self.search(stay=True)

    def action_undo(self) -> None:
        def undo() -> str:
            if not self.done:
                return ""
            last = self.done.pop()
            try:
                return self.take_back(last)
            except StudyError:
                if last.move is None:  # one whose files were changed stands for good
                    self.done.append(last)
                raise

        self.aside("undoing …", undo, self.undone)

    def undone(self, told: str) -> None:
        if told:
            self.show_again(told)

    def take_back(self, last: Done) -> str:
        """In a thread: take back what was done here; return what that was."""
        study = self.study
        if last.move is not None:
            moving.take_back(study, last.move)
            return f"Undone: {last.what}."
        with study.store.read() as connection:
            stands = memory.standing(connection, (last.event,))
        if not stands:
            return f"Another window has taken this back already: {last.what}."
        if self.newest_event() != last.event:
            raise StudyError("something else was done since.", todo="Undo that first, from Home.")
        undoing.undo(study.store, at=study.clock.now(), utc_offset=offset_minutes(study))
        return f"Undone: {last.what}."

    def aside(self, told: str, do: Callable[[], T], show: Callable[[T], object]) -> None:
        """Do something in a thread, after what was asked for before it, and show what came of it."""
        app = self.app

        def run() -> None:
            try:
                result = do()
            except StudyError as error:
                app.call_from_thread(self.go_on, partial(self.failed, error))
            else:
                app.call_from_thread(self.go_on, partial(show, result))

        self.waiting.append((told, run))
        if not self.is_busy:
            self.begin()

    def begin(self) -> None:
        """Begin with what waits longest."""
        self.is_busy = bool(self.waiting)
        if self.waiting:
            told, run = self.waiting.popleft()
            self.say(told)
            self.run_worker(run, thread=True, group="act")

    def go_on(self, show: Callable[[], object]) -> None:
        show()
        self.begin()
        self.refresh_bindings()

    def failed(self, error: StudyError) -> None:
        self.tell()
        self.notify(str(error), severity="error", timeout=15)

    @work(group="edit", exclusive=True)
    async def action_edit(self) -> None:
        """Open the card at its line in the learner's own editor."""
        card = self.study.reading.library.cards.get(self.table.current.id) if self.table.current else None
        if card is None:
            return
        if not edit_file(self, lambda: place_to_edit(self.study, card), card.line):
            return
        if take_up_or_say(self, self.study):
            await ask_what_changed(self.app, self.study)
        self.show_again("")


def spell_cards(count: int, what: str = "card") -> str:
    return f"{count:,} {plural(count, what)}"


def spell_keys(app: App[object], count: int) -> Content:
    parts = (
        say(key_of(app, f"browse.{action}", key), "bold $text-accent") + say(f" {words}", "dim")
        for action, key, words in MANY
    )
    return say(f"{count:,} selected:  ", "bold") + Content("   ").join(parts)
