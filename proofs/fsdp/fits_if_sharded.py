"""A model too large to train on one rank trains on several: layer by layer, N ranks hold 1/N each."""

import ctypes
import gc
import resource
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.optim import SGD, Adam
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import among, bars, check, predict, proof

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # glibc, malloc.h


def layer_by_layer(model, mesh):
    for layer in model:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)


def root_only(model, mesh):
    fully_shard(model, mesh=mesh)


def never_freed(model, mesh):
    for layer in model:
        fully_shard(layer, mesh=mesh, reshard_after_forward=False)
    fully_shard(model, mesh=mesh)


def not_at_all(model, mesh):
    """As in data parallel training."""


def held():
    """Bytes of this process's data, as RLIMIT_DATA counts them."""
    gc.collect()  # a sharded model refers to itself
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()


def step(layers, shard, optimizer, world):
    """Bytes held after a step as rank 0 of `world`. The backend only pretends: no other rank is needed."""
    dist.init_process_group("fake", rank=0, world_size=world, store=FakeStore())
    try:
        with torch.device("meta"):  # no bytes yet: the whole model need never fit
            shapes = [(512, 256), (256, 512)] * (layers // 2)
            model = nn.Sequential(*(nn.Linear(*shape, bias=False) for shape in shapes))
        shard(model, init_device_mesh("cpu", (world,)))
        stepper = optimizer(model.to_empty(device="cpu").parameters(), lr=0.1)
        model(torch.ones(3, 512)).sum().backward()
        stepper.step()
        return held()
    finally:
        dist.destroy_process_group()


def trains(budget, *task):
    """Whether the step runs with so many bytes more than are held now."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (held() + budget, hard))
    try:
        return step(*task) > 0
    except (MemoryError, RuntimeError):  # Python's, and that of torch's allocator
        return False
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


@proof
def fits_if_sharded(
    layers=among(52, 56, 60), budget=among(11, 19, 22, 24, 34, 36), shard=layer_by_layer, optimizer=SGD
):
    gc.freeze()  # what is here by now need not be searched for garbage
    # Large tensors get pages of their own, which return to the system with them.
    for option, value in ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, 32 * 1024)):
        ctypes.CDLL(None).mallopt(option, value)
    worlds, model = [1, 2, 4, 8], layers * 512 * 256 * 4
    # No limit yet. What is held now was left behind by the step, and is no part of its need.
    needs = {f"N = {n}": (step(layers, shard, optimizer, n) - held()) / 2**20 for n in worlds}
    trained = [trains(budget << 20, layers, shard, optimizer, n) for n in worlds]
    yield predict(next((n for n, done in zip(worlds, trained, strict=True) if done), 0))
    # Its weights and gradients. No budget is so near to 2/N that a layer more would matter.
    fits = [2 * model / n < budget << 20 for n in worlds]
    yield check("trains where 2/N of the model fits", trained, equals=fits)
    yield bars("held after a step", {"limit": budget, **needs}, unit="MiB")


fits_if_sharded.must_fail("only the root", shard=root_only, at="trains where 2/N of the model fits")
fits_if_sharded.must_fail("never freed", shard=never_freed, at="trains where 2/N of the model fits")
fits_if_sharded.must_fail("not sharded", shard=not_at_all, at="trains where 2/N of the model fits")
fits_if_sharded.must_fail("Adam's moments too", optimizer=Adam, at="trains where 2/N of the model fits")

if __name__ == "__main__":
    fits_if_sharded.main()
