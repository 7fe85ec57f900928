"""Home's list of decks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from studyapp.tui.widgets.lines import FAINT, Lines, fit, say, widest

NUMBER = 7  # cells of a column of numbers
PERCENT = 6
GAP = 3  # cells before a wide column
MOST = 30  # cells of a deck's title


@dataclass(frozen=True, slots=True)
class DeckRow:
    """One deck's line."""

    name: str  # of its file below cards/; what Selected carries
    title: str
    new: int
    learning: int
    due: int
    known: float | None  # expected share of its cards that would be recalled now; None: none studied
    confirmed: int = 0  # proofs
    refuted: int = 0
    remark: str = ""  # "2 need a GPU"


class DeckTable(Lines, can_focus=True):
    """Decks with what each has to do; ▌ stands before the current one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="decks.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="decks.down"),
        Binding("home,g", "go(0)", "First", show=False, id="decks.first"),
        Binding("end,G", "go(-1)", "Last", show=False, id="decks.last"),
    ]

    class Selected(Message):
        """The learner clicked on a deck."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    rows: var[tuple[DeckRow, ...]] = var(())
    cursor = var(0)

    def show(self, rows: Sequence[DeckRow]) -> None:
        """Replace the decks; the cursor stays on its deck where it is still there."""
        current = self.current
        self.rows = tuple(rows)
        names = [row.name for row in self.rows]
        self.cursor = names.index(current) if current in names else 0
        self.redraw()

    @property
    def current(self) -> str | None:
        """The name of the deck under the cursor."""
        return self.rows[self.cursor].name if self.rows else None

    def action_move(self, step: int) -> None:
        self.go(self.cursor + step)

    def action_go(self, row: int) -> None:
        self.go(row % len(self.rows) if self.rows else 0)

    def go(self, row: int) -> None:
        self.cursor = max(0, min(row, len(self.rows) - 1))
        self.redraw()
        self.call_after_refresh(self.scroll_to_cursor)

    def scroll_to_cursor(self) -> None:
        """Bring the cursor's line into sight in whatever holds the table; the headings, too, at the first."""
        if isinstance(self.parent, Widget):
            top = self.virtual_region.y + (self.cursor + 1 if self.cursor else 0)
            line = Region(self.virtual_region.x, top, 1, 1)
            self.parent.scroll_to_region(line, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Choose the deck under the mouse."""
        row = event.y - self.gutter.top - 1
        if 0 <= row < len(self.rows):
            self.go(row)
            self.post_message(self.Selected(self.rows[row].name))

    def lines(self, width: int) -> list[Content]:
        columns = Columns(self.rows, width)
        return [columns.heading(), *(columns.line(row, row.name == self.current) for row in self.rows)]


class Columns:
    """Which columns there is room for, the least needed dropped first."""

    def __init__(self, rows: Sequence[DeckRow], width: int) -> None:
        said = widest([say("PROOFS"), *(proofs(row) for row in rows)])
        counted = widest([say("PROOFS"), *(proofs(row, remark=False) for row in rows)])
        whole = min(MOST, max(8, widest([say(row.title) for row in rows])))
        short = min(24, whole)
        options = [
            (20, said, True, whole),
            (10, said, True, whole),
            (10, said, True, short),
            (0, said, True, short),
            (0, counted, True, short),
            (0, 0, True, short),
            (0, 0, False, short),
        ]
        for self.bar, self.proofs, self.with_counts, needed in options:
            self.deck = width - 2 - self.used()
            if self.deck >= needed:
                break
        self.deck = max(1, min(self.deck, MOST))
        self.remarks = self.proofs == said

    def used(self) -> int:
        known = GAP + self.bar + PERCENT
        counts = 2 * NUMBER if self.with_counts else 0
        return counts + NUMBER + known + (GAP + self.proofs if self.proofs else 0)

    def heading(self) -> Content:
        numbers = ["NEW", "LEARN", "DUE"] if self.with_counts else ["DUE"]
        words = "  " + "DECK".ljust(self.deck) + "".join(word.rjust(NUMBER) for word in numbers)
        words += " " * GAP + "KNOWN".ljust(self.bar + PERCENT)
        return say(words + (" " * GAP + "PROOFS" if self.proofs else ""), "dim")

    def line(self, row: DeckRow, current: bool) -> Content:
        counts = [row.new, row.learning, row.due] if self.with_counts else [row.due]
        numbers = [fit(say(count or "·", "" if count else "dim"), NUMBER, right=True) for count in counts]
        parts: list[str | Content] = [
            say("▌ " if current else "  ", "$text-primary"),
            fit(say(row.title, "bold" if current else ""), self.deck),
            *numbers,
            " " * GAP,
            self.share(row.known),
        ]
        if self.proofs:
            parts += [" " * GAP, proofs(row, remark=self.remarks)]
        return Content.assemble(*parts).rstrip()

    def share(self, share: float | None) -> Content:
        filled = 0 if share is None else round(share * self.bar)
        bar = say("━" * filled, "$text-success") + say("─" * (self.bar - filled), FAINT)
        percent = say("·" if share is None else f"{share:.0%}", "dim" if share is None else "")
        return bar + fit(percent, PERCENT, right=True)


def proofs(row: DeckRow, *, remark: bool = True) -> Content:
    parts = []
    if row.confirmed:
        parts.append(say(f"{row.confirmed:2} ") + say("✓", "$text-success"))
    if row.refuted:
        parts.append(say(f"{row.refuted} ") + say("✗", "bold $text-error"))
    if row.remark and remark:
        parts.append(say(row.remark, "dim"))
    return Content("  ").join(parts)
