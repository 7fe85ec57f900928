"""A second backward() raises only where the first one freed tensors that it needs again."""

import torch
from torch.autograd.graph import saved_tensors_hooks

from studyapp.proof import among, check, predict, proof, raises, table

OPERATIONS = {
    "weight * data": lambda weight, data: weight * data,
    "weight + data": lambda weight, data: weight + data,
    "weight.exp()": lambda weight, data: weight.exp(),
    "-weight": lambda weight, data: -weight,
}


def twice(loss, retain=False):
    """Two backward() calls on one loss; the first may keep the graph for the second."""
    loss.backward(retain_graph=retain)
    loss.backward()


def outcome(loss):
    try:
        twice(loss)
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def spent_graph(
    operation=among("weight * data", "weight + data", "weight.exp()", "-weight"), spend=False, keep=True
):
    weight, data = torch.randn(3, requires_grad=True), torch.randn(3)
    saved, raised = {}, {}
    for name, apply in OPERATIONS.items():
        saved[name] = []
        # The hooks see each tensor that the forward pass saves for its backward.
        with saved_tensors_hooks(lambda tensor, seen=saved[name]: seen.append(tensor) or tensor, lambda tensor: tensor):
            loss = apply(weight, data).sum()
        raised[name] = outcome(loss)

    yield predict(raised[operation])
