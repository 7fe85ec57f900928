"""What the learner starts from who writes a part: its signature and docstring, read with ast."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.signature import find_proof, read_defaults

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Stub:
    """A function without its body."""

    signature: str  # "def scale(loss, n, total):"
    docstring: str = ""  # as it stands in the source, quotes included

    @property
    def text(self) -> str:
        """The signature, the docstring, and a line for the body to begin on."""
        lines = [self.docstring] if self.docstring else []
        return "\n".join([self.signature, *(INDENT + line for line in lines), INDENT])


def read_stub(entry: Entry, part: str) -> Stub:
    """The part under its own name, with the parameters of the proof's default for it.

    Where they cannot be read, as of a function of torch, it takes any arguments. Raise KeyError where the
    proof has no such part.
    """
    tree = ast.parse(entry.source)
    proof, _ = find_proof(tree)
    default = read_defaults(proof, entry.ranks)[part]
    if isinstance(default, ast.Lambda):
        return Stub(f"def {part}({ast.unparse(default.args)}):")
    found = next(find_functions(default, tree, entry), None)
    if found is None:
        return Stub(f"def {part}(*arguments):")
    function, source = found
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return Stub(f"def {part}({ast.unparse(function.args)}){returns}:", read_docstring(function, source))


def find_functions(
    default: ast.expr, tree: ast.Module, entry: Entry
) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Those that a default can mean, each with the text that it is in: the proof's file, or one beside it."""
    name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(default), "")
    meant = getattr(default, name, "")
    texts = [(tree, entry.source), *((ast.parse(text), text) for text in entry.modules.values())]
    for module, source in texts:
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name == meant:
                yield node, source


def read_docstring(function: ast.FunctionDef, source: str) -> str:
    first = function.body[0]
    if not isinstance(first, ast.Expr) or ast.get_docstring(function) is None:
        return ""
    return ast.get_source_segment(source, first.value) or ""
