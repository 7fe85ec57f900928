"""Home: what there is to do, deck by deck, and the days to come."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from studyapp.errors import StudyError
from studyapp.schedule.days import date_of
from studyapp.tui.screens.home.doors import HomeDoors
from studyapp.tui.screens.home.words import (
    EVERYTHING,
    invite,
    make_rows,
    spell_contested,
    spell_habit,
    spell_pause,
    spell_problems,
    spell_todo,
)
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.deck_table import DeckRow, DeckTable
from studyapp.tui.widgets.forecast import Forecast
from studyapp.tui.widgets.heads import Edges
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say

if TYPE_CHECKING:
    from studyapp.study.glance import FirstLook
    from studyapp.study.opening import Study
    from studyapp.study.overview import Overview
    from studyapp.study.review.wanted import Wanted
    from studyapp.tui.app import StudyApp

WATCHED = 3.0  # seconds between two looks at what others do


class Home(HomeDoors):
    """The first screen; everything starts here."""

    DEFAULT_CSS = """
    Home {
        align-horizontal: center;
        & > VerticalScroll { width: 100%; max-width: 92; padding: 1 0 0 1; scrollbar-size-vertical: 1; }
        Edges, Forecast { margin-right: 1; }
        DeckTable { margin: 2 1 2 0; }
        &.-short DeckTable, .-short & DeckTable { margin: 1 1 1 0; }
        #pause, #contested, #problems { height: auto; margin: 1 1 0 0; color: $text-warning; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "start", id="home.start"),
        Binding("slash", "browse(True)", "find", id="home.find", key_display="/"),
        Binding("b", "browse(False)", "browse", id="home.browse"),
        Binding("t", "stats", "stats", id="home.stats"),
        Binding("c", "contested", "contested", id="home.contested"),
        Binding("x", "problems", "problems", id="home.problems"),
        Binding("o", "other", "other", id="home.other"),
        Binding("n", "new", "new", id="home.new"),
        Binding("p", "pause", "pause new", show=False, id="home.pause"),
        Binding("u", "undo", "undo", id="home.undo"),
        Binding("q", "app.quit", "quit", id="home.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self.put_off: tuple[str, ...] = ()  # cards with a changed answer, that were asked about already
        self.seen = 0  # the newest event that the overview knows

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Edges(id="todo")
            yield Edges(id="counts")
            for warning in ("pause", "contested", "problems"):
                yield Static("", id=warning, markup=False)
            yield DeckTable()
            yield Forecast()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#todo", Edges).show(say("reading the decks …", "bold"))
        self.set_interval(WATCHED, self.look_again)

    def on_screen_resume(self) -> None:
        self.query_one(DeckTable).focus()
        if self.studyapp.study is not None:
            self.refresh_overview()

    def glance(self, first: FirstLook) -> None:
        """Show the counts as they were left, until the overview is there."""
        if self.overview is None:
            self.count(first.new, first.learning, first.due)
            rows = [DeckRow(d.name, d.title, d.new, d.learning, d.due, None) for d in first.decks]
            total = DeckRow(EVERYTHING, "everything", first.new, first.learning, first.due, None)
            self.query_one(DeckTable).show([total, *rows] if len(rows) > 1 else rows)

    def count(self, new: int, learning: int, due: int, *start: Content) -> None:
        counts = say(f"{due} due · {learning} learning · {new} new", "$text-muted")
        self.query_one("#counts", Edges).show(counts, *start)

    def refresh_overview(self) -> None:
        """Compute it in a thread: with many cards it takes longer than a key press may."""
        work = partial(self.compute, self.studyapp)  # which a screen that was left knows no more
        self.run_worker(work, thread=True, exclusive=True, group="overview")

    def look_again(self) -> None:
        """Only while anyone looks: a review has its own key presses to serve."""
        if self.is_current and self.overview is not None:
            self.run_worker(partial(self.notice, self.studyapp), thread=True, group="notice")

    def notice(self, app: StudyApp) -> None:
        """In a thread: show what was done in another window, or to the files."""
        from studyapp.study.library.noticing import is_news

        if app.study is None:
            return
        try:
            news = is_news(app.study, self.seen)
        except StudyError:
            news = True  # what is wrong is said where all of it is read
        if news:
            app.call_from_thread(self.refresh_overview)

    def compute(self, app: StudyApp) -> None:
        from studyapp.study.library.editing import take_up
        from studyapp.study.library.noticing import newest_event
        from studyapp.study.overview import make_overview

        if app.study is None:
            return
        try:
            take_up(app.study)
            self.seen = newest_event(app.study)
            overview = make_overview(app.study)
        except StudyError as error:
            app.call_from_thread(app.notify, str(error), severity="warning", timeout=10)
            return
        app.call_from_thread(self.show, overview)

    def show(self, overview: Overview) -> None:
        if not self.query("#todo"):  # the app was left meanwhile
            return
        self.overview = overview
        study, counts = self.studyapp.study, overview.counts
        assert study is not None
        habit = [say(part, "$text-muted") for part in spell_habit(overview)]
        self.query_one("#todo", Edges).show(say(spell_todo(overview), "bold"), *habit)
        keys = key_of(self.app, "home.start", "enter"), key_of(self.app, "home.other", "o")
        self.count(counts.new, counts.learning, counts.due, *invite(overview, *keys))
        self.query_one(DeckTable).show(make_rows(overview))
        forecast = list(overview.forecast)
        forecast[0] = counts.total
        self.query_one(Forecast).show(forecast, date_of(overview.today))
        pause = spell_pause(overview, key_of(self.app, "home.pause", "p"))
        self.query_one("#pause", Static).update(pause)
        self.query_one("#pause", Static).display = bool(pause)
        self.warn("#contested", spell_contested(overview), key_of(self.app, "home.contested", "c"))
        self.warn("#problems", spell_problems(study), key_of(self.app, "home.problems", "x"))
        self.refresh_bindings()
        if study.unsettled and study.unsettled != self.put_off and self.is_current:
            self.put_off = study.unsettled  # asked once; again after the next change
            self.settle_changes(study)

    @work(group="changes", exclusive=True)
    async def settle_changes(self, study: Study) -> None:
        """Where an answer that the learner knows is another one now, ask once what that means."""
        from studyapp.tui.screens.changed import ask_what_changed

        await ask_what_changed(self.app, study)

    def warn(self, where: str, text: str, key: str) -> None:
        """Say what is wrong, and the key that shows it."""
        line = self.query_one(where, Static)
        line.update(Content.assemble(text, f"   {key}  look"))
        line.display = bool(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now."""
        study = self.studyapp.study
        if action in {"browse", "stats", "undo", "contested", "problems"} and (
            study is None or self.overview is None
        ):
            return False
        if action == "problems":
            return bool(study and study.reading.problems)
        if action == "contested":
            return bool(self.overview and self.overview.contested)
        if action == "undo":
            return bool(self.overview and self.overview.undoable)
        return True

    @on(DeckTable.Selected)
    def choose_deck(self, event: DeckTable.Selected) -> None:
        self.start_session(event.name)

    def action_start(self) -> None:
        self.start_session(self.query_one(DeckTable).current or EVERYTHING)

    def start_session(self, deck: str) -> None:
        from studyapp.study.review.wanted import Wanted

        self.open_session(Wanted(deck))

    def open_session(self, wanted: Wanted) -> None:
        from studyapp.study.review import sittings
        from studyapp.study.review.wanted import Pace
        from studyapp.tui.screens.review.screen import Review

        study = self.studyapp.study
        if study is None:
            self.studyapp.wanted = wanted  # opened as soon as the decks are read
            return
        if study.store.read_only:
            self.notify(study.notice, severity="warning")
            return
        try:
            session = sittings.open_session(study, wanted)
        except StudyError as error:
            self.notify(str(error), severity="error", timeout=10)
            return
        if not session.counts().total:
            key = key_of(self.app, "home.other", "o")
            other = f" {key} offers other sessions: ahead of time, or over everything."
            self.notify(session.spell_nothing() + (other if wanted.pace is Pace.SCHEDULED else ""))
            return
        self.app.push_screen(Review(session))

    def action_undo(self) -> None:
        """Take the last thing back; a review's question is asked again, for another grade."""
        from studyapp.study.review.session import Session
        from studyapp.tui.screens.review.screen import Review

        study = self.studyapp.study
        if study is None:
            return
        session = Session(study)
        try:
            undone = session.undo()
        except StudyError as error:
            self.notify(str(error), severity="warning")
            return
        self.notify(undone.spell(study.moment().day), timeout=8)
        if undone.what == "review" and undone.presented is not None:
            self.app.push_screen(Review(session, first=undone.presented))
        else:
            self.refresh_overview()

    def current_deck(self) -> tuple[str, str]:
        """Name and title of the deck under the cursor."""
        table = self.query_one(DeckTable)
        name = table.current or EVERYTHING
        return name, next((row.title for row in table.rows if row.name == name), "everything")

    def action_new(self) -> None:
        from studyapp.tui.screens.home.making import ask

        study = self.studyapp.study
        if study is not None:
            ask(self.app, study, *self.current_deck(), self.refresh_overview)

    def action_other(self) -> None:
        from studyapp.tui.screens.sittings import Sittings

        sittings = Sittings(*self.current_deck())
        self.app.push_screen(sittings, lambda wanted: self.open_session(wanted) if wanted else None)

    def action_pause(self) -> None:
        from studyapp.study.review.allowance import pause_new

        study, overview = self.studyapp.study, self.overview
        if study is None or overview is None:
            return
        paused = not overview.allowed.paused
        try:
            pause_new(study, paused=paused)
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error")
            return
        key = key_of(self.app, "home.pause", "p")
        self.notify(f"No new cards until you press {key} again." if paused else "New cards come again.")
        self.refresh_overview()
