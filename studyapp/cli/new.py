"""`new` and `edit`: decks, cards and proofs, from a template or where they stand."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from studyapp.cli.arguments import CardId, Edit, Json
from studyapp.cli.marks import find_card
from studyapp.cli.output import Created
from studyapp.deck.card import Kind
from studyapp.errors import UsageError
from studyapp.study.library.creating import Place, card_place, create_card, create_deck, create_proof
from studyapp.study.library.editing import editor_command

KINDS = ", ".join(kind.value for kind in Kind)


app = typer.Typer(rich_markup_mode=None)
new_app = typer.Typer(help="Make a deck, a card or a proof from a template.", no_args_is_help=True)
app.add_typer(new_app, name="new")


@new_app.command("deck")
def new_deck(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its path below cards/, as in torch/gradients.")],
    title: Annotated[str, typer.Option(help="What it is called (default: from its name).")] = "",
    edit: Edit = False,
    as_json: Json = False,
) -> None:
    """Make an empty deck."""
    with context.obj.study() as study:
        finish(create_deck(study, name, title), edit=edit, as_json=as_json)


@new_app.command("card")
def new_card(
    context: typer.Context,
    deck: Annotated[str, typer.Argument(help="The deck that it is added to.")],
    title: Annotated[str, typer.Argument(help="Its heading.")],
    kind: Annotated[str, typer.Option(help=f"One of {KINDS}.")] = "recall",
    proof: Annotated[str, typer.Option(metavar="ID", help="Its proof; with :PART for a write card.")] = "",
    edit: Edit = False,
    as_json: Json = False,
) -> None:
    """Add a card to a deck; a shipped deck is copied into your folder first."""
    if kind not in KINDS.split(", "):
        raise UsageError(f"there is no kind {kind!r}", todo=f"There are: {KINDS}.")
    with context.obj.study() as study:
        finish(create_card(study, deck, title, Kind(kind), proof), edit=edit, as_json=as_json)


@new_app.command("proof")
def new_proof(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A topic and a name, as in autograd.my_proof.")],
    edit: Edit = False,
    as_json: Json = False,
) -> None:
    """Make a proof with two broken variants, to be changed into yours."""
    with context.obj.study() as study:
        finish(create_proof(study, name), edit=edit, as_json=as_json)


@app.command("edit", short_help="Open a card at its line in $EDITOR.")
def edit_card(context: typer.Context, card: CardId) -> None:
    """Open a card at its line in $EDITOR; a shipped deck is copied into your folder first."""
    with context.obj.study() as study:
        place = card_place(study, find_card(study, card))
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
