"""Where a proof's checks stand in its text, read with ast."""

from __future__ import annotations

import ast
from dataclasses import dataclass

CHECKS = ("check", "raises")


def read_word(call: ast.Call) -> str:
    """What is called, by its last name."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def read_name(call: ast.Call) -> str | None:
    """The name that is written out in a check; None where it would have to be computed."""
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "name")]
    name = given[0] if given else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None


@dataclass(frozen=True, slots=True)
class Yields:
    """What a proof's text says that it will yield."""

    checks: dict[int, str]  # by line, in their order
    tells_all: bool  # no check has a name that only a run could tell, and none is yielded elsewhere
    predicts: bool  # there is something that a learner can predict


def read_yields(tree: ast.Module) -> Yields:
    """In one walk: a library has many proofs, and all are read at a start."""
    named: list[tuple[int, str | None]] = []
    elsewhere = predicts = False
    for node in ast.walk(tree):
        if isinstance(node, ast.YieldFrom):
            elsewhere = True
        elif isinstance(node, ast.Call):
            word = read_word(node)
            predicts = predicts or word == "predict"
            if word in CHECKS:
                named.append((node.lineno, read_name(node)))
    checks = {line: name for line, name in sorted(named, key=lambda one: one[0]) if name is not None}
    return Yields(checks, not elsewhere and all(name is not None for _, name in named), predicts)
