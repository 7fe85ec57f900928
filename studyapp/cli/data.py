"""The commands about the learner's data as a whole: copies of it, another machine's, its health."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from studyapp.cli.arguments import Json
from studyapp.cli.boundary import FINE, FOUND
from studyapp.cli.output_data import BackedUp, Backups, Examined, MergedIn, Restored, SyncedWith
from studyapp.clock import read_clock
from studyapp.proof.text import glyph
from studyapp.study.data.diagnosing import diagnose
from studyapp.study.data.merging import Merged, find_database, merge
from studyapp.study.data.safekeeping import back_up, find_backups, name_aside, restore
from studyapp.study.data.syncing import find_shared, sync
from studyapp.words import counted

app = typer.Typer(rich_markup_mode=None)


@app.command("backup", short_help="Copy the database.")
def make_backup(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to (default: data/backups/).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Copy the database, also while the app is open. The app itself keeps one copy a day, the last five."""
    folder = context.obj.find()
    made = back_up(folder, (file or name_aside(folder, read_clock(), "asked")).absolute())
    if as_json:
        BackedUp(file=str(made)).print()
    else:
        print(made)


@app.command("restore", short_help="Go back to a copy of the database.")
def go_back(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A copy; without one, those there are are listed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Go back to a copy of the database; what is there now is kept beside the copies."""
    folder = context.obj.find()
    if file is None:
        files = {str(each.path): each.at.isoformat(timespec="seconds") for each in find_backups(folder)}
        list_backups(Backups(files=files), as_json)
        return
    events, aside = restore(folder, file, read_clock())
    if as_json:
        Restored(events=events, aside=str(aside) if aside else None).print()
        return
    print(f"Restored: {counted(events, 'event')} of the journal, as of this copy.")
    if aside is not None:
        print(f"What was there is {aside}.")


def list_backups(backups: Backups, as_json: bool) -> None:
    if as_json:
        backups.print()
        return
    for path, at in backups.files.items():
        print(f"{at[:16].replace('T', ' ')}  {path}")
    print("`studyapp restore FILE` goes back to one." if backups.files else "There is no copy yet.")


@app.command("merge", short_help="Take in what you did on another machine.")
def take_in(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="Its study.db, or its study folder.")],
    as_json: Json = False,
) -> None:
    """Take in what you did on another machine: no review is lost, and doing it twice changes nothing.

    The other database is only read; merge there, too, and both are the same.
    """
    with context.obj.study() as study:
        found = merge(study, find_database(source))
    if as_json:
        MergedIn(events=found.events, reviews=found.reviews, cards=found.cards).print()
    else:
        print(spell_taken(found) if found.events else "Nothing there that is not here.")


def spell_taken(found: Merged) -> str:
    more = found.events - found.reviews
    others = f", {counted(more, 'other act')}" if more else ""
    of = f", of {counted(found.cards, 'card')}" if found.cards else ""  # weights are of no single one
    return f"{counted(found.reviews, 'review')}{others} taken in{of}."


@app.command("sync", short_help="Keep machines in step by a folder that they share.")
def keep_in_step(
    context: typer.Context,
    shared: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="One that they all see (default: `sync` in [study])."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Take in what your other machines left in a folder, and leave there what was done here.

    Any folder that they see will do: on a network, or carried between them by another program.
    """
    with context.obj.study() as study:
        found = sync(study, find_shared(study, shared))
    taken = found.taken
    if as_json:
        SyncedWith(
            events=taken.events,
            reviews=taken.reviews,
            cards=taken.cards,
            machines=found.machines,
            mine=str(found.mine),
            left_out=found.left_out,
        ).print()
    elif taken.events:
        print(spell_taken(taken))
    elif found.machines:
        print(f"Nothing new from {counted(found.machines, 'other machine')}.")
    else:
        print("No other machine has left anything yet.")
    if not as_json:
        print(f"What is known here is in {found.mine}.")
    for name, why in found.left_out.items():
        print(f"{name} is left out: {why.removesuffix('.')}.", file=sys.stderr)
    if found.left_out:
        print("What is left out comes in with the next sync that can read it.", file=sys.stderr)
    raise typer.Exit(FOUND if found.left_out else FINE)


@app.command(short_help="Look whether your data holds together.")
def doctor(
    context: typer.Context,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Make what differs again from the journal, after a copy."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Replay the whole journal, and compare: 0 all is well, or was mended; 1 something is wrong."""
    with context.obj.study() as study:
        found = diagnose(study, mend=mend)
        path = study.folder.database
    problems = found.problems
    if as_json:
        Examined(file=str(path), events=found.events, problems=problems, mended=found.mended).print()
    else:
        print(f"{path}: {counted(found.events, 'event')}")
        for problem in problems:
            print(f"{glyph(False)} {problem}")
        print(conclude(problems, mended=found.mended, mendable=bool(found.drift)))
    raise typer.Exit(FOUND if problems and not found.mended else FINE)


def conclude(problems: list[str], *, mended: bool, mendable: bool) -> str:
    if not problems:
        return f"{glyph(True)} the file holds together, and all in it is what the journal makes of it"
    if mended:
        return f"{glyph(True)} made again from the journal; a copy from before is in data/backups/"
    if mendable:
        return "`studyapp doctor --mend` makes it again from the journal."
    return "`studyapp restore` lists the copies that there are."
