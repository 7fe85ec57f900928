"""`where` and `keys`: what the settings make of this place, without opening it."""

from __future__ import annotations

import typer

from studyapp.cli.arguments import Json
from studyapp.cli.output import KeyLine, Keys, Places
from studyapp.errors import StudyError
from studyapp.folder import Folder, find_shipped
from studyapp.settings import read_settings

app = typer.Typer(rich_markup_mode=None)


@app.command()
def where(context: typer.Context, as_json: Json = False) -> None:
    """Print which folder is studied, and where its database is."""
    folder = context.obj.find()
    places = Places(
        folder=str(folder.root),
        database=str(folder.database),
        settings=str(folder.settings),
        library=str(find_shipped()),
        problem=find_fault(folder),
    )
    if as_json:
        places.print()
        return
    for name, place in places.model_dump(exclude={"version", "problem"}).items():
        print(f"{name:<9} {place}")
    if places.problem:
        print(f"\n{places.problem}")


def find_fault(folder: Folder) -> str | None:
    """What is wrong with the settings, the learner's keys included."""
    try:
        keys = read_settings(folder.settings).keys
        if not keys.are_usual:
            from studyapp.tui.keymap import make_keymap

            make_keymap(keys)
    except StudyError as error:
        return str(error)
    return None


@app.command(short_help="List every action of the app with its keys.")
def keys(context: typer.Context, as_json: Json = False) -> None:
    """List every action of the app with its keys, as [keys.own] in studyapp.toml may change them."""
    from studyapp.tui.keymap import bindings, make_keymap

    mapped = make_keymap(read_settings(context.obj.find().settings).keys)
    lines: dict[str, KeyLine] = {}
    for binding in bindings():
        if binding.id and binding.id not in lines:
            shown = mapped.get(binding.id, binding.key)
            lines[binding.id] = KeyLine(action=binding.id, keys=shown, words=binding.description)
    if as_json:
        Keys(keys=list(lines.values())).print()
        return
    for line in lines.values():
        print(f"{line.action:<26} {line.keys:<28} {line.words}".rstrip())
