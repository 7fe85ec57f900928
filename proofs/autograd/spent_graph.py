"""A second backward() raises only where the first one freed tensors that it needs again."""

from functools import partial

import torch
from torch.autograd.graph import saved_tensors_hooks

from studyapp.proof import among, check, predict, proof, raises, table

OPERATIONS = {
    "w * x": lambda w, x: w * x,
    "w + x": lambda w, x: w + x,
    "w.exp()": lambda w, x: w.exp(),
    "-w": lambda w, x: -w,
}


def twice(loss):
    loss.backward()
    loss.backward()


def twice_retaining(loss):
    loss.backward(retain_graph=True)
    loss.backward()


def count_saved(forward):
    """How many tensors the forward pass keeps for its backward."""
    seen = []
    with saved_tensors_hooks(lambda tensor: seen.append(tensor) or tensor, lambda tensor: tensor):
        forward()
    return len(seen)


def outcome(call, loss):
    try:
        call(loss)
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def spent_graph(operation=among("w * x", "w + x", "w.exp()", "-w"), walk=twice, rescue=twice_retaining):
    w, x = torch.randn(3, requires_grad=True), torch.randn(3)
    saved, raised = {}, {}
    for name, apply in OPERATIONS.items():
        saved[name] = count_saved(partial(apply, w, x))
        raised[name] = outcome(walk, apply(w, x).sum())

    yield predict(raised[operation])
    yield raises(
        "a second backward() of a product is refused",
        partial(walk, (w * x).sum()),
        RuntimeError,
        "a second time",
    )
    yield raises("after retain_graph=True, a second backward() raises", partial(rescue, (w * x).sum()), None)
    failing = [name for name in raised if raised[name] != "nothing"]
    yield check(
        "a second backward() fails only where tensors were saved",
        failing,
        equals=[name for name in saved if saved[name]],
    )
    rows = {name: [saved[name], raised[name]] for name in OPERATIONS}
    yield table(rows, columns=["tensors saved", "second backward() raises"])


spent_graph.must_fail(
    "a retained graph", walk=twice_retaining, at="a second backward() fails only where tensors were saved"
)
spent_graph.must_fail(
    "nothing retained", rescue=twice, at="after retain_graph=True, a second backward() raises"
)

if __name__ == "__main__":
    spent_graph.main()
