"""What stands below a run's checks: what is said of it, what earlier runs found, and what confined it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import var

from studyapp.proof.verdict import Verdict
from studyapp.schedule.spell import spell_past
from studyapp.tui.widgets.lines import Lines, say
from studyapp.tui.widgets.status import mark_verdict
from studyapp.words import counted

if TYPE_CHECKING:
    from studyapp.store.runs import Past

WARNING = "⚠"  # begins what is missing of the protections


class Record(Lines):
    """`confirmed 12 of 12 earlier runs here · last 3 days ago, …` and `files: confined · …`.

    Above them, where a run was refuted: `refuted; trying three more seeds`, and then what came of it.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Record { display: none; margin-top: 1; }
    .-short Record { margin-top: 0; }
    """

    remark = var("")
    past = var(Content())
    protections: var[tuple[str, ...]] = var(())

    def recall(self, past: Past, now: datetime, recorded: str = "") -> None:
        """Say what earlier runs of the same content found; recorded: what a library says of it elsewhere."""
        self.past = tell_past(past, now, recorded)
        self.update()

    def say(self, remark: str) -> None:
        """Say something of this run, in place of what was said before."""
        self.remark = remark
        self.update()

    def protect(self, protections: tuple[str, ...]) -> None:
        """Say what was really applied; a part that begins with ⚠ is missing."""
        if protections != self.protections:
            self.protections = protections
            self.update()

    def clear(self) -> None:
        self.remark, self.past, self.protections = "", Content(), ()
        self.update()

    def update(self) -> None:
        self.display = bool(self.remark or self.past or self.protections)
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        remark = say(self.remark, "bold $text-warning")
        texts = [remark, self.past, tell_protections(self.protections)]
        return [line for text in texts if text for line in text.wrap(width)]


def tell_past(past: Past, now: datetime, recorded: str = "") -> Content:
    """What the same content found before; the newest run comes first where it did not confirm.

    recorded: where it is recorded to hold, which counts until it has really run here.
    """
    newest, last = past.newest, past.confirmed
    if newest is None or (recorded and not past.ran):
        first = "first run here since it changed" if past.others else "first run here"
        here = first if newest is None else f"{newest.verdict} here"
        return say(" · ".join(filter(None, [here, recorded])), "dim")
    told = Content()
    if newest.verdict != Verdict.CONFIRMED:
        glyph, style = mark_verdict(newest.verdict)
        ago = spell_past(newest.at, now)
        told += say(f"{glyph} {newest.verdict} {ago} (seed {newest.seed})", style) + say(" · ", "dim")
    runs = counted(past.count, "earlier run")
    told += say(f"confirmed {past.counts.get(Verdict.CONFIRMED, 0)} of {runs} here", "dim")
    if last is not None:
        told += say(f" · last {spell_past(last.at, now)}, torch {last.torch}, {last.device}", "dim")
    return told


def tell_protections(parts: tuple[str, ...]) -> Content:
    styles = ["$text-warning" if part.startswith(WARNING) else "dim" for part in parts]
    return say(" · ", "dim").join(map(say, parts, styles))
