"""What the screens of statistics share: whose figures, of which period, computed in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from threading import Lock

from textual.binding import Binding
from textual.screen import Screen

from studyapp.errors import StudyError
from studyapp.insight.figure import Figure
from studyapp.insight.spell import write
from studyapp.study.opening import Study
from studyapp.study.progress.progress import PERIODS, Progress, Scope, aside, deck_scope
from studyapp.study.review import drilling
from studyapp.tui.screens.stats.asked import Asked
from studyapp.tui.screens.stats.deck import DeckChoice
from studyapp.tui.screens.stats.query import QueryChoice
from studyapp.tui.widgets.figures.panel import Span
from studyapp.tui.widgets.figures.scope_line import ScopeLine

# Each screen puts these among its own keys, in the order in which the bar is to show them.
PERIOD_KEYS = (
    Binding("left", "turn(-1)", "period", id="stats.shorter"),
    Binding("right", "turn(1)", show=False, id="stats.longer"),
)
SCOPE_KEYS = (
    Binding("d", "deck", "deck", id="stats.deck"),
    Binding("slash", "find", "find", id="stats.find", key_display="/"),
)
COPY_KEY = Binding("c,y", "copy", "copy", id="stats.copy")
LEAVE_KEY = Binding("q,escape", "leave", "back", id="stats.leave", key_display="esc")


class StatsFrame(Screen[None]):
    """Figures come one by one, in the order that they are asked for; older requests are given up."""

    def __init__(self, study: Study, asked: Asked) -> None:
        super().__init__()
        self.study, self.asked = study, asked
        self.newest = 0  # number of the newest request
        self.computing = Lock()  # one at a time: an older one ends at its next figure
        self.found: dict[str, Figure] = {}
        self.scope: Scope | None = None  # of what is on the screen; None until it is found
        self.shown: Asked | None = None  # what that is an answer to
        self.scope_line = ScopeLine(tuple(PERIODS))

    def wanted(self) -> Sequence[str]:
        """The figures to compute, in this order."""
        raise NotImplementedError

    def take(self, figure: Figure) -> None:
        """Show a figure that is ready."""
        raise NotImplementedError

    def forget(self) -> None:
        """Show that all figures are on their way."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """A session, or another period, may have changed every figure."""
        self.ask()

    def on_unmount(self) -> None:
        self.newest += 1

    def ask(self) -> None:
        self.newest += 1
        if self.shown != self.asked:  # else what is there stays until it is replaced
            self.found, self.scope = {}, None
            self.forget()
        self.shown = replace(self.asked)
        self.tell_scope()
        work = partial(self.compute, self.newest, replace(self.asked), self.wanted())
        self.run_worker(work, thread=True, group="figures", exit_on_error=False)

    def compute(self, number: int, asked: Asked, names: Sequence[str]) -> None:
        """In a thread: hand over each figure as it is ready, unless another request came meanwhile."""
        try:
            with self.computing, aside(self.study) as store:
                if number != self.newest:
                    return
                scope = asked.scope(self.study)
                self.app.call_from_thread(self.receive_scope, number, scope)
                progress = Progress(self.study, scope, asked.days, store)
                for name in names:
                    if number != self.newest:
                        return
                    figure = progress.figure(name)
                    self.app.call_from_thread(self.receive, number, figure)
        except StudyError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error")

    def receive_scope(self, number: int, scope: Scope) -> None:
        if number == self.newest and self.is_mounted:
            self.scope = scope
            self.tell_scope()

    def receive(self, number: int, figure: Figure) -> None:
        if number == self.newest and self.is_mounted:
            self.found[figure.kind.name] = figure
            self.take(figure)
            self.refresh_bindings()

    def tell_scope(self) -> None:
        """A query as it is written, and how many cards it finds; everything and decks by their names."""
        scope, query = self.scope, self.asked.query
        name = query or deck_scope(self.study, self.asked.deck).name
        cards = len(scope.cards) if query and scope and scope.cards is not None else None
        self.scope_line.show(name if query else name[:1].upper() + name[1:], cards, self.asked.period)

    def span(self) -> Span:
        """How far back drawings go."""
        return Span(self.asked.days or 365, self.study.moment().day)

    def action_turn(self, step: int) -> None:
        if self.asked.turn(step):
            self.ask()

    def action_deck(self) -> None:
        decks = [("", "everything"), *((deck.name, deck.title) for deck in self.study.reading.library.decks)]

        def choose(deck: str | None) -> None:
            if deck is not None:
                self.asked.ask_deck(deck)  # the screen asks again when it is back

        self.app.push_screen(DeckChoice(decks, self.asked.deck), choose)

    def action_find(self) -> None:
        def choose(query: str | None) -> None:
            if query is not None:
                self.asked.ask_query(query)

        asked = self.asked
        self.app.push_screen(QueryChoice(self.study, asked.as_query, is_asked=bool(asked.query)), choose)

    def drill(self, figure: Figure, rows: Sequence[int]) -> None:
        """Review what these rows count, or say why there is nothing to review."""
        from studyapp.tui.screens.review.screen import Review

        if self.study.store.read_only:
            self.notify(self.study.notice, severity="warning")
            return
        if self.scope is None or not rows:
            return
        session = drilling.drill(self.study, self.scope, figure, rows)
        if session.counts().total:
            self.app.push_screen(Review(session))
        elif figure.kind.name == drilling.CARDS:
            these = "This card is" if len(rows) == 1 else "These cards are"
            self.notify(f"{these} suspended or buried.")
        else:
            self.notify(session.spell_nothing())

    def action_copy(self) -> None:
        """All figures of this screen, as `studyapp stats` prints them."""
        if not self.found or self.scope is None:
            self.notify("The figures are not ready yet.")
            return
        lines = [f"{self.scope.name}, {self.asked.period}"]
        for figure in self.found.values():
            lines += ["", *write(figure)]
        self.app.copy_to_clipboard("\n".join(lines) + "\n")
        self.notify("Copied as text.")

    def action_leave(self) -> None:
        self.dismiss(None)
