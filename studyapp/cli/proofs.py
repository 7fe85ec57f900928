"""`prove`: a proof outside the app, as text or as JSON lines."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import aclosing, nullcontext
from pathlib import Path
from random import SystemRandom
from typing import Annotated, Any

import typer

from studyapp.cli.arguments import Device, Insist, Launch, Once, Parts, Settings, read_device
from studyapp.cli.boundary import FINE, FOUND, UNSUPPORTED
from studyapp.errors import StudyError, UsageError
from studyapp.proof.draws import SEEDS, override, take
from studyapp.proof.run.events import Finished, Printed, Shown
from studyapp.proof.run.telling import Json, Text
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Verdict, exit_status, is_caught
from studyapp.study.doubt.doubting import Doubt, look_again, may_doubt
from studyapp.study.library.reading import read_folder
from studyapp.study.proofs.proving import Permit, Proving, make_request
from studyapp.study.proofs.requirements import missing_modules
from studyapp.words import counted

app = typer.Typer(rich_markup_mode=None)


@app.command(short_help="Run a proof, or its broken variants.")
def prove(
    context: typer.Context,
    proof: Annotated[str, typer.Argument(metavar="ID", help="A proof, such as autograd.accumulation.")],
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**62, help="Repeat an earlier run; a fresh one where left out.")
    ] = None,
    settings: Settings = None,
    broken: Annotated[str, typer.Option(metavar="NAME", help="Run a broken variant, or `all` of them.")] = "",
    ranks: Annotated[int | None, typer.Option(help="How many processes, of those the proof allows.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON line for each piece of evidence.")
    ] = False,
    source: Annotated[bool, typer.Option("--source", help="Print the proof's file instead.")] = False,
    device: Device = "",
    launch: Launch = "",
    parts: Parts = None,
    cold: Annotated[bool, typer.Option("--cold", help="With --broken all: new processes each time.")] = False,
    once: Once = False,
    insist: Insist = False,
) -> None:
    """Run a proof: 0 confirmed (or the variant was caught), 1 not, 3 not possible here."""
    if source:
        print(read_folder(context.obj.find()).catalogue[proof].source, end="")
        return
    require_sense(broken, launch, parts, cold=cold, once=once, insist=insist)
    with context.obj.study() as study:
        entry = study.reading.catalogue[proof]
        seed = SystemRandom().randrange(SEEDS) if seed is None else seed
        require_modules(entry)
        values = override(entry.adjustable, take(entry.draws, seed), read_settings(settings or ()))
        names, world = choose_variants(entry, broken), choose_world(entry, ranks)
        if len(names) > 1 and not cold:
            study.engine.warm([world])  # the first of several pays for all
        statuses = []
        for place, name in enumerate(names):
            if place and not as_json:
                print()
            request = make_request(
                study,
                entry,
                seed,
                values,
                variant=name,
                world=world,
                device=read_device(device),
                parts=read_parts(entry, parts or ()),
            )
            permit = Permit(once=once, insist=insist)
            statuses.append(run_once(Proving(study, request, permit, cold=cold, launch=launch), as_json))
        if len(names) > 1 and not as_json:
            print(f"\n{statuses.count(FINE)} of {counted(len(names), 'broken variant')} caught")
        raise typer.Exit(FOUND if FOUND in statuses else max(statuses))


def require_sense(
    broken: str, launch: str, parts: Sequence[str] | None, *, cold: bool, once: bool, insist: bool
) -> None:
    """Raise UsageError for options that say nothing together."""
    if insist and not once:
        raise UsageError("--insist says nothing without --once", todo="Give both, or neither.")
    if cold and launch:
        raise UsageError("--cold says nothing with --launch: a launcher always starts new processes")
    if parts and broken:
        raise UsageError("--part and --broken both replace parts", todo="Give one of them at a time.")


def require_modules(entry: Entry) -> None:
    """Raise StudyError naming the first module that the proof imports and this system lacks."""
    for problem in missing_modules(entry):
        raise StudyError(problem.message, where=f"{problem.file}:{problem.line}")


def choose_variants(entry: Entry, broken: str) -> list[str]:
    """Names of the broken variants to run; one empty name is the proof as it is."""
    if broken == "all":
        if not entry.variants:
            todo = f"Add one: {entry.function}.must_fail(…, at=…)."
            raise UsageError(f"{entry.id} has no broken variant", where=entry.path, todo=todo)
        return [variant.name for variant in entry.variants]
    return [entry.variant(broken).name if broken else ""]


def read_parts(entry: Entry, pairs: Iterable[str]) -> dict[str, str]:
    """The text of each part that is replaced, by its name; raise UsageError where there is none such."""
    parts = {}
    for pair in pairs:
        name, _, file = pair.partition("=")
        if name not in entry.parts:
            known = ", ".join(entry.parts) or "none"
            raise UsageError(f"{entry.id} has no part {name!r}", todo=f"Its parts: {known}.")
        try:
            parts[name] = Path(file).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--part {pair}: {error}", todo="Write --part NAME=FILE.") from None
    return parts


def read_settings(pairs: Iterable[str]) -> dict[str, str]:
    settings = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {pair}: no value", todo="Write --set NAME=VALUE.")
        settings[name] = value
    return settings


def choose_world(entry: Entry, asked: int | None) -> int:
    if asked is None:
        return entry.ranks[0]
    if asked not in entry.ranks:
        allowed = " or ".join(str(count) for count in entry.ranks)
        raise UsageError(f"{entry.id} does not run on {asked} ranks", todo=f"It runs on {allowed}.")
    return asked


def run_once(proving: Proving, as_json: bool) -> int:
    request = proving.request
    teller = Json(request, sys.stdout) if as_json else Text(request)
    if not as_json:
        print(f"{request.entry.claim}\n{request.entry.id}", flush=True)
    finished = asyncio.run(follow(proving, teller))
    verdict = finished.ruling.verdict
    if not as_json and proving.protections:
        print(f"  {' · '.join(proving.protections)}")
    if not request.variant:
        return exit_status(verdict)
    caught = is_caught(finished.ruling, proving.run.items, request.entry.variant(request.variant).at)
    return UNSUPPORTED if verdict is Verdict.UNSUPPORTED else FINE if caught else FOUND


async def follow(proving: Proving, teller: Text | Json) -> Finished:
    """Tell each event, and what came of a refutation; on a terminal, a spinner until the first evidence."""
    as_json = isinstance(teller, Json)
    spinner = make_spinner() if not as_json and sys.stderr.isatty() else nullcontext()
    finished: Finished | None = None
    with spinner as status:
        async for event in proving.events():
            if status is not None and isinstance(event, Shown | Printed | Finished):
                status.stop()
            teller.request = proving.run.request  # a launcher may start another number of ranks
            finished = event if isinstance(event, Finished) else finished
            if finished is None or not as_json:
                teller.tell(event)
    assert finished is not None
    doubt = await settle(proving, aloud=not as_json) if may_doubt(proving) else None
    if isinstance(teller, Json):  # the verdict's line stays the last
        print(json.dumps({**teller.end(finished), **(describe(doubt) if doubt else {})}), flush=True)
    return finished


async def settle(proving: Proving, *, aloud: bool) -> Doubt:
    """Try a refuted proof on fresh seeds; aloud: say what each of them found."""
    doubt: Doubt | None = None
    async with aclosing(look_again(proving)) as doubts:
        async for doubt in doubts:
            if aloud:
                print(doubt.spell(), flush=True)
    assert doubt is not None
    return doubt


def describe(doubt: Doubt) -> dict[str, object]:
    """What the last line of JSON says of it."""
    trials = [{"seed": trial.seed, "verdict": trial.verdict.value} for trial in doubt.trials]
    return {"doubt": doubt.upshot.value, "trials": trials}


def make_spinner() -> Any:
    from rich.console import Console

    return Console(stderr=True).status("starting torch …")
