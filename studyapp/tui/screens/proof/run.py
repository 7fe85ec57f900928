"""A stored run: its verdict and its evidence, as they were on the screen then."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from studyapp.errors import StudyError
from studyapp.proof.source.catalogue import Entry
from studyapp.sanitise import visible, visible_line
from studyapp.schedule.spell import spell_past
from studyapp.store.runs import Run
from studyapp.study.proofs.keeping import spell_variant
from studyapp.study.proofs.replaying import replay
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.proof_panel import ProofPanel


class StoredRun(Screen[None]):
    """Nothing runs here: it is read from the database."""

    DEFAULT_CSS = """
    StoredRun {
        align-horizontal: center;
        VerticalScroll { width: 100%; max-width: 94; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        #when { text-style: bold; margin: 0 0 1 3; }
        #what { margin: 0 0 1 3; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "app.pop_screen", "back", id="run.leave", key_display="esc"),
        Binding("j", "scroll(2)", show=False, id="run.down"),
        Binding("k", "scroll(-2)", show=False, id="run.up"),
        Binding("g", "scroll(-9999)", show=False, id="run.top"),
        Binding("G", "scroll(9999)", show=False, id="run.bottom"),
    ]

    def __init__(self, entry: Entry, stored: Run, now: datetime) -> None:
        super().__init__()
        self.entry, self.stored, self.now = entry, stored, now

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self.tell_when(), id="when", markup=False)
            yield ProofPanel()
            yield Static(self.tell_what(), id="what", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        run, panel = self.stored, self.query_one(ProofPanel)
        name = ", ".join(filter(None, (run.proof, spell_variant(run.variant))))
        panel.begin(name, run.seed, run.arguments, run.world)
        try:
            for event in replay(run):
                panel.feed(event)
        except StudyError as error:
            panel.reset()
            self.query_one("#what", Static).update(visible(str(error)))

    def tell_when(self) -> str:
        at = self.stored.at.astimezone(self.now.tzinfo)
        return f"{spell_past(at, self.now)}, {at:%Y-%m-%d %H:%M}"

    def tell_what(self) -> str:
        """What exactly ran."""
        same = "as it is now" if self.stored.source_hash == self.entry.hash else "another one than now"
        python = f"python {visible_line(self.stored.python)}\n" if self.stored.python else ""
        return f"{python}content {visible_line(self.stored.source_hash)}, {same}"

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
