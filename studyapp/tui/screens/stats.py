"""Progress in one look: reviews, recall, what is due, and how the proofs stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.insight.retention import PERIODS
from studyapp.study.overview import Overview
from studyapp.tui.widgets.forecast import Forecast
from studyapp.tui.widgets.key_bar import KeyBar

BAR = 30  # cells of a recall bar


class Stats(Screen[None]):
    """The figures of `studyapp stats`, drawn."""

    DEFAULT_CSS = """
    Stats {
        align-horizontal: center;
        VerticalScroll { width: 100%; max-width: 92; padding: 1; scrollbar-size-vertical: 1; }
        .title { color: $text-muted; margin-top: 1; }
        Forecast { margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,t", "app.pop_screen", "back", id="stats.leave", key_display="q")
    ]

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self.overview = overview

    def compose(self) -> ComposeResult:
        figures = self.overview.figures
        with VerticalScroll():
            yield Static(headline(self.overview))
            yield Static("RECALLED   reviews of learned cards that were not graded Again", classes="title")
            for period in PERIODS:
                tally = figures.retention[period].all
                yield Static(rate_line(period, tally.rate, tally.total))
            yield Static("PROOFS   by their last run", classes="title")
            yield Static(verdict_line(self.overview))
            yield Forecast()
        yield KeyBar()

    def on_mount(self) -> None:
        today = datetime.fromtimestamp(self.overview.today * 86400, UTC).date()
        counts = list(self.overview.figures.forecast)
        counts[0] += self.overview.figures.backlog
        self.query_one(Forecast).show(counts, today)


def headline(overview: Overview) -> Content:
    figures = overview.figures
    parts = [
        (str(sum(figures.reviews.values())), " reviews"),
        (str(figures.today.reviews), " today"),
        (str(figures.streak), "-day run"),
        (str(figures.longest_streak), " at the longest"),
    ]
    return Content("   ").join(
        Content.assemble((number, "bold"), (words, "$text-muted")) for number, words in parts
    )


def rate_line(period: str, rate: float | None, total: int) -> Content:
    """A period's share of passed reviews; a dash where there was none to pass."""
    if rate is None:
        return Content.assemble(f"{period:<12}", ("·", "$text-muted"))
    filled = round(rate * BAR)
    bar = Content.assemble(("━" * filled, "$text-success"), ("─" * (BAR - filled), "$text-muted"))
    return Content.assemble(f"{period:<12}", bar, f"  {rate:>4.0%}", (f"  of {total}", "$text-muted"))


def verdict_line(overview: Overview) -> Content:
    return Content("   ").join(
        Content.assemble((str(count), "bold"), f" {verdict}")
        for verdict, count in overview.figures.proofs.items()
        if count
    )
