"""Runs without processes, whose checks are told beforehand, and a folder of cards whose proofs make them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from studyapp.proof.evidence import Check, Item
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Event, Finished, Request, Shown, Started
from studyapp.proof.run.runner import Run
from studyapp.proof.verdict import Ending, rule

TORCH = "2.14.0+cpu"
Script = Callable[[Request], Mapping[str, bool]]  # the checks of a run, and whether each passes

DECK = """---
title: Told
---

## New {#new proof=told.sum}
> Two.

## Due {#due proof=told.sum}
> Two.

## Other {#other proof=told.other}
> Three.
"""
PROOF = '''"""One and one are two."""

from studyapp.proof import check, integers, proof


@proof{options}
def told(count=integers(1, 9), size=3, add=sum):
    yield check("two", add([1, 1]), equals=2)
    yield check("counted", count, at_least=1)


told.must_fail("largest", add=max, at="two")
told.must_fail("smallest", add=min, at="two")
'''


def holds(request: Request) -> Mapping[str, bool]:
    return {"two": not request.variant, "counted": True}


def fails(request: Request) -> Mapping[str, bool]:
    return {"two": False, "counted": True}


@dataclass(slots=True)
class ToldRun(Run):
    """One that begins, shows its checks and ends; where it has none to show, it ends in an error."""

    script: Script = holds
    torch: str = TORCH

    async def events(self) -> AsyncGenerator[Event, None]:
        self.heard.started = Started(self.torch, "3.11.7", "cpu")
        yield self.heard.started
        told = self.script(self.request).items()
        checks: list[Item] = [Check(name=name, passed=ok, got=2, expected=2) for name, ok in told]
        for check in checks:
            self.heard.items.append(check)
            yield Shown(check)
        end = Ending(0, "done") if checks else Ending(0, "error", 1, "it broke")
        self.finished = Finished(rule(checks, [end], None, ""), 0.5, 0.1)
        yield self.finished


@dataclass(slots=True)
class Told:
    """What every run of the engine does, until told otherwise."""

    script: Script = holds
    torch: str = TORCH

    def on(self, seeds: Mapping[int, Script]) -> None:
        """Follow another script on some seeds."""
        usual = self.script
        self.script = lambda request: seeds.get(request.seed, usual)(request)


def tell_runs(patch: pytest.MonkeyPatch) -> Told:
    """Have every engine make such runs, on a torch that is installed here."""
    told = Told()

    def run(_: Engine, request: Request, *, cold: bool = False) -> Run:
        return ToldRun(request, script=told.script, torch=told.torch)

    patch.setattr(Engine, "run", run)
    patch.setattr("studyapp.study.system.find_torch", lambda: told.torch)
    return told


def write_folder(root: Path, library: Path) -> None:
    """A deck in the folder, its proofs in the library: they run unasked."""
    (root / "cards").mkdir(parents=True)
    (root / "cards" / "told.md").write_text(DECK)
    for name in ("sum", "other"):
        write_proof(library, name)


def write_proof(library: Path, name: str = "sum", options: str = "", more: str = "") -> None:
    path = library / "proofs" / "told" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PROOF.replace("{options}", options)
    if "ranks" in options:
        text = text.replace("def told(", "def told(rank, ")
    path.write_text(text + more)
