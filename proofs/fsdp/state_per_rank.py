"""FSDP shards gradients and optimizer state too: 16 bytes a parameter become 16/N on each rank."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from studyapp.proof import among, bars, check, predict, proof


def sharded_first(layer, mesh):
    fully_shard(layer, mesh=mesh)
    return torch.optim.Adam(layer.parameters())


def optimizer_first(layer, mesh):
    optimizer = torch.optim.Adam(layer.parameters())  # it holds the weight that fully_shard() replaces
    fully_shard(layer, mesh=mesh)
    return optimizer


def data_parallel(layer, mesh):
    for weight in layer.parameters():
        weight.register_post_accumulate_grad_hook(lambda w: torch.distributed.all_reduce(w.grad))
    return torch.optim.Adam(layer.parameters())


def local_bytes(tensors):
    return sum((t.to_local() if isinstance(t, DTensor) else t).nbytes for t in tensors)


@proof(ranks=(2, 4))
def state_per_rank(rank, rows=among(8, 12, 16, 20, 24, 28), columns=among(5, 7, 9), prepare=sharded_first):
    world = torch.distributed.get_world_size()
    layer = nn.Linear(columns, rows, bias=False)
    share = layer.weight.nbytes // world
    mesh = init_device_mesh(torch.get_default_device().type, (world,))
    optimizer = prepare(layer, mesh)
    layer(torch.randn(3, columns)).sum().backward()
    optimizer.step()

    weights = local_bytes(layer.parameters())
    gradients = local_bytes(weight.grad for weight in layer.parameters())
    # Adam's step counter, 4 bytes a tensor, is left out: every rank has its own.
    moments = local_bytes(s[m] for s in optimizer.state.values() for m in ("exp_avg", "exp_avg_sq"))

    yield predict(weights + gradients + moments)
    parts = {"parameters": weights, "gradients": gradients, "moments": moments}
    held = [*parts.values()]
    yield check("parameters, gradients, moments: 1/N of each", held, equals=[share, share, 2 * share])
    each = [part * world / (rows * columns) for part in (*held, sum(held))]
    yield check("bytes a parameter, of all N ranks: 4 + 4 + 8, in all 16", each, equals=[4, 4, 8, 16])
    yield bars("after one step of Adam", parts, unit="B")


state_per_rank.must_fail(
    "data parallel, not sharded", prepare=data_parallel, at="parameters, gradients, moments: 1/N of each"
)
state_per_rank.must_fail(
    "optimizer built first",
    prepare=optimizer_first,
    at="bytes a parameter, of all N ranks: 4 + 4 + 8, in all 16",
)

if __name__ == "__main__":
    state_per_rank.main()
