"""A proof file run by itself: `python FILE`, or as one rank of several under torchrun, Slurm or alike."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from studyapp.errors import UsageError
from studyapp.proof.authoring import Proof
from studyapp.proof.draws import override, take
from studyapp.proof.figures import find_tables
from studyapp.proof.launch.part import Part
from studyapp.proof.launch.placement import Placement, read_placement
from studyapp.proof.run.events import Finished, Request
from studyapp.proof.run.telling import Json, Text
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from studyapp.proof.source.imports import read_module
from studyapp.proof.source.syntax import FaultError
from studyapp.proof.verdict import Ruling, Verdict, exit_status

RESOLVER = "timeout:1 attempts:1"  # torch looks up the name of every address; a dead server costs 5 s each
WRONG, USAGE = 1, 2  # exit statuses


def run_file(proof: Proof) -> int:
    """What a proof's own main() does; its file has been run up to there already."""
    return run_entry(Path(proof.function.__code__.co_filename), lambda entry: proof)


def run_entry(path: Path, load: Callable[[Entry], Proof]) -> int:
    """Print the evidence of one run; 0 confirmed, 1 anything else, 2 wrong usage, 3 not possible here.

    `load` is called once every rank is known to have the text that was asked for.
    """
    options = read_options()
    os.environ.setdefault("RES_OPTIONS", RESOLVER)
    if options.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    placement = Placement()
    try:
        placement = read_placement(os.environ)
        request = make_request(read_file(path), options, placement.world)
    except OSError as error:
        print(f"rank {placement.rank}: error: {path}: {error.strerror}", file=sys.stderr)
        return WRONG
    except (UsageError, FaultError) as error:
        if placement.rank == 0:
            print(error, file=sys.stderr)
        return USAGE if isinstance(error, UsageError) else WRONG
    teller = Json(request, take_stdout(), options.mark) if options.json else Text(request)
    if placement.world not in request.entry.ranks:
        ruling = Ruling(Verdict.UNSUPPORTED, f"needs {spell_ranks(request.entry)}")
        if placement.rank == 0:
            teller.tell(Finished(ruling, 0.0, None))
        return exit_status(ruling.verdict)
    return Part(load, request, placement, teller, options.expect_hash).run(options.wait)


def read_file(path: Path) -> Entry:
    """What the file says about itself, as the app reads it; raise OSError, or FaultError with its place."""
    id = f"{path.resolve().parent.name}.{path.stem}"  # noqa: A001  (the word of the format)
    beside = {
        module.stem: read_module(module.stem, str(module), module.read_bytes())
        for module in path.resolve().parent.glob("_*.py")
    }
    tables = {
        name: ProofFile(name, str(table), table.read_bytes()) for name, table in find_tables(path).items()
    }
    try:
        return read_entry(ProofFile(id, str(path), path.read_bytes()), beside, tables)
    except FaultError as error:
        raise FaultError(error.line, f"{path}:{error.line}: {error}") from error


def make_request(entry: Entry, options: argparse.Namespace, world: int) -> Request:
    """Raise UsageError for an argument or a broken variant that the proof does not have."""
    arguments = override(entry.adjustable, take(entry.draws, options.seed), dict(options.set))
    variant = entry.variant(options.broken).name if options.broken else ""
    return Request(entry, options.seed, arguments, world, variant, options.seconds, device=options.device)


def spell_ranks(entry: Entry) -> str:
    counts = " or ".join(str(count) for count in entry.ranks)
    if entry.ranks == (1,):
        return "1 rank: start it with python"
    return f"{counts} ranks: torchrun --standalone --nproc-per-node {entry.ranks[0]} {sys.argv[0]}"


def take_stdout() -> TextIO:
    """Standard output for the lines alone; what others write to it goes to standard error from now on."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return lines


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run this proof and print its evidence.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--broken", default="", metavar="NAME", help="replace a part, as must_fail() says")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", type=read_setting)
    parser.add_argument("--seconds", type=float, help="time limit, instead of the proof's own")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="", help="what to make tensors on")
    parser.add_argument(
        "--wait", type=float, default=300, metavar="SECONDS", help="how long the other ranks may take to come"
    )
    parser.add_argument("--json", action="store_true", help="JSON lines, as `studyapp prove --json` prints")
    parser.add_argument("--mark", default="", metavar="TEXT", help="begin each JSON line with this")
    parser.add_argument(
        "--expect-hash", default="", metavar="HASH", help="refuse any other text of the proof"
    )
    return parser.parse_args()


def read_setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r}: write NAME=VALUE")
    return name, value
