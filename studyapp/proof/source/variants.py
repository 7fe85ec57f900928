"""Broken variants as a proof's file declares them, read with ast."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from studyapp.proof.source.checks import Yields
from studyapp.proof.source.signature import Signature
from studyapp.proof.source.syntax import FaultError, literal, statements


@dataclass(frozen=True, slots=True)
class BrokenVariant:
    """Declared by must_fail(): which check must catch it."""

    name: str
    at: str
    line: int
    doubt: str = ""  # why it will not be caught, where that is known already


def read_variants(tree: ast.Module, signature: Signature, yields: Yields) -> tuple[BrokenVariant, ...]:
    """Raise FaultError where one could not run, or would be the proof itself."""
    variants: dict[str, BrokenVariant] = {}
    names = list(yields.checks.values())
    for call in find_calls(tree, signature.function.name):
        variant = read_variant(call, signature)
        if variant.name in variants:
            what = f"a second broken variant named {variant.name!r}"
            raise FaultError(call.lineno, f"{what}: give it another name")
        if yields.tells_all and variant.at not in names:
            variant = replace(variant, doubt=explain(variant.at, names))
        variants[variant.name] = variant
    return tuple(variants.values())


def explain(at: str, names: list[str]) -> str:
    near = get_close_matches(at, names, n=1)
    todo = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(map(repr, names)) or 'none'}"
    return f"at={at!r} is no check of this proof: {todo}"


def find_calls(tree: ast.Module, function: str) -> Iterator[ast.Call]:
    """The must_fail() calls of the file's top level; raise FaultError for any other."""
    for node, _ in statements(tree):
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        if call.func.attr == "must_fail":
            owner = call.func.value
            if not (isinstance(owner, ast.Name) and owner.id == function):
                raise FaultError(
                    call.lineno, f"must_fail belongs to the proof: write {function}.must_fail(…)"
                )
            if node not in tree.body:
                raise FaultError(
                    call.lineno, "must_fail is read without running the file: move it out of its block"
                )
            yield call


def read_variant(call: ast.Call, signature: Signature) -> BrokenVariant:
    given = {word.arg: word.value for word in call.keywords}
    if len(call.args) != 1 or "at" not in given:
        raise FaultError(call.lineno, "must_fail takes a name and at=, the check that must catch it")
    name, at = (read_text(node) for node in (call.args[0], given.pop("at")))
    if not given:
        todo = "name an argument and its replacement"
        raise FaultError(call.lineno, f"the broken variant {name!r} replaces nothing: {todo}")
    for argument in given:
        if argument not in signature.arguments:
            known = ", ".join(signature.arguments) or "none"
            what = (
                "replaces what is not written out, **"
                if argument is None
                else f"replaces no argument, {argument}"
            )
            raise FaultError(call.lineno, f"the broken variant {name!r} {what}: there are {known}")
    return BrokenVariant(name, at, call.lineno)


def read_text(node: ast.expr) -> str:
    if not isinstance(text := literal(node), str) or not text.strip():
        raise FaultError(node.lineno, f"a name in words belongs here, not {text!r}")
    return text
