"""Where a proof's checks stand in its text, read with ast."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from studyapp.proof.source.syntax import every_call, find_yields

CHECKS = ("check", "raises")
CLAIMS = (*CHECKS, "table", "plot", "bars", "timeline", "note", "predict")


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
    tells_all: (
        bool  # each claim is made where it is yielded, and no check has a name that only a run could tell
    )
    predicts: bool  # there is something that a learner can predict


def read_yields(tree: ast.Module, function: ast.FunctionDef) -> Yields:
    """Of a file, and of the proof in it."""
    calls = list(every_call(tree))
    named = {call.lineno: read_name(call) for call in calls if read_word(call) in CHECKS}
    return Yields(
        {line: name for line, name in sorted(named.items()) if name is not None},
        all(map(is_plain, find_yields(function))),
        any(read_word(call) == "predict" for call in calls),
    )


def is_plain(node: ast.Yield | ast.YieldFrom) -> bool:
    """Whether the text says what is claimed there, by its name where it is a check."""
    call = node.value
    if isinstance(node, ast.YieldFrom) or not isinstance(call, ast.Call):
        return False
    word = read_word(call)
    return word in CLAIMS and (word not in CHECKS or read_name(call) is not None)
