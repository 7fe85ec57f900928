"""Every tensor has a .grad, but backward() fills it only on leaves that require it and were used."""

import warnings

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


def leave(hidden):
    return hidden


def retain(hidden):
    hidden.retain_grad()
    return hidden


def cut(hidden):
    """A new leaf in its place: the gradient stops here."""
    return hidden.detach().requires_grad_()


def look(tensor):
    """The shape of its .grad (None where empty), and whether looking drew a warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        grad = tensor.grad
    return None if grad is None else list(grad.shape), bool(caught)


@proof
def where_grad_lands(inputs=integers(2, 5), outputs=integers(6, 9), between=leave, ask=retain):
    data, layer, unused = torch.randn(4, inputs), nn.Linear(inputs, outputs), nn.Linear(inputs, outputs)
    hidden = between(layer(data))
    hidden.pow(2).sum().backward()
    asked = ask(nn.Linear(inputs, outputs)(data))
    asked.pow(2).sum().backward()

    tensors = {"data": data, "layer.weight": layer.weight, "hidden": hidden, "unused.weight": unused.weight}
    shapes, warned = {}, {}
    for name, tensor in tensors.items():
        shapes[name], warned[name] = look(tensor)

    yield predict(shapes["layer.weight"])
    filled = [name for name in tensors if shapes[name]]
    leaves = [name for name, tensor in tensors.items() if tensor.is_leaf]
    yield check(
        "all are leaves but what was computed from a weight",
        leaves,
        equals=["data", "layer.weight", "unused.weight"],
    )
    made = [name for name, tensor in tensors.items() if tensor.grad_fn is not None]
    yield check("a grad_fn: only what was computed from a weight", made, equals=["hidden"])
    yield check("a filled .grad: only the weight that took part", filled, equals=["layer.weight"])
    yield check(
        "its gradient has the weight's own shape", shapes["layer.weight"], equals=list(layer.weight.shape)
    )
    yield check("a hidden tensor's .grad warns", warned["hidden"], equals=True)
    yield check("after retain_grad(), a hidden tensor has a .grad", look(asked)[0], equals=[4, outputs])
    rows = {n: [t.is_leaf, t.requires_grad, str(shapes[n]), warned[n]] for n, t in tensors.items()}
    yield table(rows, columns=["leaf", "requires grad", ".grad's shape", "warns"])


where_grad_lands.must_fail("retain_grad() first", between=retain, at="a hidden tensor's .grad warns")
where_grad_lands.must_fail(
    "cut from the graph", between=cut, at="a filled .grad: only the weight that took part"
)
where_grad_lands.must_fail("no history", between=cut, at="a grad_fn: only what was computed from a weight")
where_grad_lands.must_fail("not asked", ask=leave, at="after retain_grad(), a hidden tensor has a .grad")
where_grad_lands.must_fail("a new leaf", between=cut, at="all are leaves but what was computed from a weight")

if __name__ == "__main__":
    where_grad_lands.main()
