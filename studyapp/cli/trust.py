"""`trust`: proofs that came with the folder, read before they may run."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
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
OPEN = {Standing.UNKNOWN, Standing.CHANGED}
WILD = re.compile(r"[*?[]")

Act = Callable[[Study, Entry], None]

app = typer.Typer(rich_markup_mode=None)


@app.command("trust", short_help="Decide which proofs of the folder may run.")
def decide(
    context: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID…]", help="Proofs or topics; without any, all not shipped are listed."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Trust the content as it is now, unasked.")] = False,
    never: Annotated[bool, typer.Option("--never", help="Never run the content as it is now.")] = False,
    forgotten: Annotated[bool, typer.Option("--forget", help="Take back all decisions.")] = False,
    as_json: Json = False,
) -> None:
    """Read proofs that came with the folder, and decide whether they may run.

    A topic (mine, or a pattern such as mine.*) is each proof below it that is not decided on as it is now.
    """
    decides = yes + never + forgotten
    if decides > 1:
        raise UsageError("--yes, --never and --forget exclude each other", todo="Give one of them.")
    if decides and not named:
        raise UsageError("no proof is named", todo="Name some, or a topic: `studyapp trust` lists them.")
    act = forget if forgotten else refuse if never else trust if yes else None
    with context.obj.study() as study:
        if not named:
            list_proofs(study, study.reading.catalogue.entries.values(), as_json)
            return
        entries = choose(study, named, act)
        if act is not None:
            obey(study, entries, named, act, as_json)
        if as_json:
            tell_json(study, entries, named)
        elif act is None:
            show_and_ask(study, entries)
        if not (entries or as_json):
            print("Nothing there is left to decide: `studyapp trust` lists them.")


def choose(study: Study, named: Sequence[str], act: Act | None) -> list[Entry]:
    """Each proof that is named, and those of topics on which this act would decide something."""
    decided = {Standing.TRUSTED, Standing.REFUSED, Standing.CHANGED}
    found = [find_proofs(study, word, decided if act is forget else OPEN) for word in named]
    return list({entry.id: entry for entries in found for entry in entries}.values())


def find_proofs(study: Study, word: str, wanted: Container[Standing]) -> list[Entry]:
    """The proof with this id, or those of a topic that stand so; raise UsageError where there is none."""
    catalogue = study.reading.catalogue
    pattern = word if WILD.search(word) else f"{word}.*"
    below = [entry for name, entry in catalogue.entries.items() if fnmatchcase(name, pattern)]
    if word in catalogue.entries or not below:
        return [catalogue[word]]
    found = [(entry, standing(study, entry)) for entry in below]
    if all(stands is Standing.SHIPPED for _, stands in found):
        raise UsageError(f"all of {visible_line(word)} is of the shipped library, which always runs")
    return [entry for entry, stands in found if stands in wanted]


def obey(study: Study, entries: Sequence[Entry], named: Sequence[str], act: Act, as_json: bool) -> None:
    """Decide on all of them, or on none; the text of one that was not named is shown before it is trusted."""
    unseen = {entry.id for entry in entries if entry.id not in named} if act is trust else set()
    if as_json and unseen:
        todo = "Name each proof, or leave --json out."
        raise UsageError("of a topic, --yes trusts only what it has shown", todo=todo)
    for entry in entries:
        require_own(study, entry)
    for entry in entries:
        if entry.id in unseen:
            print("\n".join(text_lines(study, entry)))
        act(study, entry)
        if not as_json:
            print(describe(study, entry))


def list_proofs(study: Study, entries: Iterable[Entry], as_json: bool) -> None:
    lines = [make_line(study, entry) for entry in entries]
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


def show_and_ask(study: Study, entries: Sequence[Entry]) -> None:
    """Print what would run of each, or what changed in it, and take the answer to it before the next.

    Raise UsageError off a terminal, where all is shown and nothing asked.
    """
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    for entry in entries:
        print(describe(study, entry))
        shown = text_lines(study, entry)
        print("\n".join(shown))
        if asks and standing(study, entry) is not Standing.SHIPPED:
            print(f"\nRead all {len(shown)} lines: what you trust runs on this system, as you.")
            take_answer(study, entry)
    if not asks and any(standing(study, entry) is not Standing.SHIPPED for entry in entries):
        todo = "Run it on a terminal, or say --yes, --never or --forget once you have read this."
        raise UsageError("there is no terminal to ask on, so nothing was decided", todo=todo)


def take_answer(study: Study, entry: Entry) -> None:
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


def text_lines(study: Study, entry: Entry) -> list[str]:
    """All that would run; of one that was trusted before, what has changed since."""
    changed = standing(study, entry) is Standing.CHANGED
    return list(changed_lines(study, entry) if changed else source_lines(entry))


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


def tell_json(study: Study, entries: Sequence[Entry], named: Sequence[str]) -> None:
    """One proof that is named with its text; several, or a topic, as they are listed."""
    if [entry.id for entry in entries] != list(named) or len(entries) > 1:
        list_proofs(study, entries, as_json=True)
        return
    (entry,) = entries
    line = make_line(study, entry)
    changes = difference(study, entry) if line.standing == Standing.CHANGED else ""
    Trusted(proof=line, files=files_of(entry), difference=changes).print(ensure_ascii=True)
