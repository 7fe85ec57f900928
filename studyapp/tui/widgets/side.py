"""One side of a comparison: a run's verdict, what it ran on, its checks, and what else it showed."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import var

from studyapp.proof.evidence import Check, Predict, Raises
from studyapp.proof.text import glyph
from studyapp.study.briefs import Brief
from studyapp.study.cases import Side
from studyapp.tui.widgets.lines import Lines, hang, say
from studyapp.tui.widgets.proof_panel import draw
from studyapp.tui.widgets.status import mark_verdict

NOTHING = "No run here confirmed it, and no record does."


class Testimony(Lines):
    """The words of a side; ▸ stands before the one that the keys scroll."""

    side: var[Side | None] = var(None)
    title = var("")
    current = var(False)

    def show(self, title: str, side: Side | None) -> None:
        self.title, self.side = title, side
        self.redraw()

    def mark(self, current: bool) -> None:
        self.current = current
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        pointer = say("▸ " if self.current else "  ", "bold $text-primary")
        head = pointer + say(self.title.upper(), "bold" if self.current else "dim")
        if self.side is None:
            return [head, *hang(Content("  "), say(NOTHING, "dim"), width)]
        mark, style = mark_verdict(self.side.verdict)
        drawn = [head + say(f"  {mark} {self.side.verdict}", f"bold {style}")]
        drawn += [say(f"  {line}", "dim") for line in flow(self.side.facts, width - 2)]
        drawn += [Content()] if self.side.checks else []
        for check in self.side.checks:
            drawn += tell_check(check, width)
        if self.side.note:
            drawn += hang(Content("  "), say(self.side.note, "$text-warning"), width)
        return drawn


def flow(facts: Iterable[str], width: int) -> list[str]:
    """As many facts on each line as fit; none is parted."""
    lines: list[str] = []
    for fact in facts:
        longer = f"{lines[-1]} · {fact}" if lines else fact
        if lines and say(longer).cell_length <= width:
            lines[-1] = longer
        else:
            lines.append(fact)
    return lines


def tell_check(check: Brief, width: int) -> list[Content]:
    """Its name, and below it what it got and what it expected, one under the other."""
    failed = not check.passed
    mark = say(f"{glyph(check.passed)} ", "bold $text-error" if failed else "$text-success")
    lines = hang(mark, say(check.name, "bold" if failed else ""), width)
    for word, value in (("got", check.got), ("expected", check.expected)):
        lines += hang(
            say(f"    {word:<9}", "dim"), say(value, "bold" if failed and word == "got" else ""), width
        )
    return lines


class SideView(VerticalScroll, inherit_bindings=False):
    """A side that scrolls by itself, at the keys of the screen."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    SideView {
        width: 1fr;
        height: 1fr;
        padding: 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        border-left: outer $success;
        &.-now { border-left: outer $error; }
        .pictures { height: auto; }
    }
    """

    def __init__(self, title: str, *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.title = title

    def compose(self) -> ComposeResult:
        yield Testimony()
        yield Vertical(classes="pictures")

    async def show(self, side: Side | None) -> None:
        self.query_one(Testimony).show(self.title, side)
        pictures = self.query_one(".pictures", Vertical)
        await pictures.remove_children()
        items = side.items if side is not None else ()
        await pictures.mount_all(
            draw(item) for item in items if not isinstance(item, Check | Raises | Predict)
        )
        self.scroll_home(animate=False)

    def on_focus(self) -> None:
        self.query_one(Testimony).mark(True)

    def on_blur(self) -> None:
        self.query_one(Testimony).mark(False)
