"""What a proof imports, read with ast: modules of its own beside it, and what must be installed."""

from __future__ import annotations

import ast
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from studyapp.proof.source.syntax import FaultError, parse, statements


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a top-level module."""

    name: str
    line: int
    guarded: bool  # inside a try, or for type checkers alone: it may be missing


@dataclass(frozen=True, slots=True)
class Module:
    """A file beside proofs whose name starts with an underscore; they import it by that name."""

    name: str
    path: str
    source: str = ""
    imports: tuple[Import, ...] = ()
    fault: FaultError | None = None  # why no proof can import it


def read_module(name: str, path: str, content: bytes) -> Module:
    """Read it once for all proofs beside it; what is wrong with it is kept in its fault."""
    try:
        source, tree = parse(content, path)
        return Module(name, path, source, read_imports(tree))
    except FaultError as error:
        return Module(name, path, fault=error)


def read_imports(tree: ast.Module) -> tuple[Import, ...]:
    """Every import, those inside functions too, by line; raise FaultError for a relative one."""
    found: list[Import] = []
    for node, guarded in statements(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        elif isinstance(node, ast.ImportFrom) and not guarded:
            todo = f"write `from {node.module or '_name'} import …`"
            raise FaultError(node.lineno, f"a relative import, and a proof is in no package: {todo}")
        else:
            continue
        found += [Import(name.partition(".")[0], node.lineno, guarded) for name in names]
    return tuple(sorted(found, key=lambda one: one.line))


def follow(imports: tuple[Import, ...], beside: Mapping[str, Module]) -> dict[str, Module]:
    """The modules that these imports lead to, those of the modules too, by name; a cycle ends.

    Raise FaultError, at the import that leads there, where one of them cannot be used.
    """
    found: dict[str, Module] = {}
    for first in imports:
        ahead = [first.name]
        while ahead:
            name = ahead.pop()
            if name in found or name not in beside:
                continue
            module = found[name] = beside[name]
            if module.fault is not None:
                where = f"{PurePath(module.path).name}:{module.fault.line}"
                raise FaultError(
                    first.line, f"imports {name}, which cannot be used ({where}: {module.fault})"
                )
            ahead += [one.name for one in module.imports]
    return dict(sorted(found.items()))


def outside(imports: tuple[Import, ...], modules: Container[str]) -> dict[str, int]:
    """The other modules, which must be installed, each with the line of its first import."""
    lines: dict[str, int] = {}
    for one in imports:
        if not one.guarded and one.name not in modules:
            lines.setdefault(one.name, one.line)
    return lines
