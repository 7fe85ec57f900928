"""A sharded layer keeps its own rows, gathers every row to compute, and frees what it gathered."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import Shard

from studyapp.proof import among, bars, check, integers, predict, proof


def by_default(weight):
    """Told of no dimension, fully_shard() cuts along the first."""


def by_columns(weight):
    return Shard(1)


def gather(layer):
    layer.unshard()
    return layer.weight  # no DTensor any more: a plain parameter with every row


def gather_in_vain(layer):
    own_rows = layer.weight.to_local()
    layer.unshard()
    return own_rows


def release(layer):
    layer.reshard()


def hold(layer):
    """Forget to free what was gathered."""


def from_each(weight):
    """Every rank keeps its own draw: fully_shard() broadcasts none."""


def from_rank_0(weight):
    """As DDP does."""
    torch.distributed.broadcast(weight.data, 0)


def stored(tensor):
    return tensor.untyped_storage().nbytes()


@proof(ranks=(2, 4))
def shards(
    rank,
    rows_each=integers(2, 5),
    columns=among(4, 8, 12, 16),
    cut=by_default,
    fetch=gather,
    free=release,
    start=from_each,
):
    world = torch.distributed.get_world_size()
    layer = nn.Linear(columns, rows_each * world, bias=False)
    original = layer.weight.detach().clone()
    mesh = init_device_mesh(torch.get_default_device().type, (world,))
    fully_shard(layer, mesh=mesh, shard_placement_fn=cut)

    shard = layer.weight.to_local()
    sharded = stored(shard)
    weight = fetch(layer)
    computing, values = stored(shard) + stored(weight), weight.detach().clone()
    free(layer)
    # Only the size is asked for: reading a freed weight kills the process.
    resharded = stored(shard) + stored(weight)

    drawn = nn.Linear(columns, rows_each * world, bias=False)
    nn.init.constant_(drawn.weight, rank)  # as if each rank had drawn from a seed of its own
    start(drawn.weight)
    joined = fully_shard(drawn, mesh=mesh).weight.full_tensor()[:, 0]
    patchwork = torch.arange(float(world)).repeat_interleave(rows_each)

    yield predict(computing)
    yield check("sharded: rank r keeps the r-th run of rows", shard, equals=original.chunk(world)[rank])
    yield check("gathered: every row, bit for bit", values, equals=original)
    yield check("gathered: the shard stays beside it", computing, equals=sharded + original.nbytes)
    yield check("resharded: the gathered weight has no bytes left", resharded, equals=sharded)
    yield check("rank r filled it with r: joined, a patchwork", joined, equals=patchwork)
    moments = {"sharded": sharded, "gathered": computing, "resharded": resharded}
    yield bars("bytes behind one weight", moments, unit="B")


shards.must_fail("cut by columns", cut=by_columns, at="sharded: rank r keeps the r-th run of rows")
shards.must_fail("computes with its shard", fetch=gather_in_vain, at="gathered: every row, bit for bit")
shards.must_fail("broadcast", start=from_rank_0, at="rank r filled it with r: joined, a patchwork")
shards.must_fail("never resharded", free=hold, at="resharded: the gathered weight has no bytes left")

if __name__ == "__main__":
    shards.main()
