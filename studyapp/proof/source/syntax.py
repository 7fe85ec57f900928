"""Python text as a tree, and the parts of it that are looked at without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

BLOCKS = ("body", "orelse", "finalbody")  # where a statement holds further ones
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class FaultError(Exception):
    """Something about the file that makes it unusable."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def parse(content: bytes, path: str) -> tuple[str, ast.Module]:
    """The text and its tree; raise FaultError where it is not Python."""
    try:
        source = content.decode("utf-8-sig")
        return source, ast.parse(source, path)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FaultError(line, "not UTF-8: save the file in that encoding") from error
    except SyntaxError as error:
        raise FaultError(error.lineno or 1, f"not Python: {error.msg}") from error
    except ValueError as error:  # a NUL, before Python 3.11.4
        raise FaultError(1, f"not Python: {error}") from error
    except (MemoryError, RecursionError):
        raise FaultError(1, "nested too deeply to be read") from None


def literal(node: ast.expr) -> Any:
    """The value that is written there; raise FaultError where it would have to be computed."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        raise FaultError(node.lineno, "write this value out: it is read without running the file") from None


def statements(tree: ast.Module) -> Iterator[tuple[ast.stmt, bool]]:
    """Every statement, those inside others too, and whether one around it lets an import fail."""
    ahead: list[tuple[list[ast.stmt], bool]] = [(tree.body, False)]
    while ahead:
        block, guarded = ahead.pop()
        for node in block:
            yield node, guarded
            below = guarded or is_guard(node)
            ahead += [(inner, below) for name in BLOCKS if (inner := getattr(node, name, None))]
            parts = (*getattr(node, "handlers", ()), *getattr(node, "cases", ()))
            ahead += [(part.body, below) for part in parts]


def is_guard(node: ast.stmt) -> bool:
    """A try with handlers, or `if TYPE_CHECKING`."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in (getattr(node.test, "id", ""), getattr(node.test, "attr", ""))
    return isinstance(node, ast.Try | ast.TryStar) and bool(node.handlers)


def children(node: ast.AST) -> list[ast.AST]:
    """What is directly below a node, and can hold something: not whether a name is read or written."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST) and value._fields:
            found.append(value)
    return found


def every_call(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call in a file, in no order."""
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Call):
            yield node
        ahead += children(node)


def find_yields(function: ast.FunctionDef) -> Iterator[ast.Yield | ast.YieldFrom]:
    """What the function itself yields, not the functions inside it; the last one first."""
    ahead: list[ast.AST] = list(function.body)
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            yield node
        if not isinstance(node, SCOPES):
            ahead += children(node)
