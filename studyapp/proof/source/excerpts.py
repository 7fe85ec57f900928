"""What a broken variant puts in place: the lines of its functions, read with ast."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.signature import read_defaults, read_signature
from studyapp.proof.source.variants import find_calls, read_text

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines as they stand in a file of the proof's tree, without their common indentation."""

    path: str
    first: int  # number of the first line
    text: str

    @property
    def lines(self) -> range:
        return range(self.first, self.first + self.text.count("\n") + 1)


@dataclass(frozen=True, slots=True)
class Replacement:
    """An argument that a broken variant replaces."""

    argument: str
    before: str  # the proof's own
    given: str  # what takes its place, as must_fail() names it
    excerpts: tuple[Excerpt, ...]  # the text of what is given: at least as must_fail() names it


def read_replacements(entry: Entry, variant: str) -> list[Replacement]:
    """Each argument that the variant of this name replaces; none where there is no such variant."""
    tree = ast.parse(entry.source)
    function = read_signature(tree).function
    defaults = read_defaults(function, entry.ranks)
    for call in find_calls(tree, function.name):
        if call.args and read_text(call.args[0]) == variant:
            return [
                make_replacement(entry, tree, word.arg, word.value, defaults.get(word.arg))
                for word in call.keywords
                if word.arg is not None and word.arg != "at"
            ]
    return []


def make_replacement(
    entry: Entry, tree: ast.Module, argument: str, given: ast.expr, default: ast.expr | None
) -> Replacement:
    before = "" if default is None else ast.unparse(default)
    found = tuple(find_definitions(entry, tree, given))
    if not found or not isinstance(given, ast.Name | ast.Attribute):
        found = (excerpt(entry.path, entry.source, given), *found)
    return Replacement(argument, before, ast.unparse(given), found)


def find_definitions(entry: Entry, tree: ast.Module, given: ast.expr) -> Iterator[Excerpt]:
    """What the proof's own files define among the names in an expression."""
    for node in ast.walk(given):
        if isinstance(node, ast.Name):
            if (own := find_definition(tree, node.id)) is not None:
                yield excerpt(entry.path, entry.source, own)
            else:
                yield from find_imported(entry, tree, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from find_beside(entry, node.value.id, node.attr)


def find_imported(entry: Entry, tree: ast.Module, name: str) -> Iterator[Excerpt]:
    """What `from _module import name` leads to."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    yield from find_beside(entry, node.module or "", alias.name)


def find_beside(entry: Entry, module: str, name: str) -> Iterator[Excerpt]:
    if (source := entry.modules.get(module)) is not None:
        found = find_definition(ast.parse(source), name)
        if found is not None:
            yield excerpt(entry.paths[module], source, found)


def find_definition(tree: ast.Module, name: str) -> ast.stmt | None:
    """The statement that gives the name its meaning: the last one of the file's top level."""
    for node in reversed(tree.body):
        if isinstance(node, DEFINITIONS) and node.name == name:
            return node
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return node
    return None


def excerpt(path: str, source: str, node: ast.stmt | ast.expr) -> Excerpt:
    """A statement with its decorators, or exactly the expression."""
    if isinstance(node, ast.expr):
        head, *rest = (ast.get_source_segment(source, node) or "").replace("\r\n", "\n").split("\n")
        more = "\n" + dedent("\n".join(rest)) if rest else ""
        return Excerpt(path, node.lineno, head + more)
    marks = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(mark.lineno for mark in marks)])
    lines = source.replace("\r\n", "\n").split("\n")[first - 1 : node.end_lineno]
    return Excerpt(path, first, dedent("\n".join(lines)))
