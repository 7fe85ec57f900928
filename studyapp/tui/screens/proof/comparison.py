"""A proof as it is, and beside it the same proof broken or turned."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.errors import StudyError
from studyapp.proof.draws import Value
from studyapp.proof.run.events import Event
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.excerpts import read_replacements
from studyapp.study.doubt.cases import Side
from studyapp.study.proofs.comparing import NOT_BEGUN, spell_outcome, tell_side
from studyapp.study.proofs.margins import make_margin
from studyapp.study.proofs.proving import Proving
from studyapp.study.proofs.turning import Change, spell_turn
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.proof.variants import Variants
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.listing import Replaced
from studyapp.tui.widgets.side import SideView
from studyapp.tui.widgets.status import spell_seconds, tell_elapsed

PERIOD = 0.1  # seconds between two paints
SHORT = 32  # rows below which less of the code is shown


class Comparison(Screen[Proving | None]):
    """Runs what was chosen, and as often as wanted something else; returns the last run."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (72, "-beside")]  # noqa: RUF012  (as in App)
    DEFAULT_CSS = """
    Comparison {
        align-horizontal: center;
        VerticalScroll#page { width: 100%; max-width: 120; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        #title { height: auto; margin: 0 2; }
        #outcome { height: auto; margin: 0 2 1 2; }
        #code {
            height: auto;
            padding: 0 1;
            margin-bottom: 1;
            background: $surface;
            border-left: outer $accent;
        }
        #sides { height: auto; }
        SideView.-now { border-left: outer $accent; }
        SideView { height: auto; overflow: hidden hidden; padding: 0 1 1 1; }
        &.-stacked #sides { layout: vertical; }
        &.-stacked SideView { width: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "change", "break, turn", id="comparison.change"),
        Binding("s", "source", "source", id="comparison.source"),
        Binding("c,escape", "cancel", "cancel", id="comparison.cancel", key_display="esc"),
        Binding("q,escape", "leave", "back", id="comparison.leave", key_display="esc"),
        Binding("j,down", "scroll(2)", show=False, id="comparison.down"),
        Binding("k,up", "scroll(-2)", show=False, id="comparison.up"),
        Binding("pagedown", "scroll(8)", show=False, id="comparison.page_down"),
        Binding("pageup", "scroll(-8)", show=False, id="comparison.page_up"),
        Binding("g,home", "scroll(-9999)", show=False, id="comparison.top"),
        Binding("G,end", "scroll(9999)", show=False, id="comparison.bottom"),
    ]

    def __init__(self, entry: Entry, proof: LiveProof, change: Change) -> None:
        """proof: of the review, whose own run stands on the left where it has ended."""
        super().__init__()
        self.entry, self.change = entry, change
        self.live = LiveProof(proof.turn, self.hear, self.hear, permits=proof.permits)
        self.live.revealed = True
        self.standing = proof.ended  # the proof as it is
        self.changed: Proving | None = None
        self.since = 0.0  # when the run that is under way was started, on the monotonic clock
        self.cancelled_after = ""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="title")
            yield Static("", id="outcome", markup=False)
            with Vertical(id="code"):
                yield Replaced()
            with Horizontal(id="sides"):
                yield SideView("as it is", classes="-before")
                yield SideView("changed", classes="-now", second=True)
        yield KeyBar()

    def on_mount(self) -> None:
        for side in self.query(SideView):
            side.can_focus = False
        self.set_interval(PERIOD, self.tick)
        self.start(self.change)

    @property
    def values(self) -> Mapping[str, Value]:
        """Where draws and knobs stand now: where the last turn that has ended left them."""
        turned = self.changed
        if turned is not None and turned.finished and not turned.request.variant:
            return turned.request.arguments
        return self.standing.request.arguments if self.standing else self.live.turn.presented.values

    def start(self, change: Change) -> None:
        """Run this change; a run that is still under way is ended, and nothing of it is shown any more."""
        base = change.values if change.variant else self.values
        found = [run for run in (self.standing, self.changed) if run is not None and stands_at(run, base)]
        self.change, self.standing, self.changed = change, found[-1] if found else None, None
        self.cancelled_after = ""
        self.query_one(".-now", SideView).title = "broken" if change.variant else "after"
        self.query_one(".-before", SideView).title = "as it is" if change.variant else "before"
        replaced = read_replacements(self.entry, change.variant)
        self.query_one(Replaced).show(replaced, 6 if self.app.size.height < SHORT else 16)
        self.query_one("#code").display = bool(replaced)
        self.query_one("#title", Static).update(self.tell_title(base))
        self.compare(base, change)

    def tell_title(self, base: Mapping[str, Value]) -> Content:
        name = say("proof ", "bold $text-accent") + say(self.entry.id, "bold")
        if self.change.variant:
            return name + say(f", broken: {self.change.variant}", "bold")
        return name + say(f", turned: {spell_turn(self.entry, base, self.change.values)}", "bold")

    @work(group="comparison", exclusive=True)
    async def compare(self, base: Mapping[str, Value], change: Change) -> None:
        """Run the proof as it is, unless it has run already; then what was changed."""
        await self.show_sides()
        try:
            if self.standing is None:
                self.standing = self.begin(Change(base))
                await self.follow(self.standing)
            self.changed = self.begin(change)
            await self.follow(self.changed)
        except StudyError as error:
            self.notify(str(error), title="The proof does not run", severity="error", timeout=15)

    def begin(self, change: Change) -> Proving | None:
        """Make a new run the one that is heard; raise StudyError where it may not run."""
        self.since = time.monotonic()
        proving = self.live.begin(change.variant, values=change.values)
        self.refresh_bindings()
        return proving

    async def follow(self, proving: Proving | None) -> None:
        """Show a run until it is over; raise StudyError where it cannot begin."""
        if proving is None:
            raise StudyError("the proof may not run as it is now", todo="Go back, and decide on it there.")
        try:
            await self.live.pass_on(proving)
        except StudyError as error:
            if proving.finished is None:
                raise
            self.notify(str(error), title="The run was not stored", severity="warning")
        await self.show_sides()

    def hear(self, told: Event | str) -> None:
        """What was heard is painted at the next tick."""

    def tick(self) -> None:
        if self.live.is_running:
            self.tell_sides()

    def sides(self) -> tuple[Side, Side]:
        return self.tell(self.standing), self.tell(self.changed)

    def tell(self, proving: Proving | None) -> Side:
        """A side, with how it is going where its run is under way."""
        if proving is None:
            return NOT_BEGUN
        doing = "running" if proving.run.started else "starting torch …"
        if self.cancelled_after:
            return tell_side(proving, f"cancelled after {self.cancelled_after}")
        stop = f"{key_of(self.app, 'comparison.cancel', 'esc')} stops it"
        return tell_side(proving, tell_elapsed(doing, self.since, proving.request.time_limit, stop))

    def tell_sides(self) -> None:
        before, after = self.sides()
        self.query_one(".-before", SideView).tell(before, after)
        self.query_one(".-now", SideView).tell(after, before)

    async def show_sides(self) -> None:
        """Both sides with their pictures, and what came of the change."""
        before, after = self.sides()
        await self.query_one(".-before", SideView).show(before, after)
        await self.query_one(".-now", SideView).show(after, before)
        outcome = ""
        if self.standing is not None and self.changed is not None:
            outcome = spell_outcome(self.standing, self.changed)
        self.query_one("#outcome", Static).update(say(outcome))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "cancel" or self.live.is_running

    async def action_cancel(self) -> None:
        self.cancelled_after = spell_seconds(time.monotonic() - self.since)
        self.live.cancel()
        self.workers.cancel_group(self, "comparison")
        await self.show_sides()

    def action_change(self) -> None:
        turned = self.changed.request.arguments if self.changed else {}
        before = self.standing.request.arguments if self.standing else {}
        at = next((name for name, value in turned.items() if before.get(name) != value), "")
        self.app.push_screen(Variants(self.entry, self.values, at), self.start_chosen)

    def start_chosen(self, change: Change | None) -> None:
        if change is not None:
            self.start(change)

    def action_source(self) -> None:
        from studyapp.tui.screens.proof.source import Source

        self.app.push_screen(Source(self.entry, make_margin(self.entry, self.changed or self.standing)))

    def action_scroll(self, lines: int) -> None:
        self.query_one("#page", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        self.live.cancel()
        self.workers.cancel_group(self, "comparison")
        self.dismiss(self.changed)


def stands_at(proving: Proving, values: Mapping[str, Value]) -> bool:
    """Whether it is a run of the proof as it is, over by now, with these values."""
    request = proving.request
    return proving.finished is not None and not request.variant and request.arguments == values
