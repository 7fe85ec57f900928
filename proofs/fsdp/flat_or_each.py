"""FSDP1 wraps a module and joins its parameters into a flat one; fully_shard cuts each where it is."""

from functools import partial

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FullyShardedDataParallel, fully_shard
from torch.distributed.tensor import DTensor
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import among, check, integers, proof, table


def wrap(model, **options):
    """As FSDP1 is used; it takes the process group that is there."""
    return FullyShardedDataParallel(model, device_id=torch.device("cpu"), **options)


def shard(model):
    return fully_shard(model, mesh=init_device_mesh("cpu", (dist.get_world_size(),)))


def leave(model):
    """As in data parallel training."""
    return model


def kinds(model):
    """Of each parameter: its type, and the shape of what this rank holds of it."""
    parameters = list(model.parameters())
    return [[type(p).__name__, *(p.to_local() if isinstance(p, DTensor) else p).shape] for p in parameters]


@proof
def flat_or_each(
    layers=integers(2, 4), columns=integers(3, 7), ranks=among(2, 4, 8), first=wrap, second=shard
):
    # The backend only pretends to communicate: no other rank is needed.
    dist.init_process_group("fake", rank=0, world_size=ranks, store=FakeStore())
    models = [
        nn.Sequential(*(nn.Linear(columns, 8, bias=False, device="cpu") for _ in range(layers)))
        for _ in range(2)
    ]
    old, new = first(models[0]), second(models[1])
    found = {"FSDP1": kinds(old), "fully_shard": kinds(new)}
    kept = [old is models[0], new is models[1]]
    dist.destroy_process_group()

    flat, each = [["Parameter", layers * 8 * columns // ranks]], [["DTensor", 8 // ranks, columns]] * layers
    yield check("FSDP1: one flat tensor; fully_shard: a DTensor each", [*found.values()], equals=[flat, each])
    yield check("FSDP1 wraps, fully_shard keeps the module", kept, equals=[False, True])
    rows = {
        f"{name}, parameter {n}": one for name, some in found.items() for n, one in enumerate(some, start=1)
    }
    yield table(rows, columns=["type", "on a rank"], title=f"{layers} layers of 8 × {columns}, {ranks} ranks")


flat_or_each.must_fail(
    "original parameters",
    first=partial(wrap, use_orig_params=True),
    at="FSDP1: one flat tensor; fully_shard: a DTensor each",
)
flat_or_each.must_fail("not sharded", second=leave, at="FSDP1: one flat tensor; fully_shard: a DTensor each")
flat_or_each.must_fail("wrapped twice", second=wrap, at="FSDP1 wraps, fully_shard keeps the module")

if __name__ == "__main__":
    flat_or_each.main()
