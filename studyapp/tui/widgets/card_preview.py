"""One card from near, read-only: what it asks, what it answers, and how it went so far."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from studyapp.schedule.spell import spell_days, spell_past
from studyapp.tui.widgets.inline import inline
from studyapp.tui.widgets.lines import Lines, hang, say
from studyapp.tui.widgets.sheet import Answer, Question
from studyapp.tui.widgets.status import mark_verdict

if TYPE_CHECKING:
    from studyapp.study.cards.browsing import Preview

LABEL = 9  # cells
NEWEST = 20  # grades that are shown


class CardPreview(VerticalScroll, can_focus=False):
    """Scrolls by itself; `show(None)` empties it."""

    DEFAULT_CSS = """
    CardPreview { scrollbar-size-vertical: 1; #heading { text-style: bold; margin-bottom: 1; } }
    """

    def __init__(self) -> None:
        super().__init__()
        # Held, since a screen that is being left loses them one by one.
        self.heading, self.facts = Static("", id="heading"), Facts()
        self.question, self.answer = Question(), Answer()

    def compose(self) -> ComposeResult:
        yield from (self.heading, self.question, self.answer, self.facts)

    @property
    def is_there(self) -> bool:
        """Whether it can show anything: not before its parts are there, nor as its screen is left."""
        return self.question.is_there and self.answer.is_there

    async def show(self, preview: Preview | None, now: datetime) -> None:
        """Replace what is shown, as long as anyone looks."""
        self.heading.update(inline(preview.card.title) if preview else "")
        self.facts.show(preview, now)
        self.scroll_home(animate=False)
        sheets = (self.question, self.answer)
        texts = (preview.question, preview.answer) if preview else ("", "")
        for sheet, text in zip(sheets, texts, strict=True):
            sheet.display = bool(text)
            if text and sheet.is_there:  # the screen may have been left since
                await sheet.show(text)


class Facts(Lines):
    """Grades, due date, proof, place: one line each."""

    facts: var[tuple[tuple[str, Content], ...]] = var(())

    def show(self, preview: Preview | None, now: datetime) -> None:
        self.facts = tuple(tell(preview, now)) if preview else ()
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        drawn: list[Content] = []
        for label, fact in self.facts:
            drawn += hang(say(label.ljust(LABEL), "dim"), fact, width)
        return drawn


def tell(preview: Preview, now: datetime) -> list[tuple[str, Content]]:
    card, row = preview.card, preview.row
    grades = " ".join(map(str, preview.ratings[-NEWEST:]))
    older = "… " if len(preview.ratings) > NEWEST else ""
    facts = [("reviews", say(f"{older}{grades}" if grades else "none yet", "" if grades else "dim"))]
    if row.stability is not None:
        lapses = f"{row.lapses} {'lapse' if row.lapses == 1 else 'lapses'}"
        facts.append(("due", say(f"{row.due} · {spell_days(row.stability)} strong · {lapses}")))
    states = [
        word
        for word, on in (("suspended", row.suspended), ("buried", row.buried), ("marked", row.marked))
        if on
    ]
    states += [f"flag {row.flag}"] if row.flag else []
    facts += [("state", say(" · ".join(states), "$text-warning"))] if states else []
    if card.proof:
        facts.append(("proof", say(card.proof)))
        facts.append(("", tell_run(preview, now)))
    facts += [("tags", say(" ".join(card.tags)))] if card.tags else []
    facts.append(("card", say(card.id)))
    facts.append(("in", say(f"{card.file}:{card.line}")))
    return facts


def tell_run(preview: Preview, now: datetime) -> Content:
    """How its proof ended last, and whether that was of what it is now."""
    run = preview.run
    if run is None:
        return say("not run yet", "dim")
    glyph, style = mark_verdict(run.verdict)
    since = "" if preview.row.verdict == run.verdict else ", as it was then"
    return say(f"{glyph} {run.verdict}", style) + say(f" {spell_past(run.at, now)}{since}", "dim")
