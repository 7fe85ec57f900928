"""What a proof imports that is not installed here: said before it runs."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from studyapp.deck.card import Problem
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.imports import outside, read_imports
from studyapp.proof.source.syntax import parse

RULE = "missing-module"
LEFT_TO_THE_RUN = {"torch", "numpy"}  # without them a proof is unsupported, which is no fault of the proof


def missing_modules(entry: Entry) -> list[Problem]:
    """Find them without importing anything, in the proof and in the modules beside it."""
    places = [(entry.path, entry.imports)]
    for name, source in entry.modules.items():
        path = entry.paths[name]
        _, tree = parse(source.encode(), path)
        places.append((path, outside(read_imports(tree), entry.modules)))
    return [
        Problem(path, line, RULE, explain(name))
        for path, imports in places
        for name, line in imports.items()
        if name not in LEFT_TO_THE_RUN and not is_installed(name)
    ]


def is_installed(name: str) -> bool:
    return name in sys.modules or find_spec(name) is not None


def explain(name: str) -> str:
    if name.startswith("_"):
        return f"imports {name}, and there is no {name}.py beside it: write that file, or mend the name"
    beside = f"a file of your own beside the proof is imported as _{name}"
    return f"imports {name}, which is not installed here: install it ({beside})"
