"""Every tensor has a .grad, but backward() fills it only on leaves that require it and were used."""

import warnings

import torch

from studyapp.proof import check, integers, proof, table


def leave(hidden):
    return hidden


def retain(hidden):
    hidden.retain_grad()
    return hidden


def detach(hidden):
    """Cut the graph, and let the cut-off tensor require a gradient of its own."""
    return hidden.detach().requires_grad_()


def read(tensor):
    """Its .grad, and whether reading it drew a warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        return tensor.grad, bool(caught)


@proof
def where_grad_lands(inputs=integers(2, 9), outputs=integers(2, 9), forward=leave):
    data = torch.randn(4, inputs)
    layer, unused = torch.nn.Linear(inputs, outputs), torch.nn.Linear(inputs, outputs)
    hidden = forward(layer(data))
    hidden.pow(2).sum().backward()

    tensors = {"data": data, "layer.weight": layer.weight, "hidden": hidden, "unused.weight": unused.weight}
    grads = {name: read(tensor) for name, tensor in tensors.items()}
    filled = [name for name, (grad, _) in grads.items() if grad is not None]
    warned = [name for name, (_, warning) in grads.items() if warning]

    yield check("only the used leaf is filled", filled, equals=["layer.weight"])
    yield check("its gradient has its own shape, (outputs, inputs)", shape, equals=[outputs, inputs])
    yield check("only the hidden tensor's warns", warned, equals=["hidden"])
