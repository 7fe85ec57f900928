"""The commands about single cards, and those that make something new."""

from __future__ import annotations

from typing import Annotated

import typer

from studyapp.cli import marks, new
from studyapp.cli.arguments import Card, Edit, Json

app = typer.Typer()


@app.command(short_help="Suspend, bury, star, flag, … cards.")
def mark(
    context: typer.Context,
    act: Annotated[str, typer.Argument(help=f"One of {marks.KNOWN}.")],
    cards: Annotated[list[str], typer.Argument(metavar="ID…", help="Cards, as `list` names them.")],
    json: Json = False,
) -> None:
    """Do something to cards besides answering them; `undo` takes all of it back."""
    marks.mark(context.obj, act, cards, json)


@app.command(short_help="Print where a card stands, and its reviews.")
def show(context: typer.Context, card: Card, json: Json = False) -> None:
    """Print where a card stands, its reviews, and why it is due when it is."""
    marks.show(context.obj, card, json)


@app.command(short_help="Write a file about a card that is wrong.")
def dispute(context: typer.Context, card: Card, json: Json = False) -> None:
    """Write a text file about a card that is wrong: the card, its proof, its newest run, all versions."""
    marks.dispute(context.obj, card, json)


@app.command()
def pause(
    context: typer.Context,
    off: Annotated[bool, typer.Option("--off", help="Bring new cards again.")] = False,
) -> None:
    """Bring no new cards until it is switched off."""
    marks.pause(context.obj, paused=not off)


new_app = typer.Typer(help="Make a deck, a card or a proof from a template.", no_args_is_help=True)
app.add_typer(new_app, name="new")


@new_app.command("deck")
def new_deck(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its path below cards/, as in torch/gradients.")],
    title: Annotated[str, typer.Option(help="What it is called (default: from its name).")] = "",
    edit: Edit = False,
    json: Json = False,
) -> None:
    """Make an empty deck."""
    new.new_deck(context.obj, name, title, edit=edit, as_json=json)


@new_app.command("card")
def new_card(
    context: typer.Context,
    deck: Annotated[str, typer.Argument(help="The deck that it is added to.")],
    title: Annotated[str, typer.Argument(help="Its heading.")],
    kind: Annotated[str, typer.Option(help=f"One of {new.KINDS}.")] = "recall",
    proof: Annotated[str, typer.Option(metavar="ID", help="Its proof; with :PART for a write card.")] = "",
    edit: Edit = False,
    json: Json = False,
) -> None:
    """Add a card to a deck; a shipped deck is copied into your folder first."""
    new.new_card(context.obj, deck, title, kind, proof, edit=edit, as_json=json)


@new_app.command("proof")
def new_proof(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A topic and a name, as in autograd.my_proof.")],
    edit: Edit = False,
    json: Json = False,
) -> None:
    """Make a proof with two broken variants, to be changed into yours."""
    new.new_proof(context.obj, name, edit=edit, as_json=json)


@app.command("edit", short_help="Open a card at its line in $EDITOR.")
def edit_card(context: typer.Context, card: Card) -> None:
    """Open a card at its line in $EDITOR; a shipped deck is copied into your folder first."""
    new.edit_card(context.obj, card)
