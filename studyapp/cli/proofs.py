"""`prove`: a proof outside the app, as text or as JSON lines."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from contextlib import aclosing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any

from studyapp.cli.boundary import FINE, FOUND, UNSUPPORTED
from studyapp.cli.context import Context
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    proof: str
    seed: int | None
    settings: list[str]
    broken: str
    ranks: int | None
    json: bool
    device: str = ""
    launch: str = ""
    cold: bool = False
    once: bool = False
    insist: bool = False
    parts: tuple[str, ...] = ()


def show_source(context: Context, proof: str) -> int:
    print(read_folder(context.find()).catalogue[proof].source, end="")
    return FINE


def prove(context: Context, wanted: Wanted) -> int:
    """Run it, or its broken variants; return the exit status."""
    require_sense(wanted)
    with context.study() as study:
        entry = study.reading.catalogue[wanted.proof]
        seed = SystemRandom().randrange(SEEDS) if wanted.seed is None else wanted.seed
        require_modules(entry)
        values = override(entry.adjustable, take(entry.draws, seed), read_settings(wanted.settings))
        names = choose_variants(entry, wanted.broken)
        if len(names) > 1 and not wanted.cold:
            study.engine.warm([choose_world(entry, wanted.ranks)])  # the first of several pays for all
        statuses = []
        for place, name in enumerate(names):
            if place and not wanted.json:
                print()
            request = make_request(
                study,
                entry,
                seed,
                values,
                variant=name,
                world=choose_world(entry, wanted.ranks),
                device=read_device(wanted.device),
                parts=read_parts(entry, wanted.parts),
            )
            permit = Permit(once=wanted.once, insist=wanted.insist)
            proving = Proving(study, request, permit, cold=wanted.cold, launch=wanted.launch)
            statuses.append(run_once(proving, wanted.json))
        if len(names) > 1 and not wanted.json:
            print(f"\n{statuses.count(FINE)} of {counted(len(names), 'broken variant')} caught")
        return FOUND if FOUND in statuses else max(statuses)


def require_sense(wanted: Wanted) -> None:
    """Raise UsageError for options that say nothing together."""
    if wanted.insist and not wanted.once:
        raise UsageError("--insist says nothing without --once", todo="Give both, or neither.")
    if wanted.cold and wanted.launch:
        raise UsageError("--cold says nothing with --launch: a launcher always starts new processes")
    if wanted.parts and wanted.broken:
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


def read_device(text: str) -> str:
    if text not in {"", "cpu", "cuda"}:
        raise UsageError(f"--device {text}: no such device", todo="It is cpu or cuda.")
    return text


def read_settings(pairs: list[str]) -> dict[str, str]:
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
