"""Study folders as scenes need them: new, broken, from a colleague, with a contested proof."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.scenes.stage import NOW
from studyapp.clock import read_clock
from studyapp.folder import Folder, find_shipped
from studyapp.store import contests, runs
from studyapp.study import system
from studyapp.study.opening import open_study

SHIPPED = find_shipped()
OWN_PROOF = Path("proofs", "mine", "accumulation.py")

OWN_DECK = """---
title: From a colleague
source: a colleague
---

## Gradients add {#added predict=mine.accumulation}
You call `backward()` {passes} times and never clear `.grad`. How many times larger is it than after one call?
> As many times: each call adds the same gradient into `.grad`.
"""

BROKEN_DECK = """---
title: Notes
source: none
---

## Which of them is a leaf? {#leaf}
- [ ] a parameter
- [ ] `w * 2`

## What does detach return? {#detach proof=mine.detached}
> A tensor that shares its storage, cut off from the graph.

## Without an answer {#unanswered}
What does `retain_graph=True` keep?

## The same id again {#leaf}
What is a leaf?
> A tensor that no recorded operation made.
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def set_up(root: Path, settings: str) -> None:
    write(root / "studyapp.toml", settings)


def forget(root: Path) -> None:
    """A folder in which nothing was studied yet."""
    for file in (root / "data").glob("study.db*"):
        file.unlink()


def spoil(root: Path) -> None:
    """A database that is none."""
    forget(root)
    write(root / "data" / "study.db", "This was a database once.\n" * 400)


def finish(root: Path) -> None:
    set_up(root, "[study]\nnew_per_day = 0\n")


def break_deck(root: Path) -> None:
    write(root / "cards" / "notes.md", BROKEN_DECK)


def change_answer(root: Path) -> None:
    """Another answer to a card that is known well."""
    name = Path("cards", "autograd", "gradients.md")
    text = (SHIPPED / name).read_text()
    before = "> As many times"
    assert before in text
    write(root / name, text.replace(before, "> As many times as it was called, and not once more", 1))


def expect_leeches(root: Path) -> None:
    set_up(root, "[study]\nleech_lapses = 2\n")


def limit_runs(root: Path) -> None:
    set_up(root, "[proofs]\nseconds = 0.02\n")


def bring_own(root: Path) -> None:
    """A deck and a proof that came from elsewhere."""
    write(root / "cards" / "a-colleague.md", OWN_DECK)
    write(root / OWN_PROOF, (SHIPPED / "proofs" / "autograd" / "accumulation.py").read_text())


def bring_faulty(root: Path) -> None:
    """One that cannot end well: a name in it is misspelt."""
    bring_own(root)
    path = root / OWN_PROOF
    path.write_text(path.read_text().replace("equals=passes * once", "equals=passes * onec"))


def contest(root: Path) -> None:
    """A proof that an earlier torch confirmed, and this one refutes."""
    store_run(root, seed=1729, factor=4, days=40, torch="2.12.0")
    for seed in range(contests.NEEDED):
        store_run(root, seed=31 + 17 * seed, factor=1)


def store_run(root: Path, *, seed: int, factor: int, days: float = 0, torch: str = "") -> None:
    once = [0.31, -1.2, 0.86]
    summed = [round(4 * value, 2) for value in once]
    got = [round(factor * value, 2) for value in once]
    check = {
        "kind": "check",
        "name": "grad is passes × one backward",
        "passed": factor == 4,
        "got": f"tensor({got})",
        "expected": f"tensor({summed})",
        "delta": max(abs(a - b) for a, b in zip(got, summed, strict=True)),
    }
    rows = [{"label": "one backward", "cells": once}, {"label": "4 backwards", "cells": got}]
    table = {"kind": "table", "title": "", "columns": ["0", "1", "2"], "rows": rows}
    with closing(open_study(Folder(root), read_clock(NOW))) as study:
        entry = study.reading.catalogue["autograd.accumulation"]
        run = runs.Run(
            id=f"run {seed}",
            proof=entry.id,
            source_hash=entry.hash,
            seed=seed,
            arguments={"passes": 4},
            variant="",
            verdict="confirmed" if factor == 4 else "refuted",
            seconds=0.05,
            first_evidence_seconds=0.02,
            torch=torch or system.find_torch(),
            python="3.11.7",
            device="cpu",
            protections=(),
            at=datetime.fromisoformat(NOW) - timedelta(days=days),
            evidence=json.dumps([check, table]),
            plain=True,
        )
        runs.add(study.store, run)
