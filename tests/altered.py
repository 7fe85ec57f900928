"""A torch in which one function is another one, as a release might change it, and a proof that notices."""

from __future__ import annotations

from pathlib import Path

SITE = """
import sys
from importlib.util import find_spec


class Altering:
    def find_spec(self, name, path=None, target=None):
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            hypot = module.hypot
            module.hypot = lambda a, b: hypot(a, b) + 0.5

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Altering())
"""

PROOF = '''"""The hypotenuse over legs of 3n and 4n is 5n."""

import torch

from studyapp.proof import check, integers, proof, table


def measure(a, b):
    return torch.hypot(a, b)


@proof
def hypotenuse(n=integers(1, 9), over=measure):
    a, b = torch.tensor(3.0 * n), torch.tensor(4.0 * n)
    yield check("legs are positive", (over(a, b) > 0).item())
    yield check("it is 5n", over(a, b), equals=5.0 * n, within=1e-4)
    yield table({"legs": [a, b], "over them": over(a, b)})


hypotenuse.must_fail("the longer leg", over=torch.maximum, at="it is 5n")
hypotenuse.must_fail("nothing", over=lambda a, b: 0 * a, at="legs are positive")
'''

DECK = """---
title: Triangles
source: Euclid
---

## Over 3 and 4 {#over-3-4 proof=triangles.hypotenuse}
How long is the hypotenuse over legs of 3 and 4?
> Five.

## Over 6 and 8 {#over-6-8 proof=triangles.hypotenuse}
How long is the hypotenuse over legs of 6 and 8?
> Ten.
"""


def alter_torch(folder: Path) -> str:
    """What PYTHONPATH has to be for Python to import the altered torch."""
    (folder / "sitecustomize.py").write_text(SITE)
    return str(folder)


def write_triangles(root: Path, library: Path, *, seconds: float = 0) -> None:
    """A deck, and the proof that its cards stand on, which takes so long."""
    slow = PROOF.replace("import torch\n", "import time\n\nimport torch\n", 1)
    slow = slow.replace("    a, b = torch", f"    time.sleep({seconds})\n    a, b = torch", 1)
    for path, text in (
        (root / "cards" / "triangles.md", DECK),
        (library / "proofs" / "triangles" / "hypotenuse.py", slow if seconds else PROOF),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
