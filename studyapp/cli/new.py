"""`new` and `edit`: decks, cards and proofs, from a template or where they stand."""

from __future__ import annotations

import subprocess
import sys

from studyapp.cli.context import Context
from studyapp.cli.marks import find_card
from studyapp.cli.output import Created
from studyapp.deck.card import Kind
from studyapp.errors import UsageError
from studyapp.study.library.creating import Place, card_place, create_card, create_deck, create_proof
from studyapp.study.library.editing import editor_command

KINDS = ", ".join(kind.value for kind in Kind)


def new_deck(context: Context, name: str, title: str, *, edit: bool, as_json: bool) -> None:
    with context.study() as study:
        finish(create_deck(study, name, title), edit=edit, as_json=as_json)


def new_card(
    context: Context, deck: str, title: str, kind: str, proof: str, *, edit: bool, as_json: bool
) -> None:
    """Raise UsageError for a kind, deck or proof that there is not."""
    if kind not in KINDS.split(", "):
        raise UsageError(f"there is no kind {kind!r}", todo=f"There are: {KINDS}.")
    with context.study() as study:
        finish(create_card(study, deck, title, Kind(kind), proof), edit=edit, as_json=as_json)


def new_proof(context: Context, name: str, *, edit: bool, as_json: bool) -> None:
    with context.study() as study:
        finish(create_proof(study, name), edit=edit, as_json=as_json)


def edit_card(context: Context, name: str) -> None:
    with context.study() as study:
        place = card_place(study, find_card(study, name))
    open_editor(place)


def finish(place: Place, *, edit: bool, as_json: bool) -> None:
    if as_json:
        Created(name=place.name, file=str(place.path), line=place.line).print()
    else:
        print(f"{place.path}:{place.line}  {place.name}")
    if edit:
        open_editor(place)


def open_editor(place: Place) -> None:
    command = editor_command(place.path, place.line)
    if not sys.stdin.isatty():
        raise UsageError("an editor needs a terminal", todo=f"The file is {place.path}.")
    subprocess.run(command, check=False)
