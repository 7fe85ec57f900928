"""What a proof's function says of itself: how it is run, and its arguments, read with ast."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from studyapp.proof.draws import MAKERS, Draw, Value
from studyapp.proof.source.options import read_options
from studyapp.proof.source.syntax import FaultError, find_yields, literal

RANK = "rank"  # the argument that tells a process which one it is


@dataclass(frozen=True, slots=True)
class Signature:
    """The one function marked @proof."""

    function: ast.FunctionDef
    ranks: tuple[int, ...]
    needs: str
    seconds: float
    draws: Mapping[str, Draw]
    knobs: Mapping[str, Value]
    parts: tuple[str, ...]

    @property
    def arguments(self) -> list[str]:
        """The names that a broken variant can replace."""
        given = self.function.args
        return [argument.arg for argument in (*given.args, *given.kwonlyargs)]


def read_signature(tree: ast.Module) -> Signature:
    """Raise FaultError where no run could begin: each is said before any does."""
    function, decorator = find_proof(tree)
    options = read_options(decorator)
    if next(find_yields(function), None) is None:
        raise FaultError(function.lineno, f"{function.name} yields nothing: a proof yields its checks")
    draws: dict[str, Draw] = {}
    knobs: dict[str, Value] = {}
    parts: list[str] = []
    for name, default in read_defaults(function, options["ranks"]).items():
        if is_draw(default):
            draws[name] = read_draw(default)
        elif (value := read_knob(default)) is not None:
            knobs[name] = value
        else:
            parts.append(name)
    return Signature(function, **options, draws=draws, knobs=knobs, parts=tuple(parts))


def find_proof(tree: ast.Module) -> tuple[ast.FunctionDef, ast.expr]:
    """The function and its decorator."""
    found: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.expr]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                call = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(call, ast.Name) and call.id == "proof":
                    found.append((node, decorator))
    if len(found) != 1:
        line = found[1][0].lineno if found else 1
        raise FaultError(line, f"one function marked @proof belongs in each file; here are {len(found)}")
    function, decorator = found[0]
    if isinstance(function, ast.AsyncFunctionDef):
        raise FaultError(function.lineno, "a proof is a plain generator: write def, not async def")
    return function, decorator


def read_defaults(function: ast.FunctionDef, ranks: tuple[int, ...]) -> dict[str, ast.expr]:
    """Each argument's default; raise FaultError for an argument that nobody could supply."""
    given = function.args
    for extra, stars in ((given.vararg, "*"), (given.kwarg, "**")):
        if extra is not None:
            what = f"{stars}{extra.arg} cannot be supplied"
            raise FaultError(extra.lineno, f"{what}: give every argument a name and a default")
    if given.posonlyargs:
        raise FaultError(given.posonlyargs[0].lineno, "arguments are passed by name: take out the /")
    missing: list[ast.expr | None] = [None] * (len(given.args) - len(given.defaults))
    defaults = dict(
        zip(
            (*given.args, *given.kwonlyargs),
            [*missing, *given.defaults, *given.kw_defaults],
            strict=True,
        )
    )
    several = max(ranks) > 1
    if several and RANK not in {argument.arg for argument in defaults}:
        raise FaultError(function.lineno, "ranks= passes each process its number: take an argument `rank`")
    supplied: dict[str, ast.expr] = {}
    for argument, default in defaults.items():
        if several and argument.arg == RANK:
            if default is not None and is_draw(default):
                raise FaultError(argument.lineno, "`rank` is the process's number: name the draw otherwise")
        elif default is not None:
            supplied[argument.arg] = default
        elif argument.arg == RANK:
            raise FaultError(argument.lineno, "`rank` is passed where several run: write @proof(ranks=2)")
        else:
            todo = "give it a default: a draw, a number or a function"
            raise FaultError(argument.lineno, f"nobody can supply `{argument.arg}`: {todo}")
    return supplied


def is_draw(default: ast.expr) -> bool:
    return isinstance(default, ast.Call) and isinstance(default.func, ast.Name) and default.func.id in MAKERS


def read_draw(call: ast.expr) -> Draw:
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Name)
    options = {word.arg: literal(word.value) for word in call.keywords if word.arg}
    try:  # the draw itself refuses what it could not draw from
        return MAKERS[call.func.id](*[literal(argument) for argument in call.args], **options)  # type: ignore[operator,no-any-return]
    except (TypeError, ValueError) as error:
        raise FaultError(call.lineno, f"a draw that cannot be read: {error}") from error


def read_knob(default: ast.expr) -> Value | None:
    """A plain constant, also a negative one; None for anything else."""
    if not isinstance(default, ast.Constant | ast.UnaryOp):
        return None
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return None
    return value if isinstance(value, bool | int | float | str) else None
