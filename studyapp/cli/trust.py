"""`trust`: proofs that came with the folder, read before they may run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from studyapp.cli.arguments import Json
from studyapp.cli.output import Trusted, TrustLine, Trusts
from studyapp.errors import UsageError
from studyapp.proof.source.catalogue import Entry
from studyapp.sanitise import visible, visible_line
from studyapp.study.opening import Study
from studyapp.study.proofs.trusting import Standing, difference, files_of, forget, refuse, standing, trust

WORDS = {
    Standing.SHIPPED: "shipped",
    Standing.TRUSTED: "trusted",
    Standing.REFUSED: "never runs",
    Standing.UNKNOWN: "not decided",
    Standing.CHANGED: "changed since it was trusted",
}
ASK = "t trust this content · n never run it · anything else decides nothing: "


app = typer.Typer(rich_markup_mode=None)


@app.command("trust", short_help="Decide whether a proof of the folder may run.")
def decide(
    context: typer.Context,
    proof: Annotated[
        str, typer.Argument(metavar="[ID]", help="A proof; without one, all that are not shipped are listed.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Trust its content as it is now, unasked.")] = False,
    never: Annotated[bool, typer.Option("--never", help="Never run its content as it is now.")] = False,
    forgotten: Annotated[bool, typer.Option("--forget", help="Take back all decisions on it.")] = False,
    as_json: Json = False,
) -> None:
    """Read a proof that came with the folder, and decide whether it may run."""
    decides = yes + never + forgotten
    if decides > 1:
        raise UsageError("--yes, --never and --forget exclude each other", todo="Give one of them.")
    if decides and not proof:
        raise UsageError("no proof is named", todo="Decide on one at a time: `studyapp trust` lists them.")
    with context.obj.study() as study:
        if not proof:
            list_proofs(study, as_json)
            return
        entry = study.reading.catalogue[proof]
        if decides:
            require_own(study, entry)
            (forget if forgotten else refuse if never else trust)(study, entry)
        if as_json:
            tell_json(study, entry)
        elif decides:
            print(describe(study, entry))
        else:
            show_and_ask(study, entry)


def list_proofs(study: Study, as_json: bool) -> None:
    lines = [make_line(study, entry) for entry in study.reading.catalogue.entries.values()]
    lines = [line for line in lines if line.standing != Standing.SHIPPED]
    if as_json:
        Trusts(proofs=lines).print(ensure_ascii=True)
        return
    for line in lines:
        print(f"{visible_line(line.id):<40} {WORDS[Standing(line.standing)]}")
    if not lines:
        print("Every proof here is of the shipped library.")


def require_own(study: Study, entry: Entry) -> None:
    if standing(study, entry) is Standing.SHIPPED:
        raise UsageError(f"{visible_line(entry.id)} is of the shipped library, which always runs")


def show_and_ask(study: Study, entry: Entry) -> None:
    """Print what would run, or what changed in it, and take the answer; raise UsageError off a terminal."""
    found = standing(study, entry)
    print(describe(study, entry))
    shown = list(changed_lines(study, entry) if found is Standing.CHANGED else source_lines(entry))
    print("\n".join(shown))
    if found is Standing.SHIPPED:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        todo = "Run it on a terminal, or say --yes, --never or --forget once you have read this."
        raise UsageError("there is no terminal to ask on, so nothing was decided", todo=todo)
    print(f"\nRead all {len(shown)} lines: what you trust runs on this system, as you.")
    match ask():
        case "t":
            trust(study, entry)
        case "n":
            refuse(study, entry)
        case _:
            print("Nothing was decided.")
            return
    print(describe(study, entry))


def ask() -> str:
    try:
        return input(ASK).strip().lower()
    except EOFError:
        print()
        return ""


def describe(study: Study, entry: Entry) -> str:
    return f"{visible_line(entry.id)}: {WORDS[standing(study, entry)]} · content {entry.hash[:16]}"


def source_lines(entry: Entry) -> Iterator[str]:
    """Every file, each line behind its number, so that none can pass for a word of this program."""
    for path, source in files_of(entry).items():
        yield f"── {visible_line(path)}"
        for number, line in enumerate(visible(source).removesuffix("\n").split("\n"), 1):
            yield f"{number:>5} │ {line}"


def changed_lines(study: Study, entry: Entry) -> Iterator[str]:
    for line in visible(difference(study, entry)).removesuffix("\n").split("\n"):
        yield f"  │ {line}"


def make_line(study: Study, entry: Entry) -> TrustLine:
    path, root = Path(entry.path), study.folder.root
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else entry.path
    return TrustLine(id=entry.id, file=file, hash=entry.hash, standing=standing(study, entry).value)


def tell_json(study: Study, entry: Entry) -> None:
    line = make_line(study, entry)
    changes = difference(study, entry) if line.standing == Standing.CHANGED else ""
    Trusted(proof=line, files=files_of(entry), difference=changes).print(ensure_ascii=True)
