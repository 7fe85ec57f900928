"""The margin of a proof's text: how each check ended, and what a broken variant put in place."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from studyapp.proof.evidence import Check, Raises
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.checks import read_yields
from studyapp.proof.source.excerpts import read_replacements
from studyapp.proof.source.signature import read_signature
from studyapp.study.proofs.keeping import name_variant, spell_variant
from studyapp.study.proofs.proving import Proving

NO_RUN = "no run yet"


@dataclass(frozen=True, slots=True)
class Margin:
    """Marks beside the lines of a proof's file."""

    checks: Mapping[int, bool | None]  # by line, in order: whether the check there held; None: it did not run
    replaced: frozenset[int] = frozenset()  # lines of what a broken variant put in place
    told: str = NO_RUN  # which run it was


def make_margin(entry: Entry, proving: Proving | None = None) -> Margin:
    """Marks of this run; of none where it ran another text than the entry's."""
    tree = ast.parse(entry.source)
    lines = read_yields(tree, read_signature(tree).function).checks
    if proving is None or proving.request.entry.hash != entry.hash:
        return Margin(dict.fromkeys(lines))
    held: dict[str, bool] = {}
    for item in proving.run.items:
        if isinstance(item, Check | Raises):  # in a loop, one name stands for several
            held[item.name] = item.passed and held.get(item.name, True)
    replaced = {
        line
        for replacement in read_replacements(entry, proving.request.variant)
        for excerpt in replacement.excerpts
        if excerpt.path == entry.path
        for line in excerpt.lines
    }
    checks = {line: held.get(name) for line, name in lines.items()}
    return Margin(checks, frozenset(replaced), tell_run(proving))


def tell_run(proving: Proving) -> str:
    """`confirmed, seed 7`, or `refuted, seed 7, broken: adds two`."""
    finished = proving.finished
    verdict = "not finished" if finished is None else finished.ruling.verdict.value
    how = spell_variant(name_variant(proving.request))
    return ", ".join(filter(None, (verdict, f"seed {proving.request.seed}", how)))
