"""Choosing by a query the cards whose statistics are shown."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from studyapp.query.errors import QueryError
from studyapp.query.grammar import parse
from studyapp.study.cards.browsing import find_cards
from studyapp.study.opening import Study
from studyapp.tui.screens.browse.saved import choose_saved, save_as
from studyapp.tui.screens.keys import Keys
from studyapp.tui.shown_keys import key_line
from studyapp.tui.widgets.picker import FRAME
from studyapp.tui.widgets.query_line import Fault, QueryLine


class QueryChoice(ModalScreen[str | None]):
    """Returns a query that finds something, "" for everything; None to stay."""

    DEFAULT_CSS = f"""
    QueryChoice {{{FRAME}
        & > Vertical {{ width: 84; }}
        Horizontal {{ height: 1; }}
        #slash {{ width: 2; color: $text-accent; text-style: bold; }}
        QueryLine, QueryLine:focus {{ background: $panel; }}
        #said {{ height: auto; color: $text-muted; }}
    }}
    """

    def __init__(self, study: Study, text: str, *, is_asked: bool) -> None:
        """`is_asked`: a query is what is shown now, so that none means everything again."""
        super().__init__()
        self.study, self.is_asked = study, is_asked
        self.line = QueryLine(text)
        self.error: QueryError | None = None
        self.newest = 0  # number of the newest search

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Statistics of the cards that a query finds", id="ask")
            with Horizontal():
                yield Static("/", id="slash")
                yield self.line
            yield Fault()
            yield Static("", id="said", markup=False)
            yield Static("", id="keys", markup=False)

    def on_mount(self) -> None:
        self.line.focus()
        self.read(self.line.value)

    @on(Input.Changed)
    def type_query(self, event: Input.Changed) -> None:
        event.stop()
        self.read(event.value)

    def read(self, text: str) -> None:
        """Say at once what is wrong with it."""
        self.newest += 1
        self.error = None
        self.query_one(Fault).clear()
        self.say("")
        self.query_one("#keys", Static).update(self.spell_keys(text))
        try:
            parse(text)
        except QueryError as error:
            self.blame(error, unfinished=error.at >= len(error.query))

    def blame(self, error: QueryError, *, unfinished: bool) -> None:
        self.error = error
        self.query_one(Fault).show(error, unfinished=unfinished)
        self.say(error.todo)

    def say(self, words: str) -> None:
        self.query_one("#said", Static).update(words)

    def spell_keys(self, text: str) -> str:
        wanted = bool(text.strip())
        clear = "clear" if text else ("everything" if self.is_asked else "back")
        keys = [("query.clear", "esc", clear)]
        if wanted or not self.is_asked:
            keys.insert(0, ("query.done", "enter", "show these" if wanted else "everything"))
        return key_line(self.app, *keys, ("query.saved", "tab", "saved"))

    def action_to_table(self) -> None:
        """Take the query, once it is right and finds something."""
        text = self.line.value.strip()
        if self.error is not None:
            self.blame(self.error, unfinished=False)
        elif text:
            self.newest += 1
            self.run_worker(partial(self.look, self.newest, text), thread=True, exit_on_error=False)
        else:
            self.dismiss("")

    def look(self, number: int, text: str) -> None:
        """In a thread: a regular expression may take a while."""
        found: tuple[str, ...] | QueryError
        try:
            found = find_cards(self.study, text)
        except QueryError as error:
            found = error
        self.app.call_from_thread(self.answer, number, text, found)

    def answer(self, number: int, text: str, found: tuple[str, ...] | QueryError) -> None:
        """Unless something else is written by now."""
        if number != self.newest or not self.is_mounted:
            return
        if isinstance(found, QueryError):
            self.blame(found, unfinished=False)
        elif found:
            self.dismiss(text)
        else:
            self.say("No card is like that.")

    def action_clear(self) -> None:
        """Empty the line; an empty one is left, and with it the query that was shown."""
        if self.line.value:
            self.line.value = ""
        else:
            self.dismiss("" if self.is_asked else None)

    def action_save(self) -> None:
        save_as(self, self.study, self.line.value.strip())

    def action_saved(self) -> None:
        choose_saved(self, self.study, self.use)

    def use(self, query: str) -> None:
        self.line.value = query
        self.line.cursor_position = len(query)

    def action_keys(self) -> None:
        """While letters are typed, a question mark is one: this does the same."""
        self.app.push_screen(Keys(self))
