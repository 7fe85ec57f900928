"""The catalogue: what a proof file says about itself, read with ast and never imported."""

from __future__ import annotations

import ast
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

from studyapp.errors import UsageError
from studyapp.proof.draws import MAKERS, Draw, Value


@dataclass(frozen=True, slots=True)
class ProofFile:
    """One file below a proofs/ folder, already read."""

    id: str  # "autograd.accumulation" for proofs/autograd/accumulation.py
    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class BrokenVariant:
    """Declared by must_fail(): which check must catch it."""

    name: str
    at: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything about a proof that can be known without running it."""

    id: str
    path: str
    source: str
    claim: str  # the first line of the docstring
    function: str
    draws: Mapping[str, Draw]  # arguments taken from the seed
    knobs: Mapping[str, Value]  # arguments with a plain default
    parts: tuple[str, ...]  # arguments that are functions
    ranks: tuple[int, ...] = (1,)
    needs: str = ""
    seconds: float = 60.0
    variants: tuple[BrokenVariant, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the text that runs."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    def variant(self, name: str) -> BrokenVariant:
        """Raise UsageError where no broken variant has this name."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        known = "\n".join(f"  {variant.name}" for variant in self.variants) or "  none"
        raise UsageError(f"{self.id} has no broken variant {name!r}", todo=f"Its variants:\n{known}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A proof file that cannot be used, and why."""

    id: str  # that the proof would have
    file: str
    line: int
    message: str


@dataclass(slots=True)
class Catalogue:
    """All proofs by id, and the files that are none."""

    entries: dict[str, Entry] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, id: str) -> Entry:  # noqa: A002  (the word of the format)
        """Raise UsageError with near matches where there is no such proof."""
        if id in self.entries:
            return self.entries[id]
        for fault in self.faults:
            if fault.id == id:
                where = f"{fault.file}:{fault.line}"
                raise UsageError(fault.message, where=where, todo="Mend it, and run it again.")
        near = get_close_matches(id, self.entries, n=1) or [
            known for known in self.entries if known.endswith(f".{id.rpartition('.')[2]}")
        ]
        names = "\n".join(f"  {known}" for known in self.entries)
        todo = f"Did you mean {near[0]}?" if near else f"There are:\n{names}"
        raise UsageError(f"there is no proof {id!r}", todo=todo)

    @property
    def draws(self) -> dict[str, Mapping[str, Draw]]:
        return {name: entry.draws for name, entry in self.entries.items()}


def read_catalogue(files: Iterable[ProofFile]) -> Catalogue:
    catalogue = Catalogue()
    for file in files:
        try:
            catalogue.entries[file.id] = read_entry(file)
        except SyntaxError as error:
            catalogue.faults.append(Fault(file.id, file.path, error.lineno or 1, f"not Python: {error.msg}"))
        except UnicodeDecodeError as error:
            line = file.content[: error.start].count(b"\n") + 1
            catalogue.faults.append(
                Fault(file.id, file.path, line, "not UTF-8: save the file in that encoding")
            )
        except (MemoryError, RecursionError):
            catalogue.faults.append(Fault(file.id, file.path, 1, "nested too deeply to be read"))
        except FaultError as error:
            catalogue.faults.append(Fault(file.id, file.path, error.line, str(error)))
    return catalogue


class FaultError(Exception):
    """Something about the file that makes it no proof."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_entry(file: ProofFile) -> Entry:
    """Raise SyntaxError, UnicodeDecodeError or FaultError where the file is no proof."""
    source = file.content.decode()
    tree = ast.parse(source, file.path)
    claim = (ast.get_docstring(tree) or "").partition("\n")[0].strip()
    if not claim:
        raise FaultError(1, "no claim: start the file with a docstring that says what the proof shows")
    function, options = find_proof(tree)
    draws, knobs, parts = read_arguments(function)
    return Entry(
        file.id,
        file.path,
        source,
        claim,
        function.name,
        draws,
        knobs,
        parts,
        ranks=read_ranks(options.get("ranks")),
        needs=read_needs(options.get("needs")),
        seconds=read_seconds(options.get("seconds")),
        variants=tuple(read_variants(tree, function.name)),
    )


def find_proof(tree: ast.Module) -> tuple[ast.FunctionDef, dict[str, ast.expr]]:
    found: list[tuple[ast.FunctionDef, dict[str, ast.expr]]] = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(call, ast.Name) and call.id == "proof":
                keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
                found.append((node, {word.arg: word.value for word in keywords if word.arg}))
    if len(found) != 1:
        line = found[1][0].lineno if found else 1
        raise FaultError(line, f"one function marked @proof belongs in each file; here are {len(found)}")
    return found[0]


def read_arguments(
    function: ast.FunctionDef,
) -> tuple[dict[str, Draw], dict[str, Value], tuple[str, ...]]:
    """Draws, knobs and parts, by what each argument's default is."""
    draws: dict[str, Draw] = {}
    knobs: dict[str, Value] = {}
    parts: list[str] = []
    arguments = function.args
    positional = list(zip(arguments.args[::-1], arguments.defaults[::-1], strict=False))[::-1]
    named = [
        (arg, value) for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
    ]
    for argument, default in positional + named:
        if isinstance(default, ast.Call) and isinstance(default.func, ast.Name) and default.func.id in MAKERS:
            draws[argument.arg] = read_draw(default)
        elif isinstance(default, ast.Constant) and isinstance(default.value, bool | int | float | str):
            knobs[argument.arg] = default.value
        else:
            parts.append(argument.arg)
    return draws, knobs, tuple(parts)


def read_draw(call: ast.Call) -> Draw:
    assert isinstance(call.func, ast.Name)
    options = {word.arg: literal(word.value) for word in call.keywords if word.arg}
    try:  # the draw itself refuses what it could not draw from
        return MAKERS[call.func.id](*[literal(argument) for argument in call.args], **options)  # type: ignore[operator,no-any-return]
    except (TypeError, ValueError) as error:
        raise FaultError(call.lineno, f"a draw that cannot be read: {error}") from error


def literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise FaultError(node.lineno, "write this value out: it is read without running the file") from None


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
        given = [*node.args, *(word.value for word in node.keywords)]
        if len(given) == 1 and is_count(count := literal(given[0])):
            return f"cuda:{count}"
        raise FaultError(node.lineno, "gpus() takes how many, such as gpus(2)")
    if (needs := literal(node)) != "cuda":
        raise FaultError(node.lineno, f'needs= is "cuda" or gpus(2), not {needs!r}')
    return "cuda"


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def read_variants(tree: ast.Module, function: str) -> Iterable[BrokenVariant]:
    seen: set[str] = set()
    for node in tree.body:
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        owner = call.func.value
        if call.func.attr == "must_fail" and isinstance(owner, ast.Name) and owner.id == function:
            at = next((word.value for word in call.keywords if word.arg == "at"), None)
            if not call.args or at is None:
                raise FaultError(call.lineno, "must_fail takes a name and at=, the check that must catch it")
            name = str(literal(call.args[0]))
            if name in seen:
                raise FaultError(call.lineno, f"a second broken variant named {name!r}: give it another name")
            seen.add(name)
            yield BrokenVariant(name, str(literal(at)), call.lineno)


def proof_id(path: PurePath) -> str:
    """Of a path below proofs/: autograd/accumulation.py is autograd.accumulation."""
    return ".".join(path.with_suffix("").parts)
