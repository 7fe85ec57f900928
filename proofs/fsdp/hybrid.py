"""Hybrid sharding gathers weights from a rank's own shard group, and averages gradients over all groups."""

import torch
from torch import nn
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.fsdp import fully_shard

from studyapp.proof import among, check, integers, proof, table


def two_by_two(device):
    """Copies along the first dimension, shards along the second: 0 with 1, and 2 with 3."""
    return init_device_mesh(device, (2, 2), mesh_dim_names=("replicate", "shard"))


def crosswise(device):
    return DeviceMesh(device, [[0, 2], [1, 3]], mesh_dim_names=("replicate", "shard"))


def one_group(device):
    return init_device_mesh(device, (4,))


def two_models(device):
    return two_by_two(device)["shard"]  # no group knows of the other


@proof(ranks=4)
def hybrid(rank, rows=among(4, 8, 12), columns=integers(2, 5), base=integers(2, 4), arrange=two_by_two):
    layer = nn.Linear(columns, rows, bias=False)
    nn.init.constant_(layer.weight, rank)  # fully_shard() broadcasts nothing: each row tells who kept it
    fully_shard(layer, mesh=arrange(torch.get_default_device().type))
    kept = len(layer.weight.to_local())
    layer.unshard()
    gathered = layer.weight[:, 0].detach().clone()

    layer(
        torch.full((1, columns), float(base**rank))
    ).sum().backward()  # a row's gradient is this rank's input
    gradient = layer.weight.grad.to_local()

    first = rank // 2 * 2
    members = torch.tensor([first, first + 1.0]).repeat_interleave(rows // 2)
    mean = sum(base**r for r in range(4)) / 4
    yield check("a rank keeps half of the rows", kept, equals=rows // 2)
    yield check("it gathers the other half, from one rank", gathered, equals=members)
    yield check("gradients are the mean over all four", gradient, equals=mean)
    yield table({"row kept by rank": gathered.int()}, title="the gathered weight")


hybrid.must_fail("one group of four", arrange=one_group, at="a rank keeps half of the rows")
hybrid.must_fail("groups crosswise", arrange=crosswise, at="it gathers the other half, from one rank")
hybrid.must_fail("two models", arrange=two_models, at="gradients are the mean over all four")

if __name__ == "__main__":
    hybrid.main()
