"""The proof sheet: takes a run's events as they come, and paints them at most twenty times a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer

from studyapp.proof.draws import Value
from studyapp.proof.evidence import Bars, Check, Item, Note, Plot, Predict, Raises, Table, Timeline
from studyapp.proof.run.events import Event, Finished, Printed, Shown, Started
from studyapp.proof.text import spell_draws
from studyapp.tui.widgets.evidence import words
from studyapp.tui.widgets.evidence.bars import BarsView
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.evidence.plot import PlotView
from studyapp.tui.widgets.evidence.table import TableView
from studyapp.tui.widgets.evidence.timeline import TimelineView
from studyapp.tui.widgets.lines import Lines
from studyapp.tui.widgets.record import Record
from studyapp.tui.widgets.status import RunLine, StatusLine, spell_version
from studyapp.tui.widgets.surface import Surface

if TYPE_CHECKING:
    from studyapp.store.runs import Past

PERIOD = 1 / 20  # seconds between two paints
BATCH = 4  # pictures mounted at once, so that no key waits for them

Drawable = Table | Plot | Bars | Timeline | Note


class ProofPanel(Surface):
    """Verdict and checks on top, pictures below them; hidden until begin()."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    ProofPanel {
        display: none;
        border-left: outer $accent;
        Checks, Measured { margin-top: 1; }
        #pictures { height: auto; }
    }
    .-short ProofPanel {
        Checks, Measured { margin-top: 0; }
    }
    """

    class Concluded(Message):
        """All that the run showed is on the screen, and its verdict."""

    entry_id = var("")
    answer: var[str | None] = var("")
    ranks: var[tuple[str, ...]] = var(())
    drawn: var[tuple[str, ...]] = var(())  # the seed, and what came of it
    started: var[Started | None] = var(None)
    finished: var[Finished | None] = var(None)
    pictures: var[list[Drawable]] = var(list)  # those not yet mounted
    checks: var[list[Check | Raises]] = var(list)  # since the last paint, as are the texts
    texts: var[list[str]] = var(list)
    painted = 0.0
    timer: Timer | None = None
    parts = 0

    def compose(self) -> ComposeResult:
        yield RunLine()
        yield StatusLine()
        yield words.Measured()
        yield Checks()
        yield Record()
        yield Vertical(id="pictures")
        yield words.Printed()

    def on_mount(self) -> None:
        self.parts = len(self.children)

    @property
    def is_whole(self) -> bool:
        """Not where the app is left in the middle of a run: its parts go before it does."""
        return len(self.children) == self.parts

    def begin(
        self,
        entry_id: str,
        seed: int,
        arguments: Mapping[str, Value],
        world: int = 1,
        *,
        answer: str | None = "",
        own: str = "",
        limit: float = 0,
        stop: Callable[[], str] | None = None,
    ) -> None:
        """Show a run that starts now.

        answer: what the learner predicted, shown beside what is measured; None where nobody asked for it.
        own: the check that shows the card's answer. limit: seconds that it may take, 0 where it is over
        already; stop: says what stops it, when a run takes long.
        """
        self.reset()
        status = self.query_one(StatusLine)
        status.limit, status.stop = limit, stop
        self.entry_id, self.answer = entry_id, answer
        self.query_one(Checks).belong(own)
        self.ranks = (f"{world} ranks",) if world > 1 else ()
        self.drawn = tuple(spell_draws(seed, arguments))
        self.display = True
        self.paint_status()

    def recall(self, past: Past, now: datetime, recorded: str = "") -> None:
        """Say what earlier runs found, or where else it is recorded to hold."""
        self.query_one(Record).recall(past, now, recorded)

    def remark(self, text: str) -> None:
        """Say something of this run, below its checks."""
        if self.is_whole:
            self.query_one(Record).say(text)

    def withhold(self, entry_id: str, why: Content) -> None:
        """Say why no run begins, in place of one."""
        self.reset()
        self.display = True
        self.query_one(RunLine).show(entry_id)
        self.query_one(StatusLine).withhold(why)

    def cancel(self) -> None:
        """Say that the learner ended the run; what it has shown stays."""
        self.entry_id = ""
        self.query_one(StatusLine).cancel()

    def reset(self) -> None:
        """Forget the run and hide; events that still come of it are dropped."""
        self.entry_id, self.answer, self.ranks, self.drawn = "", "", (), ()
        self.started = self.finished = None
        self.pictures, self.checks, self.texts = [], [], []
        self.display = False
        self.query_one(StatusLine).conclude(None)
        self.query_one(words.Measured).show(None)
        self.query_one(Checks).show(())
        self.query_one(words.Printed).clear()
        self.query_one(Record).clear()
        self.query_one("#pictures").remove_children()

    @property
    def folds(self) -> bool:
        """Whether some checks of the run need not be seen."""
        return self.query_one(Checks).folds

    def unfold(self) -> None:
        """Show every check, or fold those that are not the card's again."""
        self.query_one(Checks).unfold()

    def judge(self, right: bool) -> None:
        """Mark the learner's prediction, once the measured value is known."""
        self.query_one(words.Measured).judge(right)

    def feed(self, event: Event) -> None:
        """Take one event of the run; never blocks."""
        if not (self.entry_id and self.is_whole):
            return
        match event:
            case Started():
                self.started = event
            case Shown(item):
                self.take(item)
            case Printed(_, text):
                self.texts.append(text)
            case Finished():
                self.finished = event
        self.schedule()

    def take(self, item: Item) -> None:
        if isinstance(item, Check | Raises):
            self.checks.append(item)
        elif isinstance(item, Predict):
            if self.answer is not None:
                self.query_one(words.Measured).show(item, self.answer)
        else:
            self.pictures.append(item)

    def schedule(self) -> None:
        if self.timer is None:
            rest = self.painted + PERIOD - time.monotonic()
            self.timer = self.set_timer(max(0.001, rest), self.paint)

    def paint(self) -> None:
        """Show all that came since the last paint; pictures beyond a batch wait for the next."""
        self.timer = None
        if not self.is_whole:
            return
        self.painted = time.monotonic()
        if self.checks:
            self.query_one(Checks).add(self.checks)
        if self.texts:
            self.query_one(words.Printed).add(self.texts)
        self.query_one("#pictures").mount_all(draw(item) for item in self.pictures[:BATCH])
        self.checks, self.texts, self.pictures = [], [], self.pictures[BATCH:]
        self.paint_status()
        if self.pictures:
            self.schedule()
        elif self.finished is not None:
            self.query_one(Checks).conclude()
            self.post_message(self.Concluded())

    def paint_status(self) -> None:
        if not self.entry_id:  # cancelled, or forgotten
            return
        where = self.ranks
        if self.started is not None:
            where = (f"torch {spell_version(self.started.torch)}", self.started.device, *where)
            self.query_one(Record).protect(self.started.protections)
        if self.finished is None:
            self.query_one(StatusLine).work("running" if self.started else "starting torch …")
        else:
            self.query_one(StatusLine).conclude(self.finished.ruling, self.finished.seconds)
        self.query_one(RunLine).show(self.entry_id, where, self.drawn)


def draw(item: Drawable) -> Lines:
    """The widget for one piece of evidence."""
    match item:
        case Table():
            return TableView(item)
        case Plot():
            return PlotView(item)
        case Bars():
            return BarsView(item)
        case Timeline():
            return TimelineView(item)
        case Note():
            return words.NoteView(item)
