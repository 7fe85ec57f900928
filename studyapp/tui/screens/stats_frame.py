"""What the screens of statistics share: whose figures, of which period, computed in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.errors import StudyError
from studyapp.insight.figure import Figure
from studyapp.insight.spell import write
from studyapp.study.opening import Study
from studyapp.study.progress import PERIODS, Progress, aside, deck_scope
from studyapp.tui.screens.stats_deck import DeckChoice
from studyapp.tui.widgets.figures.panel import Span
from studyapp.tui.widgets.lines import fit, say


@dataclass(slots=True)
class Asked:
    """What the learner wants to see; every screen of statistics follows it."""

    deck: str = ""  # "" for everything
    period: str = "90 days"

    def turn(self, step: int) -> bool:
        """Go to the next period; whether there is one."""
        names = list(PERIODS)
        place = names.index(self.period) + step
        if not 0 <= place < len(names):
            return False
        self.period = names[place]
        return True


class StatsFrame(Screen[None]):
    """Figures come one by one, in the order that they are asked for; older requests are given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "period", id="stats.shorter", key_display="←→"),
        Binding("right", "turn(1)", show=False, id="stats.longer"),
        Binding("d", "deck", "deck", id="stats.deck"),
        Binding("c", "copy", "copy", id="stats.copy"),
        Binding("q,escape", "leave", "back", id="stats.leave", key_display="esc"),
    ]

    def __init__(self, study: Study, asked: Asked) -> None:
        super().__init__()
        self.study, self.asked = study, asked
        self.newest = 0  # number of the newest request
        self.computing = Lock()  # one at a time: an older one ends at its next figure
        self.found: dict[str, Figure] = {}
        self.title_ = ""  # of the scope
        self.shown: tuple[str, str] | None = None  # deck and period of what is on the screen

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
        scope, days = deck_scope(self.study, self.asked.deck), PERIODS[self.asked.period]
        self.title_ = scope.name
        if self.shown != (
            self.asked.deck,
            self.asked.period,
        ):  # else what is there stays until it is replaced
            self.found = {}
            self.forget()
        self.shown = (self.asked.deck, self.asked.period)
        self.query_one("#scope", Static).update(self.head())
        progress = Progress(self.study, scope, days)
        work = partial(self.compute, self.newest, progress, self.wanted())
        self.run_worker(work, thread=True, group="figures", exit_on_error=False)

    def compute(self, number: int, progress: Progress, names: Sequence[str]) -> None:
        """In a thread: hand over each figure as it is ready, unless another request came meanwhile."""
        try:
            with self.computing, aside(self.study) as store:
                progress.store = store
                for name in names:
                    if number != self.newest:
                        return
                    figure = progress.figure(name)
                    self.app.call_from_thread(self.receive, number, figure)
        except StudyError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error", markup=False)

    def receive(self, number: int, figure: Figure) -> None:
        if number == self.newest and self.is_mounted:
            self.found[figure.kind.name] = figure
            self.take(figure)

    def span(self) -> Span:
        """How far back drawings go."""
        today, days = self.study.moment().day, PERIODS[self.asked.period]
        return Span(days or 365, today)

    def head(self) -> Content:
        """`Everything › last 90 days      30 days  [90 days]  year  all`."""
        last = "all time" if self.asked.period == "all" else f"last {self.asked.period}"
        name = self.title_[:1].upper() + self.title_[1:]
        choices = [
            say(f"[{period}]", "bold $text-accent")
            if period == self.asked.period
            else say(f" {period} ", "dim")
            for period in PERIODS
        ]
        right = Content("").join(choices)
        width = self.query_one("#scope", Static).content_size.width or 76
        left = say(f"{name} › {last}", "bold")
        return fit(left, max(1, width - right.cell_length - 1)) + say(" ") + right

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self.query_one("#scope", Static).update(self.head()))

    def action_turn(self, step: int) -> None:
        if self.asked.turn(step):
            self.ask()

    def action_deck(self) -> None:
        decks = [("", "everything"), *((deck.name, deck.title) for deck in self.study.reading.library.decks)]

        def choose(deck: str | None) -> None:
            if deck is not None:
                self.asked.deck = deck  # the screen asks again when it is back

        self.app.push_screen(DeckChoice(decks, self.asked.deck), choose)

    def action_copy(self) -> None:
        """All figures of this screen, as `studyapp stats` prints them."""
        if not self.found:
            self.notify("The figures are not ready yet.")
            return
        lines = [f"{self.title_}, {self.asked.period}"]
        for figure in self.found.values():
            lines += ["", *write(figure)]
        self.app.copy_to_clipboard("\n".join(lines) + "\n")
        self.notify("Copied as text.")

    def action_leave(self) -> None:
        self.dismiss(None)
