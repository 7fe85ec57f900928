"""The two lines on top of a proof: what runs where, and how it is going or how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import PurePath

from textual.content import Content
from textual.reactive import var
from textual.timer import Timer

from studyapp.proof.verdict import Ruling, Verdict
from studyapp.sanitise import visible
from studyapp.tui.widgets.lines import Lines, flow, hang, say

SPINNER = "▘▝▗▖"
NOTHING = Content()
SPIN = 0.125  # seconds a frame
LONG = 2  # seconds after which it is said how long a run may take, and what stops it

VERDICTS = {
    Verdict.CONFIRMED: ("✓", "$text-success"),
    Verdict.REFUTED: ("✗", "$text-error"),
    Verdict.INVALID: ("∅", "$text-error"),
    Verdict.ERROR: ("!", "$text-error"),
    Verdict.TIMED_OUT: ("◷", "$text-warning"),
    Verdict.KILLED: ("⊘", "$text-warning"),
    Verdict.UNSUPPORTED: ("◌", "$text-warning"),
}
TIMED = {Verdict.CONFIRMED, Verdict.REFUTED}  # runs that came to their end


class RunLine(Lines):
    """`proof autograd.accumulation   torch 2.13 · cpu · seed 1729 · passes 3`.

    Where that is too wide, what was drawn goes to a line of its own.
    """

    entry = var("")
    where: var[tuple[str, ...]] = var(())
    drawn: var[tuple[str, ...]] = var(())

    def show(self, entry: str, where: tuple[str, ...] = (), drawn: tuple[str, ...] = ()) -> None:
        if (entry, where, drawn) != (self.entry, self.where, self.drawn):
            self.entry, self.where, self.drawn = entry, where, drawn
            self.redraw()

    def lines(self, width: int) -> list[Content]:
        name = Content.assemble(say("proof ", "bold $text-accent"), say(self.entry, "bold"))
        where, drawn = ([say(fact, "dim") for fact in facts] for facts in (self.where, self.drawn))
        if len(together := behind(name, [*where, *drawn], width)) == 1:
            return together
        return [*behind(name, where, width), *flow(drawn, width)]


class StatusLine(Lines):
    """A spinner and what is being done, and for how long; in its place, once over, the verdict."""

    doing = var("")
    since = 0.0  # when it began, on the monotonic clock
    limit = 0.0  # seconds that it may take; 0: not known
    stop: Callable[[], str] | None = None  # says what stops it now
    withheld = var(Content())
    ruling: var[Ruling | None] = var(None)
    took = ""  # how long the run was, as it is said
    frame = var(0)
    timer: Timer | None = None

    def on_mount(self) -> None:
        self.timer = self.set_interval(SPIN, self.turn, pause=not self.doing)

    def turn(self) -> None:
        self.frame += 1
        self.redraw()

    def work(self, doing: str) -> None:
        """Say what is being done, until conclude()."""
        self.set(doing, None)

    def conclude(self, ruling: Ruling | None, seconds: float = 0) -> None:
        """Stop, with a verdict or with none. seconds: how long the run was."""
        self.took = spell_seconds(seconds)
        self.set("", ruling)

    def withhold(self, why: Content) -> None:
        """Say why nothing runs."""
        self.set("", None, say("not run: ", "bold $text-warning") + why)

    def cancel(self) -> None:
        """Stop, and say that it was the learner who stopped it."""
        seconds = spell_seconds(time.monotonic() - self.since)
        self.set("", None, say("cancelled", "bold $text-warning") + say(f" after {seconds}", "dim"))

    def set(self, doing: str, ruling: Ruling | None, withheld: Content = NOTHING) -> None:
        if (doing, ruling, withheld) == (self.doing, self.ruling, self.withheld):
            return
        if doing and not self.doing:
            self.since = time.monotonic()
        self.doing, self.ruling, self.withheld = doing, ruling, withheld
        if self.timer is not None:
            (self.timer.resume if doing else self.timer.pause)()
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if self.ruling is not None:
            return verdict_lines(self.ruling, width, self.took)
        if self.withheld:
            return hang(say("○ ", "bold $text-warning"), self.withheld, width)
        if not self.doing:
            return [Content()]
        spinner = SPINNER[self.frame % len(SPINNER)]
        told = tell_elapsed(self.doing, self.since, self.limit, self.stop() if self.stop else "")
        return hang(say(f"{spinner} ", "$text-accent"), say(told, "dim"), width)


def behind(name: Content, facts: list[Content], width: int) -> list[Content]:
    """Facts behind a name, the first a little apart; where even that does not fit, below it."""
    if not facts:
        return name.wrap(width)
    first = name + say("   ") + facts[0]
    if first.cell_length > width:
        return [*name.wrap(width), *flow(facts, width)]
    return flow([first, *facts[1:]], width)


def mark_verdict(verdict: str) -> tuple[str, str]:
    """Its glyph and its style; plain ones where a later version stored it."""
    return next((mark for known, mark in VERDICTS.items() if known == verdict), ("·", ""))


def verdict_lines(ruling: Ruling, width: int, took: str) -> list[Content]:
    """Glyph, word and reason, none of which needs colour; and how long it took, where it came to its end."""
    mark, style = mark_verdict(ruling.verdict)
    parts = [say(ruling.verdict, f"bold {style}")]
    if ruling.reason:
        parts.append(say(" · " if ruling.verdict is Verdict.CONFIRMED else ": "))
        parts.append(Content(visible(ruling.sentence)))
    if ruling.line is not None and not ruling.in_part:
        file = PurePath(ruling.file).name or "the proof"
        parts.append(say(f" · line {ruling.line} of {file}", "bold"))
    lines = hang(say(f"{mark} ", f"bold {style}"), Content.assemble(*parts), width)
    if ruling.verdict not in TIMED:
        return lines
    longer = lines[-1] + say(f" · {took}", "dim")
    below = [lines[-1], say(f"  {took}", "dim")]  # no line ends with the dot
    return [*lines[:-1], *([longer] if longer.cell_length <= width else below)]


def tell_elapsed(doing: str, since: float, limit: float, stop: str) -> str:
    """`running · 1 s`, without the time in the first second; later `running · 4 s of 30 s · c stops it`."""
    seconds = int(time.monotonic() - since)
    if seconds < LONG or not limit:
        return f"{doing} · {seconds} s" if seconds else doing
    return f"{doing} · {seconds} s of {limit:g} s · {stop}"


def spell_seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def spell_version(version: str) -> str:
    """Major and minor: "2.13" of "2.13.0+cpu"."""
    return ".".join(version.split("+")[0].split(".")[:2])
