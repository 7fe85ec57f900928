"""The commands that bring cards in from other programs, and give them to others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from studyapp.cli.arguments import Json, Searching, Wish
from studyapp.cli.output_exchange import GivenOut, TakenIn
from studyapp.cli.reports import find_listed
from studyapp.store.events import Flag, Marked, Practised, Review, Suspend
from studyapp.study.exchange.exporting import export
from studyapp.study.exchange.importing import Begin, Imported, Wanted, silently, take_in
from studyapp.words import counted

app = typer.Typer(rich_markup_mode=None)


@app.command("import", short_help="Take in cards of Anki, hashcards or a table, with their history.")
def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Packages, tables or decks.")],
    into: Annotated[
        str, typer.Option(metavar="DECK", help="Into this deck, or with a / behind it into this folder.")
    ] = "",
    no_history: Annotated[bool, typer.Option("--no-history", help="Cards alone, all of them new.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and stop.")] = False,
    json: Json = False,
) -> None:
    """Take in .apkg and .colpkg of Anki, .txt, .csv and .tsv, and .md of hashcards.

    Twice is once: what is here already stays as it is here, and only what was reviewed since is added.
    """
    wanted = Wanted(files, into, history=not no_history, dry=dry_run)
    with context.obj.study() as study, telling(aloud=not json) as begin:
        found = take_in(study, wanted, begin)
    if json:
        TakenIn(
            dry=dry_run,
            decks=found.decks,
            cards=found.cards,
            known=found.known,
            reviews=found.count(Review, Practised),
            suspended=found.count(Suspend),
            flagged=found.count(Flag),
            starred=found.count(Marked),
            losses=found.losses,
            backup=str(found.backup) if found.backup else None,
        ).print()
    else:
        for line in spell(found, study.folder.root / "cards", dry=dry_run):
            print(line)


@contextmanager
def telling(*, aloud: bool) -> Iterator[Begin]:
    """On a terminal, a line that says what is being done, and is gone afterwards."""
    if not aloud or not sys.stderr.isatty():
        yield silently
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        yield lambda stage: status.update(Text(stage))


def spell(found: Imported, decks: Path, *, dry: bool) -> list[str]:
    """The report, line by line."""
    wide = max(map(len, found.decks), default=0)
    lines = [f"{name:<{wide}}  {counted(cards, 'card')}" for name, cards in found.decks.items()]
    done = "would be taken in" if dry else "taken in"
    lines.append(f"{counted(found.cards, 'card')} {done}.")
    if found.known:
        lines.append(f"Here already, and left as they are: {counted(found.known, 'card')}.")
    acts = ((Suspend, "suspended"), (Flag, "flagged"), (Marked, "starred"))
    others = [f"{found.count(kind)} {word}" for kind, word in acts if found.count(kind)]
    reviews = found.count(Review, Practised)
    told = ([counted(reviews, "review")] if reviews else []) + others
    if told:
        lines.append(f"With them {', '.join(told)}.")
    if found.losses:
        losses = ", ".join(f"{what} ({count})" for what, count in found.losses.items())
        lines.append(f"Not as it was: {losses}.")
    if found.backup is not None:
        lines.append(f"The database as it was before: {found.backup}.")
    if dry:
        lines.append("Nothing was written.")
    elif found.decks:
        folder = next(iter(found.decks)).partition("/")[0]
        begins = f"`studyapp review {folder}` begins"
        lines.append(f"Next: `studyapp check {shown(decks, folder)}` looks them over, {begins}.")
    return lines


def shown(decks: Path, name: str) -> str:
    """A folder of decks, or one deck, as it is from here."""
    path = decks / name
    path = path if path.is_dir() else path.with_suffix(".md")
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


@app.command("export", cls=Searching, short_help="Write cards for Anki, or as a table.")
def export_cards(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .apkg, .csv or .txt.")],
    query: Wish = "",
    no_history: Annotated[bool, typer.Option("--no-history", help="Cards alone, all of them new.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: Json = False,
) -> None:
    """Write a package for Anki with reviews and due dates, or a table of questions and answers.

    Cards keep their ids, so a later package updates what an earlier one brought.
    """
    with context.obj.study() as study:
        done = export(study, find_listed(study, query), file, history=not no_history, force=force)
    if json:
        GivenOut(file=str(done.path), cards=done.cards, reviews=done.reviews).print()
        return
    reviews = f" with {counted(done.reviews, 'review')}" if done.reviews else ""
    print(f"{done.path}: {counted(done.cards, 'card')}{reviews}.")
