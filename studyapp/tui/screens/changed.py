"""An answer that the learner knew has changed: whether it is still the same to remember."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.sanitise import visible
from studyapp.study.library.settling import changed_answers, settle
from studyapp.study.opening import Study
from studyapp.tui.screens.asking import Unasked
from studyapp.tui.shown_keys import key_rows
from studyapp.tui.widgets.inline import parser
from studyapp.tui.widgets.sheet import Page


class Changed(Unasked[bool | None]):
    """Returns whether the progress is kept; None to be asked another time."""

    DEFAULT_CSS = """
    Changed {
        & > Vertical { border-left: outer $warning; }
        #ask { margin-bottom: 0; }
        #answer { margin: 0 0 1 2; max-height: 8; overflow-y: auto; scrollbar-size-vertical: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "dismiss(True)", "keep", id="changed.keep"),
        Binding("s", "dismiss(False)", "start again", id="changed.start"),
        Binding("q,escape", "dismiss(None)", "later", id="changed.later"),
    ]

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card

    def compose(self) -> ComposeResult:
        answer = self.card.answer.source or (self.card.typed.text.source if self.card.typed else "")
        with Vertical():
            yield Static(Content(f"The answer of “{visible(self.card.title)}” has changed"), id="ask")
            yield Page(answer or self.card.question.source, id="answer", parser_factory=parser)
            offers = (
                ("changed.keep", "k", "keep your progress: it is the same to remember"),
                ("changed.start", "s", "start the card again, as a new one"),
                ("changed.later", "esc", "ask me another time"),
            )
            yield from map(Static, key_rows(self.app, *offers))


async def ask_what_changed(app: App[None], study: Study) -> None:
    """Ask for each card whose answer has changed since it was learned, until the learner puts it off."""
    for card in changed_answers(study):
        keep = await app.push_screen_wait(Changed(card))
        if keep is None:
            return
        try:
            settle(study, card, keep=keep)
        except StudyError as error:
            app.notify(str(error), title="Not decided", severity="error", timeout=15)
            return
