"""From text to a proof: its file, the modules of its tree, and parts that the learner wrote.

Nothing is read from disk: what was hashed and handed over is what runs.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import Any

from studyapp.proof import figures
from studyapp.proof.authoring import Proof

PART = "<your {}>"  # the name of a learner's part in a traceback


Modules = Mapping[str, Sequence[str]]  # name: path and source


class Tree(MetaPathFinder, Loader):
    """Imports the modules beside a proof from their text."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in self.modules else None

    def exec_module(self, module: ModuleType) -> None:
        path, source = self.modules[module.__name__]
        module.__file__ = name_file(path)
        execute(source, name_file(path), module)


def execute(source: str, path: str, module: ModuleType) -> None:
    # Tracebacks and inspect read lines here; the file on disk may have changed meanwhile.
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)


def name_file(path: str) -> str:
    """What the code of a proof says that its file is: a name that exists nowhere.

    torch.compile and others open the file that code names, and would be refused.
    """
    return path.lstrip("/")


def load(path: str, source: str, modules: Modules, tables: Mapping[str, str]) -> Proof:
    """Run the file's text, exactly as it was handed over, and return its one proof."""
    figures.given.clear()
    figures.given.update(tables)
    sys.meta_path.insert(0, Tree(modules))
    module = ModuleType("proof_under_test")
    module.__file__ = name_file(path)
    sys.modules[module.__name__] = module
    execute(source, name_file(path), module)
    proofs = [value for value in vars(module).values() if isinstance(value, Proof)]
    if len(proofs) != 1:
        raise TypeError(f"a proof file holds one function marked @proof; this one holds {len(proofs)}")
    return proofs[0]


def load_part(name: str, source: str, proof: Proof) -> Callable[..., Any]:
    """The function that a learner wrote for the part `name`, seeing what the proof's file sees.

    Raise TypeError where the text defines no function, or several and none of that name.
    """
    module = ModuleType("part_under_test")
    module.__dict__.update(usual_names() | proof.function.__globals__)
    file = PART.format(name)
    execute(source, file, module)
    values = vars(module).items()
    made = {
        key: value
        for key, value in values
        if isinstance(value, FunctionType) and value.__code__.co_filename == file
    }
    if name in made or len(made) == 1:
        return made.get(name) or next(iter(made.values()))
    raise TypeError(f"write one function named {name}; this text defines {', '.join(made) or 'none'}")


def usual_names() -> dict[str, object]:
    """What everybody calls so: who writes a part doesn't see which of them the proof's file imports."""
    import math

    import torch
    from torch import nn
    from torch.nn import functional

    return {"math": math, "torch": torch, "nn": nn, "F": functional}


def files(path: str, modules: Modules, parts: Mapping[str, str]) -> dict[str, str]:
    """The names that this run's own text goes by in a traceback, each with the file that it is."""
    real = [path, *(file for file, _ in modules.values())]
    return {name_file(file): file for file in real} | {name: name for name in map(PART.format, parts)}
