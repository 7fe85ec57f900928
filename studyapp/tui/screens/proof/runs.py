"""What a proof's runs found: the newest ones, and each one's evidence."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.proof.source.catalogue import Entry
from studyapp.proof.text import spell_draws
from studyapp.schedule.spell import spell_past
from studyapp.store import runs
from studyapp.store.runs import Outline
from studyapp.study.opening import Study
from studyapp.study.proofs.keeping import spell_variant
from studyapp.tui.screens.proof.run import StoredRun
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.picker import PAGE
from studyapp.tui.widgets.status import mark_verdict, spell_seconds, spell_version

NEWEST = 50  # runs listed


class RunList(OptionList):
    """Two lines for each run, and one more where it was broken on purpose."""

    DEFAULT_CSS = f"RunList {{ {PAGE} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "evidence", id="runs.show", key_display="enter"),
        Binding("j", "cursor_down", show=False, id="runs.down"),
        Binding("k", "cursor_up", show=False, id="runs.up"),
        Binding("g", "first", show=False, id="runs.top"),
        Binding("G", "last", show=False, id="runs.bottom"),
    ]


class Runs(Screen[None]):
    """The newest runs of a proof and its broken variants; Enter shows one whole."""

    DEFAULT_CSS = """
    Runs {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 94; padding: 1 1 0 1; }
        #title { text-style: bold; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,h", "app.pop_screen", "back", id="runs.leave", key_display="esc"),
    ]

    def __init__(self, study: Study, entry: Entry) -> None:
        super().__init__()
        self.study, self.entry = study, entry
        with study.store.read() as connection:
            self.found = runs.history(connection, entry.id, NEWEST)

    def compose(self) -> ComposeResult:
        now = self.study.clock.now()
        with Vertical():
            yield Static(self.title_line(), id="title")
            yield RunList(*[Option(tell_run(run, now, self.entry.hash)) for run in self.found])
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(RunList).focus()

    def title_line(self) -> Content:
        count = len(self.found)
        amount = f"the newest {NEWEST}" if count == NEWEST else f"{count}"
        told = f"runs: {amount}" if count else "no run is stored yet"
        return Content.assemble(say("proof ", "$text-accent"), say(self.entry.id), say(f"   {told}", "dim"))

    @on(RunList.OptionSelected)
    def open_run(self, event: RunList.OptionSelected) -> None:
        with self.study.store.read() as connection:
            run = runs.get(connection, self.found[event.option_index].id)
        if run is not None:
            self.app.push_screen(StoredRun(self.entry, run, self.study.clock.now()))


def tell_run(run: Outline, now: datetime, current: str) -> Content:
    """Two lines or three: how it ended, when and on what; what exactly ran, and how fast."""
    glyph, style = mark_verdict(run.verdict)
    if run.variant:
        style = ""  # it was to be refuted
    where = f"torch {spell_version(run.torch)} · {run.device}" if run.torch else "no torch"
    first = Content.assemble(
        say(f"{glyph} {run.verdict}", f"bold {style}"),
        say(f"   {spell_past(run.at, now)}"),
        say(f"   {where}", "dim"),
        say("" if run.source_hash == current else "   an earlier content", "$text-warning"),
    )
    broken = Content("\n  ") + say(spell_variant(run.variant)) if run.variant else Content()
    facts = spell_draws(run.seed, run.arguments)
    if run.first_evidence_seconds is not None:
        facts.append(f"first evidence {spell_seconds(run.first_evidence_seconds)}")
    facts.append(f"in all {spell_seconds(run.seconds)}")
    return first + broken + Content("\n  ") + say(" · ".join(facts), "dim")
