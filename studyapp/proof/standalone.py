"""A proof file run by itself: `python FILE`, or as one rank of several under torchrun."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from studyapp.errors import UsageError
from studyapp.proof import ranks
from studyapp.proof.authoring import DRAWS, Proof
from studyapp.proof.draws import Draw, override, take
from studyapp.proof.evidence import is_check
from studyapp.proof.measure import measure
from studyapp.proof.text import lines
from studyapp.proof.worker import claims


def run_file(proof: Proof) -> int:
    """Print the evidence of one run; 0 confirmed, 1 refuted or nothing checked, 3 not possible here."""
    options = read_options()
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    lacking = ranks.missing(proof.needs)
    if world not in proof.ranks:
        wanted = " or ".join(str(count) for count in proof.ranks)
        lacking = f"{wanted} ranks: torchrun --standalone --nproc-per-node {proof.ranks[0]} {sys.argv[0]}"
    if lacking:
        print(f"needs {lacking}")
        return 3
    draws = read_draws(proof)
    try:
        arguments = override(draws, take(draws, options.seed), dict(options.set))
    except UsageError as error:
        print(error)
        return 2
    if options.broken and options.broken not in proof.variants:
        print(f"no broken variant {options.broken!r}; there are: {', '.join(proof.variants)}")
        return 2
    if rank == 0:
        print(
            " · ".join([f"seed {options.seed}", *(f"{name} {value}" for name, value in arguments.items())]),
            flush=True,
        )
    ranks.seed_everything(options.seed)
    return show(proof, arguments, options.broken, rank, world)


def show(proof: Proof, arguments: dict[str, Any], variant: str, rank: int, world: int) -> int:
    held: list[bool] = []
    alone = world == 1 and "RANK" not in os.environ
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        if max(proof.ranks) > 1:
            meeting = Path(folder, "meeting") if alone else None
            stack.enter_context(ranks.process_group(rank, world, meeting, 60))
        for claim in claims(proof, arguments, variant, rank, world):
            item = measure(claim)
            if is_check(item):
                held.append(bool(getattr(item, "passed", False)))
            if rank == 0 or held[-1:] == [False]:
                print("\n".join(lines(item)), flush=True)
    return 0 if held and all(held) else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run this proof and print its evidence.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--broken", default="", metavar="NAME", help="replace a part, as must_fail() says")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", type=read_setting)
    return parser.parse_args()


def read_setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r}: write NAME=VALUE")
    return name, value


def read_draws(proof: Proof) -> dict[str, Draw]:
    import inspect

    parameters = inspect.signature(proof.function).parameters
    return {name: p.default for name, p in parameters.items() if isinstance(p.default, DRAWS)}
