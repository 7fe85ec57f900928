"""DDP starts every rank with what rank 0 drew; fully_shard() keeps of each rank's draw its own rows."""

import copy

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

from studyapp.proof import among, check, integers, predict, proof, table


def with_ddp(model):
    return DistributedDataParallel(model).module


def without_sync(model):
    return DistributedDataParallel(model, init_sync=False).module


def with_fsdp(model):
    return fully_shard(model, mesh=init_device_mesh(torch.get_default_device().type, (2,)))


def broadcast_first(model):
    for tensor in model.state_dict().values():
        dist.broadcast(tensor, src=0)
    return with_fsdp(model)


def rows_on_rank_1(whole):
    """One value of the first row and of the last, as rank 1 computes with them; told to both ranks."""
    rows = whole[[0, -1], 0].detach()
    dist.broadcast(rows, src=1)
    return rows


@proof(ranks=2)
def ddp_broadcast(
    rank,
    first=integers(2, 9),
    second=integers(11, 19),
    wrapper=among("DistributedDataParallel", "fully_shard"),
    columns=integers(2, 5),
    replicate=with_ddp,
    shard=with_fsdp,
):
    drawn = second if rank else first
    model = nn.Sequential(nn.Linear(columns, 4, bias=False), nn.BatchNorm1d(4))
    nn.init.constant_(model[0].weight, drawn)
    nn.init.constant_(model[1].running_mean, drawn)

    replica, sharded = replicate(copy.deepcopy(model)), shard(copy.deepcopy(model))
    under_ddp = rows_on_rank_1(replica[0].weight)
    under_fsdp = rows_on_rank_1(sharded[0].weight.full_tensor())

    yield predict(under_fsdp if wrapper == "fully_shard" else under_ddp)
    yield check("DDP: rank 0's weights on both", replica[0].weight, equals=torch.full((4, columns), first))
    yield check("DDP: rank 0's buffers on both", replica[1].running_mean, equals=torch.full((4,), first))
    yield check("FSDP: rows of either rank's draw", under_fsdp, equals=[first, second])
    yield check("FSDP: each rank's own buffers", sharded[1].running_mean, equals=torch.full((4,), drawn))
    rows = {"under DDP": under_ddp, "under FSDP": under_fsdp}
    yield table(rows, columns=["first row", "last row"], title=f"rank 0 drew {first}, rank 1 {second}")


ddp_broadcast.must_fail("without init_sync", replicate=without_sync, at="DDP: rank 0's weights on both")
ddp_broadcast.must_fail("no wrapper", replicate=lambda model: model, at="DDP: rank 0's buffers on both")
ddp_broadcast.must_fail("broadcast first", shard=broadcast_first, at="FSDP: rows of either rank's draw")

if __name__ == "__main__":
    ddp_broadcast.main()
