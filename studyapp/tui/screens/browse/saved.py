"""Queries under a name: choosing one, and naming the one that is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static

from studyapp.errors import StudyError
from studyapp.study.cards.saved_queries import save_query, saved_queries
from studyapp.study.opening import Study
from studyapp.tui.shown_keys import key_line, key_of
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.picker import FRAME, Picker
from studyapp.tui.widgets.typed_line import TypedLine


class Saved(ModalScreen[str | None]):
    """Returns the query that was chosen, or None."""

    DEFAULT_CSS = f"Saved {{{FRAME}}}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,tab", "dismiss(None)", "back", id="saved.leave"),
        Binding("x,delete", "forget", "forget", id="saved.forget"),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self.kept = list(saved_queries(study).items())

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Saved queries", id="ask")
            yield Picker(*(say(name) + say(f"   {query}", "dim") for name, query in self.kept))
            keys = key_line(
                self.app,
                ("", "enter", "use it"),
                ("saved.forget", "x", "forget it"),
                ("saved.leave", "esc", "back"),
            )
            yield Static(keys, id="keys")

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.kept[event.option_index][1])

    def action_forget(self) -> None:
        picker = self.query_one(Picker)
        if picker.highlighted is None or self.study.store.read_only:
            return
        name, _ = self.kept[picker.highlighted]
        if not save_or_say(self, self.study, name, ""):
            return
        del self.kept[picker.highlighted]
        picker.remove_option_at_index(picker.highlighted)
        if not self.kept:
            self.dismiss(None)


class Naming(ModalScreen[str | None]):
    """Returns the name under which a query is kept; None for none."""

    DEFAULT_CSS = f"""
    Naming {{{FRAME}
        Input {{ height: 1; padding: 0 1; background: $surface; &, &:focus {{ border: none; }} }}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back", id="naming.leave")]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(say("Save ", "bold") + say(self.text, "$text-accent") + say(" as", "bold"), id="ask")
            yield TypedLine(placeholder="a name", max_length=40)
            keys = key_line(
                self.app,
                ("", "enter", "save, in place of what has that name"),
                ("naming.leave", "esc", "back"),
            )
            yield Static(keys, id="keys")

    @on(Input.Submitted)
    def save(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip() or None)


def save_as(screen: Screen[Any], study: Study, text: str) -> None:
    """Ask for a name, and keep the query under it."""
    if not text or study.store.read_only:
        screen.notify("There is no query to save." if not text else study.notice)
        return

    def save(name: str | None) -> None:
        if name and save_or_say(screen, study, name, text):
            key = key_of(screen.app, "query.saved", "tab")
            screen.notify(f"Saved as {name}. {key} lists what is saved.")

    screen.app.push_screen(Naming(text), save)


def save_or_say(screen: Screen[Any], study: Study, name: str, text: str) -> bool:
    """Keep a query under a name, or say why it is not."""
    try:
        save_query(study, name, text)
    except StudyError as error:
        screen.notify(str(error), title="Not saved", severity="error", timeout=15)
        return False
    return True


def choose_saved(screen: Screen[Any], study: Study, use: Callable[[str], None]) -> None:
    """Offer what is saved; `use` gets the query that is chosen."""
    if not saved_queries(study):
        key = key_of(screen.app, "query.save", "^s")
        screen.notify(f"No query is saved yet. {key} saves the one that is written.")
        return
    screen.app.push_screen(Saved(study), lambda query: None if query is None else use(query))
