"""By default torch.compile compiles for the first size, then once more, with a symbol, for the others."""

import torch

from studyapp.proof import among, check, integers, predict, proof, table


def compiles_of(sizes, dynamic):
    """How many graphs have been compiled after a call with each of the sizes."""
    graphs, counts = [], []

    def backend(module, inputs):
        graphs.append(module)
        return module.forward

    torch.compiler.reset()
    function = torch.compile(lambda x: x.sin().sum(), backend=backend, dynamic=dynamic)
    for size in sizes:
        function(torch.ones(size, 3))
        counts.append(len(graphs))
    return counts


@proof
def recompiles(
    dynamic=among("None", "True", "False"),
    first=integers(4, 9),
    more=integers(2, 4),
    start=0,
    by_default=None,
    static=False,
    symbolic=True,
):
    sizes = [start or first, *(first + n for n in range(1, more + 1)), first]
    ways = {"None": by_default, "True": symbolic, "False": static}
    found = {name: compiles_of(sizes, way) for name, way in ways.items()}

    yield predict(found[dynamic][-1])
    yield check(
        "by default: the second size compiles anew, no other", found["None"], equals=[1] + [2] * (more + 1)
    )
    yield check("dynamic=True: once for all sizes", found["True"], equals=[1] * (more + 2))
    yield check("dynamic=False: once for each size", found["False"], equals=[*range(1, more + 2), more + 1])
    yield table(
        found, columns=[f"{size} rows" for size in sizes], title="graphs compiled so far, by dynamic="
    )


recompiles.must_fail(
    "never symbolic", by_default=False, at="by default: the second size compiles anew, no other"
)
recompiles.must_fail("a size of 1 at first", start=1, at="dynamic=True: once for all sizes")
recompiles.must_fail("left to itself", static=None, at="dynamic=False: once for each size")

if __name__ == "__main__":
    recompiles.main()
