"""Home: what there is to do, deck by deck, and the days to come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.tui.widgets.deck_table import DeckRow, DeckTable
from studyapp.tui.widgets.forecast import Forecast
from studyapp.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from studyapp.study.glance import FirstLook
    from studyapp.study.overview import DeckLine, Overview
    from studyapp.tui.app import StudyApp

EVERYTHING = ""  # the name of the row that stands for all decks


class Home(Screen[None]):
    """The first screen; everything starts here."""

    DEFAULT_CSS = """
    Home {
        align-horizontal: center;
        & > VerticalScroll { width: 100%; max-width: 92; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        Horizontal { height: 1; }
        #todo { width: 1fr; text-style: bold; }
        #habit { width: auto; color: $text-muted; }
        #kinds { width: 1fr; color: $text-muted; }
        #start { width: auto; color: $text-accent; }
        DeckTable { margin: 2 0; }
        &.-short DeckTable, .-short & DeckTable { margin: 1 0; }
        #contested, #problems { margin-top: 1; color: $text-warning; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "start", id="home.start"),
        Binding("t", "stats", "stats", id="home.stats"),
        Binding("c", "contested", "contested", id="home.contested"),
        Binding("x", "problems", "problems", id="home.problems"),
        Binding("u", "undo", "undo", id="home.undo"),
        Binding("q", "app.quit", "quit", id="home.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None

    @property
    def studyapp(self) -> StudyApp:
        return cast("StudyApp", self.app)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            with Horizontal():
                yield Static("reading the decks …", id="todo", markup=False)
                yield Static("", id="habit", markup=False)
            with Horizontal():
                yield Static("", id="kinds", markup=False)
                yield Static("", id="start", markup=False)
            yield DeckTable()
            yield Forecast()
            yield Static("", id="contested", markup=False)
            yield Static("", id="problems", markup=False)
        yield KeyBar()

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

    def count(self, new: int, learning: int, due: int) -> None:
        self.query_one("#kinds", Static).update(f"{due} due · {learning} learning · {new} new")

    def refresh_overview(self) -> None:
        """Compute it in a thread: with many cards it takes longer than a key press may."""
        self.run_worker(self.compute, thread=True, exclusive=True, group="overview")

    def compute(self) -> None:
        from studyapp.study.editing import take_up
        from studyapp.study.overview import make_overview

        study = self.studyapp.study
        if study is not None:
            take_up(study)
            overview = make_overview(study)
            self.app.call_from_thread(self.show, overview)

    def show(self, overview: Overview) -> None:
        self.overview = overview
        counts, figures = overview.counts, overview.figures
        rate = figures.retention["7 days"].all.rate
        habit = [f"{figures.streak}-day run"] if figures.streak else []
        habit += [] if rate is None else [f"{rate:.0%} recalled this week"]
        self.query_one("#todo", Static).update(self.spell_todo(overview))
        self.query_one("#habit", Static).update(" · ".join(habit))
        self.count(counts.new, counts.learning, counts.due)
        start = (
            Content.assemble(("enter", "bold $text-accent"), ("  start", "$text-muted"))
            if counts.total
            else ""
        )
        self.query_one("#start", Static).update(start)
        self.query_one(DeckTable).show(make_rows(overview))
        today = datetime.fromtimestamp(overview.today * 86400, UTC).date()
        forecast = list(figures.forecast)
        forecast[0] = counts.total
        self.query_one(Forecast).show(forecast, today)
        self.warn("#contested", spell_contested(overview), "c", "look")
        self.warn("#problems", self.spell_problems(), "x", "look at it")
        self.refresh_bindings()

    def spell_todo(self, overview: Overview) -> str:
        """What there is to do, or when there will be something."""
        from studyapp.schedule.spell import spell_due

        if overview.counts.total:
            return f"{overview.counts.total} to review · about {spell_minutes(overview.minutes)}"
        study = self.studyapp.study
        assert study is not None
        moment = study.moment()
        if overview.next_at is not None:
            when = spell_due(overview.next_at, None, moment.at, moment.day)
        elif overview.next_day is not None:
            when = spell_due(None, overview.next_day, moment.at, moment.day)
        else:
            return "There is nothing to review yet."
        return f"Nothing to review now. The next card comes {when}."

    def warn(self, where: str, text: str, key: str, words: str) -> None:
        """Say what is wrong, and the key that shows it."""
        line = self.query_one(where, Static)
        line.update(Content.assemble(text, f"   {key}  {words}"))
        line.display = bool(text)

    def spell_problems(self) -> str:
        study = self.studyapp.study
        problems = study.reading.problems if study else ()
        if not problems:
            return ""
        first = problems[0]
        count = "One problem" if len(problems) == 1 else f"{len(problems)} problems"
        return f"! {count} in your decks: {first.file}:{first.line} {first.message}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now."""
        study = self.studyapp.study
        if action in {"start", "stats", "undo", "contested", "problems"} and (
            study is None or self.overview is None
        ):
            return False
        if action == "problems":
            return bool(study and study.reading.problems)
        if action == "contested":
            return bool(self.overview and self.overview.contested)
        if action == "start":
            return bool(self.overview and self.overview.counts.total)
        if action == "undo":
            return bool(self.overview and self.overview.figures.reviews)
        return True

    @on(DeckTable.Selected)
    def choose_deck(self, event: DeckTable.Selected) -> None:
        self.start_session(event.name)

    def action_start(self) -> None:
        self.start_session(self.query_one(DeckTable).current or EVERYTHING)

    def start_session(self, deck: str, *, undo: bool = False) -> None:
        from studyapp.study.session import Session
        from studyapp.tui.screens.review import Review

        study = self.studyapp.study
        if study is None:
            return
        if study.store.read_only:
            self.notify(study.notice, severity="warning")
            return
        if (name := study.find_deck(deck)) is None:
            self.notify(f"There is no deck {deck!r}.", severity="error")
            return
        session = Session(study, name)
        if not undo and not session.counts().total:
            self.notify("Nothing to review here now; today's new cards are done.")
            return
        self.app.push_screen(Review(session, undo=undo))

    def action_undo(self) -> None:
        self.start_session(EVERYTHING, undo=True)

    def action_contested(self) -> None:
        from studyapp.tui.screens.contested import Contested

        study = self.studyapp.study
        assert study is not None
        self.app.push_screen(Contested(study))

    def action_problems(self) -> None:
        from studyapp.tui.screens.problems import Problems

        study = self.studyapp.study
        assert study is not None
        self.app.push_screen(Problems(study.reading.problems))

    def action_stats(self) -> None:
        from studyapp.tui.screens.stats import Stats

        assert self.overview is not None
        self.app.push_screen(Stats(self.overview))


def make_rows(overview: Overview) -> list[DeckRow]:
    """A row for everything first, where there is more than one deck."""
    rows = [make_row(line) for line in overview.decks]
    if len(rows) < 2:
        return rows
    counts = overview.counts
    cards = sum(line.cards for line in overview.decks)
    known = sum(line.known * line.cards for line in overview.decks) / max(1, cards)
    return [DeckRow(EVERYTHING, "everything", counts.new, counts.learning, counts.due, known or None), *rows]


def make_row(line: DeckLine) -> DeckRow:
    waiting = line.proofs.get("not run yet", 0)
    unsupported = line.proofs.get("unsupported", 0)
    remarks = [f"{waiting} not run yet"] if waiting else []
    remarks += [f"{unsupported} not possible here"] if unsupported else []
    confirmed = line.proofs.get("confirmed", 0)
    refuted = sum(line.proofs.values()) - confirmed - waiting - unsupported
    known = line.known or None
    return DeckRow(
        line.name,
        line.title,
        line.new,
        line.learning,
        line.due,
        known,
        confirmed,
        refuted,
        ", ".join(remarks),
    )


def spell_contested(overview: Overview) -> str:
    count, proofs = len(overview.contested), {card.proof for card in overview.contested}
    if not count:
        return ""
    cards, whose = (f"{count} cards", "their") if count > 1 else ("1 card", "its")
    what = "proofs are" if len(proofs) > 1 else "proof is"
    return f"⚠ {cards} contested: {whose} {what} refuted here (torch {overview.torch})"


def spell_minutes(minutes: float) -> str:
    rounded = max(1, round(minutes))
    return f"{rounded} minute{'' if rounded == 1 else 's'}"
