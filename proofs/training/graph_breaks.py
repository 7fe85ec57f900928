"""torch.compile cuts a graph in two where Python needs a tensor's value, but not where it needs a shape."""

import logging

import torch

from studyapp.proof import among, check, predict, proof, raises, table


def reads(x):
    y = x.sin()
    total = y.sum().item()
    return y.cos() * total


def prints(x):
    y = x.sin()
    print(y.sum())
    return y.cos()


def branches(x):
    y = x.sin()
    if y.sum() > 0:
        y = 2 * y
    return y.cos()


def selects(x):
    """Both results are computed, and one is taken without Python's asking which."""
    y = x.sin()
    y = torch.where(y.sum() > 0, 2 * y, y)
    return y.cos()


def branches_by_shape(x):
    y = x.sin()
    if y.shape[0] > 2:
        y = 2 * y
    return y.cos()


def graphs_of(function, x, **options):
    """The number of graphs that one call gives to the backend, which here runs them as they are."""
    graphs = []

    def backend(module, inputs):
        graphs.append(module)
        return module.forward

    torch.compiler.reset()
    torch.compile(function, backend=backend, **options)(x)
    return len(graphs)


@proof
def graph_breaks(
    line=among(
        "total = y.sum().item()",
        "print(y.sum())",
        "if y.sum() > 0: y = 2 * y",
        "y = torch.where(y.sum() > 0, 2 * y, y)",
        "if y.shape[0] > 2: y = 2 * y",
    ),
    size=among(4, 5, 6),
    on_values=branches,
    selects=selects,
    whole=True,
):
    logging.getLogger("torch._dynamo").setLevel(logging.ERROR)  # of .item() it warns
    x = torch.randn(size)
    value_needed = {
        "total = y.sum().item()": reads,
        "print(y.sum())": prints,
        "if y.sum() > 0: y = 2 * y": on_values,
    }
    no_value = {
        "y = torch.where(y.sum() > 0, 2 * y, y)": selects,
        "if y.shape[0] > 2: y = 2 * y": branches_by_shape,
    }
    cut = {name: graphs_of(function, x) for name, function in value_needed.items()}
    uncut = {name: graphs_of(function, x) for name, function in no_value.items()}

    yield predict((cut | uncut)[line])
    yield check(".item(), print(), an if on values: two graphs", list(cut.values()), equals=[2, 2, 2])
    yield check("torch.where(), an if on a shape: one graph", list(uncut.values()), equals=[1, 1])
    yield raises(
        "fullgraph=True: an error in place of a cut",
        lambda: graphs_of(branches, x, fullgraph=whole),
        torch._dynamo.exc.Unsupported,
        "Data-dependent branching",
    )
    yield table(cut | uncut, columns=["graphs"], title="between y = x.sin() and y.cos()")


graph_breaks.must_fail(
    "torch.where() for the if", on_values=selects, at=".item(), print(), an if on values: two graphs"
)
graph_breaks.must_fail(
    "an if for torch.where()", selects=branches, at="torch.where(), an if on a shape: one graph"
)
graph_breaks.must_fail("cuts are allowed", whole=False, at="fullgraph=True: an error in place of a cut")

if __name__ == "__main__":
    graph_breaks.main()
