"""A proof's file, to read; beside its lines, how each check ended in the last run."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studyapp.proof.source.catalogue import Entry
from studyapp.study.proofs.margins import Margin, make_margin
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.listing import MARKS, REPLACED, Listing

ABOVE = 6  # lines that are shown before a check


class Source(ModalScreen[None]):
    """The whole file, highlighted."""

    DEFAULT_CSS = """
    Source {
        align-horizontal: center;
        background: $background;
        #top { width: 100%; max-width: 112; padding: 0 2; margin: 1 0; height: auto; }
        VerticalScroll { width: 100%; max-width: 112; padding: 0 1 0 2; scrollbar-size-vertical: 1; }
        Listing { margin-right: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "go(1)", "next check", id="source.next"),
        Binding("N", "go(-1)", "check before", id="source.previous"),
        Binding("q,escape,s", "leave", "back", id="source.leave", key_display="q"),
        Binding("j,down", "scroll(1)", show=False, id="source.down"),
        Binding("k,up", "scroll(-1)", show=False, id="source.up"),
        Binding("g,home", "scroll(-9999)", show=False, id="source.top"),
        Binding("G,end", "scroll(9999)", show=False, id="source.bottom"),
    ]

    def __init__(self, entry: Entry, margin: Margin | None = None) -> None:
        super().__init__()
        self.entry = entry
        self.margin = make_margin(entry) if margin is None else margin

    def compose(self) -> ComposeResult:
        yield Static(self.tell_top(), id="top")
        with VerticalScroll():
            yield Listing(self.entry.source, self.margin)
        yield KeyBar()

    def tell_top(self) -> Content:
        """The file, which run the marks are of, and what each mark says."""
        words = {True: "held", False: "failed", None: "did not run"}
        ended = set(self.margin.checks.values())
        marks = [
            say(glyph, style) + say(f" {words[held]}", "dim")
            for held, (glyph, style) in MARKS.items()
            if held in ended
        ]
        if self.margin.replaced:
            glyph, style = REPLACED
            marks.append(say(glyph, style) + say(" put in place", "dim"))
        told = say(f"checks: {self.margin.told}   ", "dim") + Content("  ").join(marks)
        return Content.assemble(say(self.entry.path, "dim"), "\n", told)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "go" or bool(self.margin.checks)

    def action_go(self, by: int) -> None:
        """Go to the check after, or before, the one gone to last; after the last comes the first."""
        lines, listing = list(self.margin.checks), self.query_one(Listing)
        if by > 0:
            line = next((line for line in lines if line > listing.current), lines[0])
        else:
            line = next((line for line in reversed(lines) if line < listing.current), lines[-1])
        listing.go_to(line)
        self.query_one(VerticalScroll).scroll_to(y=listing.row_of(line) - ABOVE, animate=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        self.dismiss(None)
