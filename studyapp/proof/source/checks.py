"""Where a proof's checks stand in its text, read with ast."""

from __future__ import annotations

import ast
from collections.abc import Iterator

CHECKS = ("check", "raises")


def read_word(call: ast.Call) -> str:
    """What is called, by its last name."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def read_name(call: ast.Call) -> str | None:
    """The name that is written out in a check; None where it would have to be computed."""
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "name")]
    name = given[0] if given else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None


def read_check_lines(source: str) -> dict[int, str]:
    """The line of each check of a file, in their order, with its name."""
    return find_checks(ast.parse(source))


def find_checks(tree: ast.Module) -> dict[int, str]:
    """The same, of a file that is parsed already."""
    named = [(call.lineno, read_name(call)) for call in calls_of(tree, *CHECKS)]
    return {line: name for line, name in sorted(named, key=lambda one: one[0]) if name is not None}


def tells_all(tree: ast.Module) -> bool:
    """Whether every check stands in the file with its name written out: none is computed, or elsewhere."""
    named = all(read_name(call) is not None for call in calls_of(tree, *CHECKS))
    return named and not any(isinstance(node, ast.YieldFrom) for node in ast.walk(tree))


def finds_measure(tree: ast.Module) -> bool:
    """Whether the file yields what a learner can predict."""
    return any(calls_of(tree, "predict"))


def calls_of(tree: ast.Module, *words: str) -> Iterator[ast.Call]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return (call for call in calls if read_word(call) in words)
