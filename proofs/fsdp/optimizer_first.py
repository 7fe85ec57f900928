"""An optimizer built before fully_shard() trains nothing: it holds parameters that the model has replaced."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.optim import SGD

from studyapp.proof import check, integers, per_rank, predict, proof, reals, table


def before(layer, mesh, lr):
    optimizer = SGD(layer.parameters(), lr=lr)
    fully_shard(layer, mesh=mesh)
    return optimizer


def after(layer, mesh, lr):
    fully_shard(layer, mesh=mesh)
    return SGD(layer.parameters(), lr=lr)


def listed_before(layer, mesh, lr):
    parameters = list(layer.parameters())
    fully_shard(layer, mesh=mesh)
    return SGD(parameters, lr=lr)


def handed_over(layer, mesh, lr):
    optimizer = before(layer, mesh, lr)
    optimizer.param_groups[0]["params"] = list(layer.parameters())
    return optimizer


def ready(rows, columns, build, lr, x):
    """A sharded layer that has its gradients, its optimizer, and its weight before the step."""
    layer = nn.Linear(columns, rows, bias=False)
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    optimizer = build(layer, mesh, lr)
    layer(x).square().sum().backward()
    return layer, optimizer, layer.weight.full_tensor().clone()


@proof(ranks=2)
def optimizer_first(
    rank, rows=integers(4, 9), columns=integers(2, 6), lr=reals(0.1, 0.9), early=before, late=after
):
    x = torch.randn(3, columns, generator=per_rank(rank))
    layer, optimizer, start = ready(rows, columns, early, lr, x)
    optimizer.step()  # raises nothing
    moved = start - layer.weight.full_tensor()
    (held,) = optimizer.param_groups[0]["params"]
    own = [held.grad is None, held is layer.weight]

    layer, optimizer, start = ready(rows, columns, late, lr, x)
    optimizer.step()
    proper, gradient = start - layer.weight.full_tensor(), layer.weight.grad.full_tensor()

    yield predict((moved != 0).sum())
    yield check("built before: no weight moves", moved, equals=0)
    yield check("built before: it holds a tensor without .grad, not the model's", own, equals=[True, False])
    # The difference is rounded at the size of the weights, about 1.
    yield check("built after: each moves by lr × gradient", proper, equals=lr * gradient, within=1e-5)
    yield table({"built before": moved[0], "built after": proper[0]}, title="how far the first row moved")


optimizer_first.must_fail("built after", early=after, at="built before: no weight moves")
optimizer_first.must_fail(
    "handed the new ones",
    early=handed_over,
    at="built before: it holds a tensor without .grad, not the model's",
)
optimizer_first.must_fail("listed before", late=listed_before, at="built after: each moves by lr × gradient")

if __name__ == "__main__":
    optimizer_first.main()
