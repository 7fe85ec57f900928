"""A Textual app that does nothing: the floor of a first paint."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Static


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("bare and painted")
        yield Footer()


Bare().run()
