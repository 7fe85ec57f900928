"""A tensor-parallel group shares one batch: N ranks in groups of T work on N/T batches at a time."""

import copy

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

from studyapp.proof import among, check, predict, proof, table


def by_replica(mesh, rank):
    """The number of the batch that a rank works on."""
    return mesh["data"].get_local_rank()


def by_rank(mesh, rank):
    return rank


def over_replicas(mesh):
    """The ranks that hold the same part of the model."""
    return mesh["data"].get_group()


def over_all(mesh):
    return dist.group.WORLD


@proof(ranks=4)
def tensor_and_data(rank, size=among(1, 2, 4), deal=by_replica, average=over_replicas):
    device = torch.get_default_device().type
    mesh = init_device_mesh(device, (4 // size, size), mesh_dim_names=("data", "tensor"))
    one = nn.Sequential(nn.Linear(5, 8), nn.GELU(), nn.Linear(8, 3))
    model = copy.deepcopy(one)
    parallelize_module(model, mesh["tensor"], {"0": ColwiseParallel(), "2": RowwiseParallel()})

    batches, group = torch.randn(4, 6, 5), average(mesh)
    number = deal(mesh, rank)
    model(batches[number]).square().mean().backward()
    gradient = model[0].weight.grad.to_local()  # of this rank's hidden units
    dist.all_reduce(gradient, group=group)
    gradient /= dist.get_world_size(group)

    numbers = [torch.tensor(0) for _ in range(4)]
    dist.all_gather(numbers, torch.tensor(number))
    used = sorted({int(n) for n in numbers})
    wanted = torch.autograd.grad(one(batches[used]).square().mean(), one[0].weight)[0]
    part = mesh["tensor"].get_local_rank()

    yield predict(len(used))
    yield check("N/T batches at a time", len(used), equals=4 // size)
    # The same sums in another order: they differ in their last bits, 1e-7 of values below 1.
    own = wanted.chunk(size)[part]
    yield check("its hidden units' gradients are one process's", gradient, equals=own, within=1e-6)
    rows = {"works on": [part, number]}
    yield table(rows, columns=["part of the model", "batch"], title=f"tensor parallel size {size}")


tensor_and_data.must_fail("a batch for each rank", size=2, deal=by_rank, at="N/T batches at a time")
tensor_and_data.must_fail(
    "averaged over all", size=2, average=over_all, at="its hidden units' gradients are one process's"
)

if __name__ == "__main__":
    tensor_and_data.main()
