"""One rank of one run: reads a request from its work folder, writes JSON lines to a descriptor of its own.

    python -m studyapp.proof.worker REQUEST RANK DESCRIPTOR

Lines: {"start": …}, then one {"item": evidence} for each piece, then {"end": "done" | "error" |
"unsupported", …}. The proof's own prints go elsewhere, so nothing it prints is ever taken for evidence.
"""

from __future__ import annotations

import contextlib
import json
import linecache
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from studyapp.proof.authoring import Claim, Proof

Send = Callable[[dict[str, Any]], None]


def load(path: str, source: str) -> Proof:
    """Run the file's text, exactly as it was handed over, and return its one proof."""
    module = ModuleType("proof_under_test")
    module.__file__ = path
    sys.modules[module.__name__] = module
    # Tracebacks and inspect read lines here; the file on disk may have changed meanwhile.
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    exec(compile(source, path, "exec"), module.__dict__)
    proofs = [value for value in vars(module).values() if isinstance(value, Proof)]
    if len(proofs) != 1:
        raise TypeError(f"a proof file holds one function marked @proof; this one holds {len(proofs)}")
    return proofs[0]


def claims(proof: Proof, arguments: dict[str, Any], variant: str, rank: int, world: int) -> Iterator[Claim]:
    """The proof's generator, with its drawn arguments, the variant's replacements, and its rank."""
    given = dict(arguments)
    if world > 1 or max(proof.ranks) > 1:
        given["rank"] = rank
    if variant:
        given |= proof.variants[variant].replaces
    return proof.function(**given)


class LackingError(Exception):
    """Something of this system that the proof needs is missing; the message names it."""


def run(request: dict[str, Any], rank: int, send: Send) -> None:
    """Raise LackingError where the proof cannot run here, and whatever the proof raises."""
    try:
        import torch
    except ImportError as error:
        raise LackingError(f"torch, which cannot be imported here ({error}): pip install torch") from error

    from studyapp.proof import ranks
    from studyapp.proof.measure import measure

    world = request["world"]
    lacking = ranks.missing(request["needs"])
    device = "none" if lacking else ranks.device(request["needs"])
    send({"start": {"torch": torch.__version__, "python": sys.version.split()[0], "device": device}})
    if lacking:
        raise LackingError(lacking)
    ranks.seed_everything(request["seed"])
    try:
        proof = load(request["path"], request["source"])
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"torch", "numpy"}:
            raise
        raise LackingError(f"what torch {torch.__version__} does not have: {error}") from error
    meeting = Path(request["folder"]) / "meeting"
    group = ranks.process_group(rank, world, meeting, request["seconds"]) if max(proof.ranks) > 1 else None
    with group or contextlib.nullcontext():
        for claim in claims(proof, request["arguments"], request["variant"], rank, world):
            send({"item": measure(claim).as_json()})
    send({"end": "done"})


def explain(error: BaseException, path: str) -> dict[str, str]:
    """Type, message and the line of the proof that it came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = frames[-1].lineno if frames else getattr(error, "lineno", None)
    return {
        "end": "error",
        "type": type(error).__name__,
        "message": str(error)[:2000],
        "line": str(line or ""),
        "trace": "".join(traceback.format_exception(error))[-8000:],
    }


def main() -> None:
    folder, rank, descriptor = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    del sys.argv[1:]  # a proof has no business with them
    request = json.loads(Path(folder, "request.json").read_text())
    os.set_inheritable(descriptor, False)
    with os.fdopen(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace") as pipe:

        def send(line: dict[str, Any]) -> None:
            pipe.write(json.dumps(line) + "\n")

        status = 0
        try:
            run(request, rank, send)
        except LackingError as error:
            send({"end": "unsupported", "missing": str(error)})
        except BaseException as error:  # noqa: BLE001  (the boundary of the process: everything is reported)
            send(explain(error, request["path"]))
            status = 1
        sys.stdout.flush()
        pipe.flush()
        # Gloo's threads may be waiting for a rank that is gone; a normal exit would wait for them.
        os._exit(status)


if __name__ == "__main__":
    main()
