"""Making a card, a deck or a proof from Home, in the learner's own editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studyapp.errors import StudyError

if TYPE_CHECKING:
    from textual.app import App

    from studyapp.study.library.creating import Place
    from studyapp.study.opening import Study
    from studyapp.tui.screens.new import Wish


def ask(
    app: App[None],
    study: Study,
    deck: str,
    title: str,
    done: Callable[[], object],
    *,
    wish: Wish | None = None,
) -> None:
    """Ask what to make, and make it; where that cannot be done, ask again with what was written."""
    from studyapp.tui.screens.new import New

    def write(wish: Wish | None) -> None:
        if wish is not None and not make(app, study, deck, wish):
            ask(app, study, deck, title, done, wish=wish)
        elif wish is not None:
            done()

    app.push_screen(New(deck, title, wish), write)


def make(app: App[None], study: Study, deck: str, wish: Wish) -> bool:
    """Write what was wished for from its template, and open it; say what cannot be done."""
    from studyapp.study.library.creating import create_card, create_deck, create_proof
    from studyapp.study.library.editing import editor_command

    try:
        editor_command(study.folder.root, 1)  # nothing is made that cannot be written on
        match wish.what:
            case "card":
                place = create_card(study, deck, wish.name, wish.kind)
            case "deck":
                place = create_deck(study, wish.name)
            case _:
                place = create_proof(study, wish.name)
    except StudyError as error:
        app.notify(str(error), severity="error", timeout=10)
        return False
    try:
        open_editor(app, place)
        app.notify(f"{place.name}: {place.path}")
    except StudyError as error:  # it is made all the same
        app.notify(str(error), severity="warning", timeout=15)
    return True


def open_editor(app: App[None], place: Place) -> None:
    """Raise StudyError where there is none."""
    from studyapp.study.library.editing import editor_command
    from studyapp.tui.editor import run_editor

    command = editor_command(place.path, place.line)
    run_editor(app, command)
