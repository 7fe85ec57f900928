"""Making a card, a deck or a proof from Home, in the learner's own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.errors import StudyError

if TYPE_CHECKING:
    from textual.app import App

    from studyapp.study.creating import Place
    from studyapp.study.opening import Study
    from studyapp.tui.screens.new import Wish


def make(app: App[None], study: Study, deck: str, wish: Wish) -> None:
    """Write what was wished for from its template, and open it; say what cannot be done."""
    from studyapp.study.creating import create_card, create_deck, create_proof
    from studyapp.study.editing import editor_command

    try:
        editor_command(study.folder.root, 1)  # nothing is made that cannot be written on
        match wish.what:
            case "card":
                place = create_card(study, deck, wish.name, wish.kind)
            case "deck":
                place = create_deck(study, wish.name)
            case _:
                place = create_proof(study, wish.name)
        open_editor(app, place)
        app.notify(f"{place.name}: {place.path}")
    except StudyError as error:
        app.notify(str(error), severity="error", timeout=10)


def open_editor(app: App[None], place: Place) -> None:
    """Raise StudyError where there is none."""
    from studyapp.study.editing import editor_command
    from studyapp.tui.editor import run_editor

    command = editor_command(place.path, place.line)
    run_editor(app, command)
