"""How a proof is run, as @proof(…) says it, read with ast."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from studyapp.proof.authoring import gpus
from studyapp.proof.source.syntax import FaultError, literal

NEEDS = ("cuda", "linux")


def read_options(decorator: ast.expr) -> dict[str, Any]:
    """What @proof(…) is given, by name, with what holds where it is not."""
    given: dict[str, ast.expr] = {}
    if isinstance(decorator, ast.Call):
        known = ", ".join(f"{name}=" for name in OPTIONS)
        if decorator.args:
            raise FaultError(decorator.lineno, f"@proof takes its options by name: {known}")
        for word in decorator.keywords:
            if word.arg not in OPTIONS:
                near = get_close_matches(word.arg or "", OPTIONS, n=1)
                todo = f"did you mean {near[0]}=?" if near else f"it takes {known}"
                raise FaultError(word.value.lineno, f"@proof has no option {word.arg or '**'}: {todo}")
            given[word.arg] = word.value
    return {name: read(given.get(name)) for name, read in OPTIONS.items()}


def read_seconds(node: ast.expr | None) -> float:
    value = 60.0 if node is None else literal(node)
    if node is not None and not (is_count(value) or (isinstance(value, float) and 0 < value < math.inf)):
        raise FaultError(node.lineno, f"seconds= is a time limit above 0, not {value!r}")
    return float(value)


def read_ranks(node: ast.expr | None) -> tuple[int, ...]:
    value = 1 if node is None else literal(node)
    ranks = value if isinstance(value, tuple) else (value,)
    if node is not None and not (ranks and all(is_count(count) for count in ranks)):
        raise FaultError(
            node.lineno, f"ranks= is a number of processes, or a tuple of several, not {value!r}"
        )
    return ranks


def read_needs(node: ast.expr | None) -> str:
    if node is None:
        return ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "gpus":
        return read_gpus(node)
    if (needs := literal(node)) not in NEEDS:
        raise FaultError(node.lineno, f'needs= is "cuda", gpus(2) or "linux", not {needs!r}')
    return str(needs)


def read_gpus(node: ast.Call) -> str:
    places = zip(("count", "capability"), node.args, strict=False)
    named = [(word.arg or "**", word.value) for word in node.keywords]
    match {name: literal(value) for name, value in [*places, *named]}:
        case {"count": int(count), **rest} if is_count(count) and rest.keys() <= {"capability"}:
            capability = rest.get("capability", 0.0)
            if isinstance(capability, float):
                return gpus(count, capability)
    raise FaultError(node.lineno, "gpus() takes how many, such as gpus(2), and perhaps capability=8.0")


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


OPTIONS: dict[str, Callable[[ast.expr | None], Any]] = {
    "ranks": read_ranks,
    "needs": read_needs,
    "seconds": read_seconds,
}
