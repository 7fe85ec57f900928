"""Contested cards: what their proof showed when it was confirmed, and what it shows here now."""

from __future__ import annotations

from random import SystemRandom
from typing import ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.errors import StudyError
from studyapp.proof.draws import SEEDS, take
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import finish
from studyapp.study.doubt.cases import Case, read_cases
from studyapp.study.opening import Study
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.review.choosing import ChosenSession
from studyapp.tui.files import take_up_or_say
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.side import SideView
from studyapp.words import counted

NAMED = 6  # titles that are named; the others are counted


class Contested(Screen[None]):
    """One contested proof at a time, its two sides next to each other."""

    DEFAULT_CSS = """
    Contested {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 120; padding: 1 1 0 1; }
        #title { height: auto; margin: 0 2; }
        #cards { height: auto; margin: 0 2 1 2; color: $text-muted; }
        Horizontal { width: 100%; height: 1fr; }
        #next { height: auto; margin: 1 2; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "study", "study", id="contested.study", key_display="enter"),
        Binding("r", "run", "rerun", id="contested.run"),
        Binding("n", "next(1)", "next", id="contested.next"),
        Binding("p", "next(-1)", show=False, id="contested.previous"),
        Binding("left,right", "app.focus_next", "side", id="contested.turn", key_display="←→"),
        Binding("s", "source", "source", id="contested.source"),
        Binding("q,escape,c", "leave", "back", id="contested.leave", key_display="esc"),
        Binding("h", "runs", "runs", id="contested.runs"),
        Binding("j,down", "scroll(2)", show=False, id="contested.down"),
        Binding("k,up", "scroll(-2)", show=False, id="contested.up"),
        Binding("pagedown", "scroll(8)", show=False, id="contested.page_down"),
        Binding("pageup", "scroll(-8)", show=False, id="contested.page_up"),
        Binding("g,home", "scroll(-9999)", show=False, id="contested.top"),
        Binding("G,end", "scroll(9999)", show=False, id="contested.bottom"),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self.cases = read_cases(study)
        self.place = 0
        self.running: Request | None = None  # what has begun here

    @property
    def case(self) -> Case | None:
        return self.cases[self.place] if self.cases else None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", id="title")
            yield Static("", id="cards")
            with Horizontal():
                yield SideView("before", classes="-before")
                yield SideView("now", classes="-now")
            yield Static(spell_next(self.app), id="next")
        yield KeyBar()

    async def on_mount(self) -> None:
        self.query_one("SideView.-now").focus()
        await self.show_case()

    async def show_case(self) -> None:
        case = self.case
        self.query_one("#title", Static).update(self.tell_title(case))
        self.query_one("#cards", Static).update("" if case is None else tell_cards(case))
        self.query_one("#next", Static).display = case is not None
        await self.query_one("SideView.-before", SideView).show(case.before if case else None)
        await self.query_one("SideView.-now", SideView).show(case.now if case else None)
        self.query_one(Horizontal).display = case is not None
        self.refresh_bindings()

    def tell_title(self, case: Case | None) -> Content:
        if case is None:
            return say("Nothing is contested here.", "bold")
        many = f"   {self.place + 1} of {len(self.cases)}" if len(self.cases) > 1 else ""
        if self.running is not None:
            end, limit = key_of(self.app, "contested.leave", "esc"), self.running.time_limit
            many += f"   running on seed {self.running.seed}, for {limit:g} s at most; {end} stops it"
        name = Content.assemble(
            say("⚠ contested ", "bold $text-warning"), say(case.entry.id, "bold"), say(many, "dim")
        )
        return Content.assemble(name, "\n", say(case.entry.claim))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "next":
            return len(self.cases) > 1
        return action not in {"study", "run", "source", "runs", "scroll"} or self.case is not None

    def action_study(self) -> None:
        """Start a session on every contested card, new ones too."""
        from studyapp.tui.screens.review.screen import Review

        cards = tuple(card.id for case in self.cases for card in case.cards)
        if self.study.store.read_only:
            self.notify(self.study.notice, severity="warning")
            return
        session = ChosenSession(self.study, chosen=cards)
        if not session.counts().total:
            self.notify("All of them are suspended, or buried until tomorrow.")
            return
        self.workers.cancel_group(self, "proof")
        self.app.switch_screen(Review(session))

    async def action_next(self, step: int) -> None:
        self.place = (self.place + step) % len(self.cases)
        await self.show_case()

    def action_scroll(self, lines: int) -> None:
        if isinstance(self.focused, SideView):
            self.focused.scroll_relative(y=lines, animate=False)

    def action_source(self) -> None:
        from studyapp.tui.screens.proof.source import Source

        if self.case is not None:
            self.app.push_screen(Source(self.case.entry))

    def action_runs(self) -> None:
        from studyapp.tui.screens.proof.runs import Runs

        if self.case is not None:
            self.app.push_screen(Runs(self.study, self.case.entry))

    async def action_run(self) -> None:
        """Run it again, as its file is now."""
        if take_up_or_say(self, self.study):
            await self.read_again()
        if self.case is not None:
            self.run_again(self.case)

    async def read_again(self) -> None:
        self.cases = read_cases(self.study)
        self.place = min(self.place, max(0, len(self.cases) - 1))
        await self.show_case()

    def action_leave(self) -> None:
        self.workers.cancel_group(self, "proof")
        self.dismiss()

    @work(group="proof", exclusive=True)
    async def run_again(self, case: Case) -> None:
        """Run it on a fresh seed; where it is confirmed, its case is closed."""
        seed, verdict = SystemRandom().randrange(SEEDS), ""
        self.running = request = ask_again(self.study, case, seed)
        self.query_one("#title", Static).update(self.tell_title(case))
        try:
            verdict = (await finish(Proving(self.study, request))).ruling.verdict.value
        except StudyError as error:
            self.notify(str(error), severity="error", timeout=15)
        finally:
            self.running = None
        await self.read_again()
        if verdict:
            closed = all(other.entry.id != case.entry.id for other in self.cases)
            self.notify(f"Seed {seed}: {verdict}." + (" It is no longer contested." if closed else ""))


def ask_again(study: Study, case: Case, seed: int) -> Request:
    """A run like the one that refuted it."""
    values = take(case.entry.draws, seed)
    return make_request(study, case.entry, seed, values, world=case.world)


def tell_cards(case: Case) -> Content:
    count = len(case.cards)
    titles = list(dict.fromkeys(card.title for card in case.cards))  # siblings share theirs
    more = [f"{len(titles) - NAMED} more"] if len(titles) > NAMED else []
    return say(f"{counted(count, 'card')}: " + " · ".join([*titles[:NAMED], *more]))


def spell_next(app: App[object]) -> Content:
    """What to do now, its keys as they are marked elsewhere."""
    return Content.assemble(
        say(key_of(app, "contested.run", "r"), "bold $text-accent"),
        say(
            " runs it again: once confirmed, it is contested no more. If torch changed the answer,"
            " correct the card; if the check asks too much, the proof: a new text starts anew. "
        ),
        say(key_of(app, "contested.study", "enter"), "bold $text-accent"),
        say(" studies these cards all the same."),
    )
