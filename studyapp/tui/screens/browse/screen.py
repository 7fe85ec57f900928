"""Browse: every card, those that a query finds, and what can be done to many at once."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from studyapp.query.tree import Every
from studyapp.store.search import Order
from studyapp.study.review.session import Session
from studyapp.tui.screens.browse.acts import ACTS, BrowseActs
from studyapp.tui.screens.browse.card import BrowsedCard
from studyapp.tui.screens.browse.saved import choose_saved, save_as
from studyapp.tui.screens.keys import Keys
from studyapp.tui.widgets.card_table import CardTable
from studyapp.tui.widgets.query_line import Fault

ORDERS = {
    Order.PLACE: "in the library's order",
    Order.DUE: "the longest due first",
    Order.STABILITY: "the weakest first",
    Order.LAPSES: "the most often forgotten first",
    Order.ADDED: "the newest first",
}
ROWS = {"review", "edit", "all"}  # actions that need a row
LETTERS = {"find", "order", "leave", *ROWS, *(binding.action for binding in ACTS)}
TYPING = {"to_table", "clear", "keys"}  # actions of the query's line


class Browse(BrowseActs):
    """`/` types a query and the table follows; Enter shows a card, space selects it for an act on many."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "find", id="browse.find", key_display="/"),
        Binding("R", "review", "review", id="browse.review"),
        *ACTS,
        Binding("o", "order", "order", id="browse.order"),
        Binding("tab", "saved", "saved", show=False, id="browse.saved"),
        Binding("ctrl+s", "save", "save", show=False, id="browse.save"),
        Binding("q,escape", "leave", "back", id="browse.leave", key_display="esc"),
    ]

    def on_screen_resume(self) -> None:
        """A review, or an editor, may have changed what the table says."""
        if self.table.pages:
            self.browser.refresh()
            self.search(stay=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now; while a query is typed, letters are letters."""
        if action in TYPING:
            return self.line.has_focus
        if action in LETTERS and self.line.has_focus:
            return False
        if action in ROWS:
            return self.table.length > 0
        return self.offers(action)

    def action_find(self) -> None:
        self.set_focus(self.line)  # at once: what follows is typed
        self.line.cursor_position = len(self.line.value)

    def action_to_table(self) -> None:
        """Go to what was found; a wrong query is to be mended first."""
        if self.error is not None:
            self.query_one(Fault).show(self.error, unfinished=False)
            return
        self.table.focus()
        self.tell()

    def action_clear(self) -> None:
        """Empty the line; an empty one is left."""
        if self.line.value:
            self.line.value = ""
        else:
            self.table.focus()

    def action_keys(self) -> None:
        """While letters are typed, a question mark is one: this does the same."""
        self.app.push_screen(Keys(self))

    def action_leave(self) -> None:
        self.dismiss()

    def action_order(self) -> None:
        orders = list(Order)
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.say(f"Sorted: {ORDERS[self.order]}.")
        self.search()

    @on(CardTable.Opened)
    def open_card(self, event: CardTable.Opened) -> None:
        if self.table.total is None:
            self.newest += 1  # counting can wait until the learner is back
        preview = self.browser.preview(event.card)
        if preview is None:
            self.notify(f"“{event.card}” is no longer in your decks.", severity="warning")
            return
        self.app.push_screen(BrowsedCard(self.study, preview))

    def action_review(self) -> None:
        """A session over the selected cards, or over all that the query finds."""
        from studyapp.tui.screens.review.screen import Review

        if self.study.store.read_only:
            self.notify(self.study.notice, severity="warning")
            return
        selected, query = tuple(self.table.selected), self.wanted

        def find() -> tuple[str, ...] | None:
            everything = isinstance(query, Every) and not selected
            return None if everything else selected or tuple(self.browser.find(query))

        def start(found: tuple[str, ...] | None) -> None:
            session = Session(self.study, found=found, name=self.query_text.strip())
            if session.counts().total:
                self.app.push_screen(Review(session))
            else:
                self.notify("None of these is due now.")

        self.aside("", find, start)

    def action_save(self) -> None:
        save_as(self, self.study, self.query_text.strip())

    def action_saved(self) -> None:
        choose_saved(self, self.study, self.use)

    def use(self, query: str) -> None:
        self.line.value = query
        self.table.focus()
