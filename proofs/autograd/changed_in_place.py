"""backward() refuses a saved tensor that was changed in place since; a write through .data it cannot see."""

from functools import partial

import torch
from torch.autograd.graph import saved_tensors_hooks

from studyapp.proof import among, check, predict, proof, raises, table

OPERATIONS = {
    "x.exp()": torch.exp,
    "x.sigmoid()": torch.sigmoid,
    "x.sin()": torch.sin,
    "x.square()": torch.square,
    "x + 1": lambda x: x + 1,
}


def in_place(y):
    y.add_(1)


def on_a_clone(y):
    y.clone().add_(1)


def through_detach(y):
    y.detach().add_(1)


def through_data(y):
    y.data.add_(1)


def gradient(apply, x, write):
    """The gradient of x, where y = apply(x) is written to between forward and backward."""
    x = x.clone().requires_grad_()
    y = apply(x)
    write(y)
    y.sum().backward()
    return x.grad


def outcome(apply, x, write):
    try:
        found = gradient(apply, x, write)
    except RuntimeError as error:
        return type(error).__name__
    return "right" if found.allclose(gradient(apply, x, on_a_clone)) else "wrong"


def saves_result(apply, x):
    """Whether the backward will read the very memory of the result."""
    kept = []
    with saved_tensors_hooks(lambda saved: kept.append(saved.data_ptr()) or saved, lambda saved: saved):
        y = apply(x.clone().requires_grad_())
    return y.data_ptr() in kept


@proof
def changed_in_place(
    operation=among("x.exp()", "x.sigmoid()", "x.sin()", "x.square()", "x + 1"),
    write=in_place,
    alias=through_detach,
    blind=through_data,
):
    x, y = torch.rand(4), torch.rand(4)
    found = {name: outcome(apply, x, write) for name, apply in OPERATIONS.items()}
    wanted = {n: "RuntimeError" if saves_result(f, x) else "right" for n, f in OPERATIONS.items()}
    before = y._version
    alias(y)
    refused = partial(gradient, torch.exp, x, alias)

    yield predict("nothing" if found[operation] == "right" else found[operation])
    yield check("it raises where the result was saved", found, equals=wanted)
    yield check("a write through detach() counts as a new version", y._version - before, equals=1)
    yield raises(
        "a write through detach() is refused as well",
        refused,
        RuntimeError,
        "modified by an inplace operation",
    )
    yield check("through .data: no error, a wrong gradient", outcome(torch.exp, x, blind), equals="wrong")
    ways = {"y.add_(1)": in_place, "y.detach().add_(1)": through_detach, "y.data.add_(1)": through_data}
    rows = {name: [outcome(apply, x, way) for way in ways.values()] for name, apply in OPERATIONS.items()}
    yield table(rows, columns=list(ways), title="the gradient of y = …, after a write to y")


changed_in_place.must_fail("on a clone", write=on_a_clone, at="it raises where the result was saved")
changed_in_place.must_fail(
    "not counted", alias=through_data, at="a write through detach() counts as a new version"
)
changed_in_place.must_fail(
    "an alias by .data", alias=through_data, at="a write through detach() is refused as well"
)
changed_in_place.must_fail(
    "detach() for .data", blind=through_detach, at="through .data: no error, a wrong gradient"
)

if __name__ == "__main__":
    changed_in_place.main()
