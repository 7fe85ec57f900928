"""One rank of one run: confines itself, reads its orders, and writes JSON lines to a descriptor of its own.

    python -P -m studyapp.proof.process.worker DESCRIPTOR        orders on standard input

Lines: {"start": …}, then one {"item": evidence} for each piece, then {"end": "done" | "error" |
"unsupported", …}. The proof's own prints go elsewhere, so nothing it prints is ever taken for evidence.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, NoReturn

from studyapp.proof.authoring import Claim, Proof
from studyapp.proof.confinement import Confined, confine
from studyapp.proof.process import loading
from studyapp.proof.process.explaining import ClaimError, explain

Send = Callable[[dict[str, Any]], None]


class LackingError(Exception):
    """Something of this system that the proof needs is missing; the message names it."""


def claims(proof: Proof, arguments: dict[str, Any], variant: str, rank: int, world: int) -> Iterator[Claim]:
    """The proof's generator, with its drawn arguments, the variant's replacements, and its rank."""
    given = dict(arguments)
    if world > 1 or max(proof.ranks) > 1:
        given["rank"] = rank
    if variant:
        given |= proof.variants[variant].replaces
    return proof.function(**given)


def run(request: dict[str, Any], confined: Confined, send: Send) -> None:
    """Raise LackingError where the proof cannot run here, and whatever the proof raises."""
    if not request["gpus"]:
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    try:
        import torch
    except ImportError as error:
        raise LackingError(f"torch, which cannot be imported here ({error}): pip install torch") from error

    from studyapp.proof import ranks

    needs = request["needs"]
    if request["device"] == "cuda" and not needs.startswith("cuda"):
        needs = "cuda"
    lacking, device = ranks.find_device(needs)
    start = {"torch": torch.__version__, "python": sys.version.split()[0], "device": device}
    send({"start": {**start, "applied": confined.applied, "missing": confined.missing}})
    if lacking:
        raise LackingError(lacking)
    if unprotected := [name for name in request["required"] if name not in confined.applied]:
        why = ", ".join(f"{name} ({confined.missing.get(name, 'switched off')})" for name in unprotected)
        raise LackingError(f"protection that did not hold here: {why}")
    ranks.seed_everything(request["seed"])
    proof = load(request)
    rank, world = request["rank"], request["world"]
    ranks.choose_device(needs, request["device"], rank)
    group: AbstractContextManager[None] = nullcontext()
    if max(proof.ranks) > 1:
        meeting = Path(request["folder"]) / "meeting"
        backend = ranks.choose_backend(needs, rank, world, torch.cuda.device_count())
        group = ranks.process_group(rank, world, meeting, backend)
    with group:
        yield_evidence(claims(proof, arguments_of(request, proof), request["variant"], rank, world), send)
    send({"end": "done"})


def load(request: dict[str, Any]) -> Proof:
    """Raise LackingError where it imports what this torch does not have."""
    try:
        return loading.load(request["path"], request["source"], request["modules"], request["tables"])
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"torch", "numpy"}:
            raise
        import torch

        raise LackingError(f"what torch {torch.__version__} does not have: {error}") from error


def arguments_of(request: dict[str, Any], proof: Proof) -> dict[str, Any]:
    """Drawn values, and the parts that the learner wrote."""
    written = {name: loading.load_part(name, text, proof) for name, text in request["parts"].items()}
    return {**request["arguments"], **written}


def yield_evidence(generator: Iterator[Claim], send: Send) -> None:
    """Raise ClaimError, with the line of the yield, for what is no claim or cannot be measured."""
    from studyapp.proof.measure import measure

    for claim in generator:
        try:
            item = measure(claim)
        except Exception as error:
            frame = getattr(generator, "gi_frame", None)
            raise ClaimError(frame.f_lineno if frame else 0, error) from error
        send({"item": item.as_json()})


def serve(request: dict[str, Any], lines: int, confined: Confined) -> NoReturn:
    """Run one request, and end this process."""
    status = 0
    with os.fdopen(lines, "w", buffering=1, encoding="utf-8", errors="backslashreplace") as pipe:
        faulthandler.register(signal.SIGUSR1, file=lines, all_threads=True)

        def send(line: dict[str, Any]) -> None:
            pipe.write(json.dumps(line) + "\n")

        try:
            run(request, confined, send)
        except LackingError as error:
            send({"end": "unsupported", "missing": str(error)})
        except BaseException as error:  # noqa: BLE001  (the boundary of the process: everything is reported)
            ours = loading.files(request["path"], request["modules"], request["parts"])
            send(explain(error, request["path"], ours))
            status = 1
        try:
            with suppress(AttributeError, OSError, ValueError):  # the proof may have closed it
                sys.stdout.flush()
            pipe.flush()
        finally:
            # Gloo's threads may be waiting for a rank that is gone; a normal exit would wait for them.
            os._exit(status)


def read_orders(descriptor: int) -> dict[str, Any]:
    """The request, once the supervisor has written it; ends this process where it never does."""
    with open(descriptor, "rb", closefd=False) as file:
        text = file.read()
    if not text:
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, descriptor, inheritable=descriptor == 0)
    os.close(nothing)
    return dict(json.loads(text))


def main() -> None:
    lines = int(sys.argv[1])
    del sys.argv[1:]  # a proof has no business with them
    os.set_inheritable(lines, False)
    request = read_orders(0)
    # Before torch is imported: what confines a process reaches only the threads that come later.
    confined = confine(
        request["folder"],
        frozenset(request["layers"]),
        request["readable"],
        devices=request["gpus"],
        network_confined="network" in request["room"]["applied"],
        loopback=request["loopback"],
    )
    serve(request, lines, confined)


if __name__ == "__main__":
    main()
