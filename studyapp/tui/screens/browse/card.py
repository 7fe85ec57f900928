"""A browsed card on a screen of its own."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen

from studyapp.study.cards.browsing import Preview
from studyapp.study.opening import Study
from studyapp.tui.widgets.card_preview import CardPreview
from studyapp.tui.widgets.key_bar import KeyBar


class BrowsedCard(Screen[None]):
    """Read-only: its question, its answer, and how it went so far."""

    DEFAULT_CSS = """
    BrowsedCard {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 94; padding: 1 1 0 1; }
        CardPreview { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,enter", "app.pop_screen", "back", id="browsed.leave", key_display="esc"),
        Binding("h", "runs", "runs", id="browsed.runs"),
        Binding("s", "source", "source", id="browsed.source"),
        Binding("j,down", "scroll(2)", show=False, id="browsed.down"),
        Binding("k,up", "scroll(-2)", show=False, id="browsed.up"),
        Binding("pagedown,space", "scroll(10)", show=False, id="browsed.page_down"),
        Binding("pageup", "scroll(-10)", show=False, id="browsed.page_up"),
        Binding("g,home", "scroll(-9999)", show=False, id="browsed.top"),
        Binding("G,end", "scroll(9999)", show=False, id="browsed.bottom"),
    ]

    def __init__(self, study: Study, preview: Preview) -> None:
        super().__init__()
        self.study, self.shown = study, preview
        self.entry = study.reading.catalogue.entries.get(preview.card.proof)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield CardPreview()
        yield KeyBar()

    async def on_mount(self) -> None:
        await self.query_one(CardPreview).show(self.shown, self.study.clock.now())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in {"runs", "source"} or self.entry is not None

    def action_scroll(self, lines: int) -> None:
        self.query_one(CardPreview).scroll_relative(y=lines, animate=False)

    def action_runs(self) -> None:
        from studyapp.tui.screens.proof.runs import Runs

        assert self.entry is not None
        self.app.push_screen(Runs(self.study, self.entry))

    def action_source(self) -> None:
        from studyapp.tui.screens.proof.source import Source

        assert self.entry is not None
        self.app.push_screen(Source(self.entry))
