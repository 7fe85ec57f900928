"""One side of a comparison: a run's verdict, what it ran on, its checks, and what else it showed."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import var

from studyapp.proof.evidence import Bars, Check, Item, Predict, Raises
from studyapp.proof.text import glyph, spell
from studyapp.study.doubt.cases import Side
from studyapp.study.proofs.briefs import Brief
from studyapp.study.proofs.comparing import Pair, pair_checks
from studyapp.tui.widgets.evidence.bars import BarsView
from studyapp.tui.widgets.lines import Lines, flow, hang, say
from studyapp.tui.widgets.proof_panel import Drawable, draw
from studyapp.tui.widgets.status import mark_verdict

NOTHING = "No run here confirmed it, and no record does."


class Testimony(Lines):
    """The words of a side; ▸ stands before the one that the keys scroll.

    Its checks stand in the rows of those that the other side has.
    """

    side: var[Side | None] = var(None)
    other: var[Side | None] = var(None)
    title = var("")
    current = var(False)

    def __init__(self, *, second: bool) -> None:
        super().__init__()
        self.second = second

    def show(self, title: str, side: Side | None, other: Side | None = None) -> None:
        self.title, self.side, self.other = title, side, other
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
        drawn = hang(head + say("  "), say(f"{mark} {self.side.verdict}", f"bold {style}"), width)
        told, beside = tell_facts(self.side, width), tell_facts(self.other, width)
        drawn += pad(told, beside)
        if not self.side.checks and not (self.other and self.other.checks):
            return drawn
        drawn.append(Content())
        for mine, theirs in self.pairs():
            drawn += pad(tell_check(mine, width, theirs), tell_check(theirs, width, mine))
        return drawn

    def pairs(self) -> list[Pair]:
        """The checks of this side, each with the other's, in the order that both sides have."""
        sides = (self.other, self.side) if self.second else (self.side, self.other)
        pairs = pair_checks(*(side.checks if side else () for side in sides))
        return [(after, before) for before, after in pairs] if self.second else pairs


def tell_facts(side: Side | None, width: int) -> list[Content]:
    """What it ran on, what it measured, and why no more is shown."""
    if side is None:
        return []
    facts = flow([say(fact, "dim") for fact in side.facts], width - 2)
    drawn = [line.pad_left(2) for line in facts]
    for item in side.items:
        if isinstance(item, Predict):
            drawn += hang(say("  measured ", "dim"), say(spell(item.value), "bold"), width)
    if side.note:
        drawn += hang(Content("  "), say(side.note, "$text-warning"), width)
    return drawn


def pad(lines: list[Content], beside: list[Content]) -> list[Content]:
    """As many lines as there are on the other side, at least."""
    return [*lines, *[Content()] * (len(beside) - len(lines))]


def tell_check(check: Brief | None, width: int, other: Brief | None = None) -> list[Content]:
    """Its name, and below it what it got and what it expected; what the other side lacks is bold."""
    if check is None:
        return []
    failed = not check.passed
    mark = say(f"{glyph(check.passed)} ", "bold $text-error" if failed else "$text-success")
    lines = hang(mark, say(check.name, "bold" if failed else ""), width)
    differs = failed or (other is not None and other.got != check.got)
    for word, value in (("got", check.got), ("expected", check.expected)):
        style = "bold" if differs and word == "got" else ""
        lines += hang(say(f"    {word:<9}", "dim"), say(value, style), width)
    return lines


def draw_beside(item: Drawable, beside: Iterable[Item]) -> Lines:
    """The widget for a piece of evidence; bars as long as those of the other side for the same value."""
    view = draw(item)
    if isinstance(view, BarsView):
        same = (other for other in beside if isinstance(other, Bars) and other.title == view.item.title)
        view.beside = next(same, None)
    return view


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

    def __init__(self, title: str, *, classes: str = "", second: bool = False) -> None:
        super().__init__(classes=classes)
        self.title, self.second = title, second

    def compose(self) -> ComposeResult:
        yield Testimony(second=self.second)
        yield Vertical(classes="pictures")

    def tell(self, side: Side | None, other: Side | None = None) -> None:
        """Show its words alone, as for a run that is under way."""
        self.query_one(Testimony).show(self.title, side, other)

    async def show(self, side: Side | None, other: Side | None = None) -> None:
        """other: what stands beside it, so that the rows of both agree."""
        self.tell(side, other)
        pictures = self.query_one(".pictures", Vertical)
        await pictures.remove_children()
        items = side.items if side is not None else ()
        beside = other.items if other is not None else ()
        await pictures.mount_all(
            draw_beside(item, beside) for item in items if not isinstance(item, Check | Raises | Predict)
        )
        self.scroll_home(animate=False)

    def on_focus(self) -> None:
        self.query_one(Testimony).mark(True)

    def on_blur(self) -> None:
        self.query_one(Testimony).mark(False)
