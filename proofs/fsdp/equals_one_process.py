"""FSDP trains as one process would that sees the data of all ranks."""

import copy

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from studyapp.proof import check, integers, per_rank, proof, table


def averaged(model, loss):
    loss.backward()  # with FSDP, .grad is then the mean over the ranks


def summed(model, loss):
    loss.backward()
    for weight in model.parameters():
        weight.grad *= torch.distributed.get_world_size()


def unsynced(model, loss):
    model.set_requires_gradient_sync(False)
    loss.backward()


def same_rows(rank):
    return per_rank(0)


def alike(rank):
    """Every rank draws the same weights: fully_shard() broadcasts none."""


def by_rank(rank):
    torch.manual_seed(rank)


def whole(tensors):
    """One flat vector. A DTensor is gathered for it: a collective, so every rank calls this."""
    parts = (t.full_tensor() if isinstance(t, DTensor) else t for t in tensors)
    return torch.cat([part.detach().flatten() for part in parts])


def train(model, batch, steps, backward=averaged):
    """The first step's gradients, the first of them as it is; the parameters after the last."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(steps):
        optimizer.zero_grad()
        backward(model, model(batch).square().mean())
        if step == 0:  # a weight that was not synchronised has no gradient
            first = [torch.zeros_like(w) if w.grad is None else w.grad for w in model.parameters()]
            gradients = whole(first)
        optimizer.step()
    return first[0], gradients, whole(model.parameters())


@proof(ranks=(2, 4))
def equals_one_process(
    rank, rows=integers(3, 6), steps=integers(2, 5), backward=averaged, seed=alike, rows_of=per_rank
):
    world = torch.distributed.get_world_size()
    # All ranks have as many rows, so that the mean over ranks is the mean over all rows.
    batches = [torch.randn(rows, 5, generator=rows_of(r)) for r in range(world)]
    seed(rank)
    single = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3))
    mesh = init_device_mesh(torch.get_default_device().type, (world,))
    sharded = fully_shard(copy.deepcopy(single), mesh=mesh)

    _, alone, _ = train(copy.deepcopy(single), batches[rank], steps=1)
    full, one_gradients, one_weights = train(single, torch.cat(batches), steps)
    piece, gradients, weights = train(sharded, batches[rank], steps, backward)

    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    own_rows = full.chunk(world)[rank]
    yield check("a rank's .grad: its rows of the mean", piece.to_local(), equals=own_rows, within=1e-6)
    yield check("all rows joined: the gradients of one process", gradients, equals=one_gradients, within=1e-6)
    yield check("after all steps: the weights of one process", weights, equals=one_weights, within=1e-5)
    yield check("a rank's own data gives other gradients", alone, differs=gradients, within=1e-3)
    shown = {"this rank's data alone": alone, "FSDP": gradients, "one process, all data": one_gradients}
    yield table({name: values[-3:] for name, values in shown.items()}, title="gradients of the last bias")


equals_one_process.must_fail(
    "summed, not averaged", backward=summed, at="a rank's .grad: its rows of the mean"
)
equals_one_process.must_fail("no sync", backward=unsynced, at="after all steps: the weights of one process")
equals_one_process.must_fail(
    "weights drawn by rank", seed=by_rank, at="all rows joined: the gradients of one process"
)
equals_one_process.must_fail(
    "the same rows on every rank", rows_of=same_rows, at="a rank's own data gives other gradients"
)

if __name__ == "__main__":
    equals_one_process.main()
