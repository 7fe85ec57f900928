"""A table of cards, however many: it draws the rows in sight, and asks for pages as it comes near them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from studyapp.study.cards.browsing import PAGE, Row
from studyapp.tui.widgets.inline import inline
from studyapp.tui.widgets.lines import Lines, fit, say
from studyapp.tui.widgets.session_bar import FLAG_STYLES
from studyapp.tui.widgets.status import mark_verdict

MARKUP = re.compile(r"[\\`*_\[\]<>&~!]")

DUE, STRONG, LAPSES = 7, 9, 8  # cells
SIGNS = 8
HEADINGS = {"due": "DUE", "strong": "STRONG", "lapses": "LAPSES"}  # by the order that sorts by them


class CardTable(Lines, can_focus=True):
    """`▌` stands before the current row, `●` before selected ones."""

    DEFAULT_CSS = """
    CardTable { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="cards.open", key_display="enter"),
        Binding("space", "select", "select", id="cards.select", key_display="space"),
        Binding("up,k", "move(-1)", show=False, id="cards.up"),
        Binding("down,j", "move(1)", show=False, id="cards.down"),
        Binding("pageup", "leap(-1)", show=False, id="cards.page_up"),
        Binding("pagedown", "leap(1)", show=False, id="cards.page_down"),
        Binding("home,g", "go(0)", show=False, id="cards.first"),
        Binding("end,G", "go(-1)", show=False, id="cards.last"),
    ]

    class Moved(Message):
        """Another row may be the current one."""

    @dataclass
    class Opened(Message):
        """The learner wants to see this card."""

        card: str

    @dataclass
    class Wanted(Message):
        """A page has come into sight that was not read yet."""

        page: int

    class Selected(Message):
        """Rows were selected, or are no longer."""

    pages: var[dict[int, Sequence[Row]]] = var(dict)
    total: var[int | None] = var(None)  # None until they are counted
    cursor = var(0)
    top = var(0)  # the first row in sight
    order = var("place")
    is_old = var(False)  # the query is another one by now

    def __init__(self) -> None:
        super().__init__()
        self.selected: set[str] = set()
        self.asked: set[int] = set()  # pages on their way

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done to a row takes one."""
        return action not in ("open", "select") or self.length > 0

    @property
    def length(self) -> int:
        """Rows that there are, as far as is known."""
        if self.total is not None:
            return self.total
        return max((page * PAGE + len(rows) for page, rows in self.pages.items()), default=0)

    @property
    def current(self) -> Row | None:
        return self.row_at(self.cursor)

    def row_at(self, place: int) -> Row | None:
        page, offset = divmod(place, PAGE)
        rows = self.pages.get(page, ())
        return rows[offset] if offset < len(rows) else None

    def show(self, rows: Sequence[Row], order: str, *, page: int = 0, stay: bool = False) -> None:
        """Show what was found, from its first row on, or `stay` where the cursor is."""
        self.pages, self.order, self.is_old, self.asked = {page: rows}, order, False, set()
        self.total = len(rows) if page == 0 and len(rows) < PAGE else self.total if stay else None
        if not stay:
            self.cursor = self.top = 0
        self.settle()

    def fill(self, page: int, rows: Sequence[Row]) -> None:
        """Add a page that was wanted."""
        self.pages = {**self.pages, page: rows}
        self.asked.discard(page)
        self.settle()

    def count(self, total: int) -> None:
        self.total = total
        self.settle()

    def fade(self) -> None:
        """Say that this is what an earlier query found."""
        self.is_old = True
        self.redraw()

    def select(self, cards: Iterable[str]) -> None:
        """Mark exactly these."""
        self.selected = set(cards)
        self.redraw()
        self.post_message(self.Selected())

    def settle(self) -> None:
        """Keep the cursor on a row, and that row in sight."""
        self.go(self.cursor)

    def action_move(self, step: int) -> None:
        self.go(self.cursor + step)

    def action_leap(self, pages: int) -> None:
        self.go(self.cursor + pages * max(1, self.room - 1))

    def action_go(self, row: int) -> None:
        self.go(row if row >= 0 else self.length + row)

    def action_open(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self.current.id))

    def action_select(self) -> None:
        if self.current is not None:
            self.select(self.selected ^ {self.current.id})
            self.go(self.cursor + 1)

    @property
    def room(self) -> int:
        """Rows in sight, below the heading."""
        return max(1, self.content_size.height - 1)

    def go(self, row: int) -> None:
        self.cursor = max(0, min(row, self.length - 1))
        self.top = max(0, min(max(self.top, self.cursor - self.room + 1), self.cursor, self.length - 1))
        for page in {self.top // PAGE, (self.top + self.room) // PAGE}:
            if page not in self.pages and page * PAGE < self.length and page not in self.asked:
                self.asked.add(page)
                self.post_message(self.Wanted(page))
        self.redraw()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        row = self.top + event.y - self.gutter.top - 1
        if self.top <= row < self.length:
            self.go(row)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.go(self.cursor + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.go(self.cursor - 3)

    def on_resize(self) -> None:
        self.settle()

    def lines(self, width: int) -> list[Content]:
        height = self.content_size.height
        columns = Columns(width, self.order)
        drawn = [columns.heading(), *(self.line(columns, place) for place in self.places())]
        drawn += [Content()] * (height - len(drawn))
        return [line.stylize("dim") for line in drawn[:height]] if self.is_old else drawn[:height]

    def places(self) -> Iterator[int]:
        yield from range(self.top, min(self.length, self.top + self.room))

    def line(self, columns: Columns, place: int) -> Content:
        row, is_current = self.row_at(place), place == self.cursor
        if row is None:
            return say("  …", "dim")
        return columns.line(row, is_current and self.has_focus, is_current, row.id in self.selected)

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()


class Columns:
    """Which columns there is room for."""

    def __init__(self, width: int, order: str) -> None:
        self.order = order
        self.with_lapses = width >= 60
        self.with_strong = width >= 48
        used = 4 + DUE + SIGNS + STRONG * self.with_strong + LAPSES * self.with_lapses
        self.title = max(8, width - used)

    def heading(self) -> Content:
        cells = [("due", DUE)]
        cells += [("strong", STRONG)] if self.with_strong else []
        cells += [("lapses", LAPSES)] if self.with_lapses else []
        title = "CARD" + (" ▾ newest first" if self.order == "added" else "")
        numbers = "".join(
            f"{HEADINGS[name]}{'▾' if name == self.order else ''}".rjust(n) for name, n in cells
        )
        return say("    " + title.ljust(self.title) + numbers, "dim")

    def line(self, row: Row, is_focused: bool, is_current: bool, is_selected: bool) -> Content:
        numbers = [fit(say(row.due, "dim" if row.due == "new" else ""), DUE, right=True)]
        if self.with_strong:
            numbers.append(fit(say(spell_stability(row.stability)), STRONG, right=True))
        if self.with_lapses:
            numbers.append(fit(say(row.lapses or "·", "" if row.lapses else "dim"), LAPSES, right=True))
        return Content.assemble(
            say("▌" if is_current else " ", "$text-primary" if is_focused else "dim"),
            say(" ● " if is_selected else "   ", "bold $text-accent"),
            fit(entitled(row.title).stylize("bold" if is_current else ""), self.title - 1),
            " ",
            *numbers,
            "  ",
            signs(row),
        ).rstrip()


@lru_cache(maxsize=2000)
def entitled(title: str) -> Content:
    """Reading Markdown takes half a millisecond, and a screen has forty rows."""
    return inline(title) if MARKUP.search(title) else say(title)


def signs(row: Row) -> Content:
    """The proof's last verdict, suspended or buried, marked, flagged: a glyph or a digit each."""
    glyph, style = mark_verdict(row.verdict) if row.verdict not in {"", "none"} else (" ", "")
    away = "@" if row.suspended else "-" if row.buried else " "
    return Content.assemble(
        say(glyph, style),
        say(f" {away}", "$text-warning"),
        say("★" if row.marked else " ", "$text-warning"),
        say(f"⚑{row.flag}" if row.flag else "", FLAG_STYLES[row.flag]),
    )


def spell_stability(days: float | None) -> str:
    if days is None:
        return "·"
    return f"{days:.1f} d" if days < 100 else f"{days:.0f} d"
