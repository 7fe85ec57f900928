"""A sharded layer holds 1/N of its parameters, all of them while it computes, and 1/N again."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

from studyapp.proof import bars, check, integers, proof


def release(layer):
    layer.reshard()


def hold(layer):
    """Forget to free what was gathered."""


def local_bytes(layer):
    return sum(p.to_local().nbytes if hasattr(p, "to_local") else p.nbytes for p in layer.parameters())


@proof(ranks=(2, 4))
def shards(rank, width=integers(2, 8), after=release):
    world = torch.distributed.get_world_size()
    layer = nn.Linear(width * world, width * world, bias=False)
    whole = layer.weight.nbytes
    fully_shard(layer, mesh=init_device_mesh("cpu", (world,)))

    sharded = local_bytes(layer)
    layer.unshard()
    gathered = local_bytes(layer)
    after(layer)
    freed = local_bytes(layer)

    yield check("each rank holds 1/N", sharded, equals=whole // world)
    yield check("unshard gathers everything", gathered, equals=whole)
    yield check("reshard frees it again", freed, equals=sharded)
    yield bars("bytes of parameters", {"sharded": sharded, "unshard": gathered, "reshard": freed}, unit="B")


shards.must_fail("never resharded", after=hold, at="reshard frees it again")

if __name__ == "__main__":
    shards.main()
