"""A model too large to train on one rank trains on several: layer by layer, N ranks hold 1/N each."""

import ctypes
import gc
import os
import resource
from functools import partial
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


def layer_by_layer(model, mesh, reshard=True):
    for layer in model:
        fully_shard(layer, mesh=mesh, reshard_after_forward=reshard)
    fully_shard(model, mesh=mesh)


def root_only(model, mesh):
    fully_shard(model, mesh=mesh)


def not_at_all(model, mesh):
    """As in data parallel training."""


def held():
    """Bytes of this process's data, as RLIMIT_DATA counts them."""
    gc.collect()  # a sharded model refers to itself
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()


def step(layers, shard, optimizer, world, look):
    """Look after a step of rank 0. The backend only pretends to communicate: no other rank is needed."""
    dist.init_process_group("fake", rank=0, world_size=world, store=FakeStore())
    with torch.device("meta"):  # no bytes yet: the whole model need never fit
        shapes = [(1024, 256), (256, 1024)] * (layers // 2)
        model = nn.Sequential(*(nn.Linear(*shape, bias=False) for shape in shapes))
    shard(model, init_device_mesh("cpu", (world,)))
    stepper = optimizer(model.to_empty(device="cpu").parameters(), lr=0.1)
    model(torch.ones(3, 1024)).sum().backward()
    stepper.step()
    dist.destroy_process_group()
    return look()


def trains(budget, *task):
    """Whether a child runs the step that may hold so many bytes more than this process does now."""
    limit, status, child = held() + budget, 1, os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            step(*task, look=int)
            status = 0
        except (MemoryError, RuntimeError):  # Python's, and that of torch's allocator
            status = 2
        finally:
            os._exit(status)
    return {0: True, 2: False}[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]


@proof(needs="linux")
def fits_if_sharded(
    layers=among(26, 28), budget=among(12, 20, 22, 34, 36), shard=layer_by_layer, optimizer=SGD
):
    torch.set_default_device("cpu")  # the memory of a GPU is not what the system limits
    torch.set_num_threads(1)  # no thread survives a fork
    gc.freeze()  # what is here by now need not be searched for garbage
    # Large tensors get pages of their own, which return to the system with them.
    for option, value in ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, 32 * 1024)):
        ctypes.CDLL(None).mallopt(option, value)
    worlds, task = [1, 2, 4, 8], (layers, shard, optimizer)
    step(*task, 8, look=held)  # takes what a first step takes once
    before, trained = held(), [trains(budget << 20, *task, n) for n in worlds]
    needs = {f"N = {n}": (step(*task, n, look=held) - before) / 2**20 for n in worlds}  # without a limit
    yield predict(next((n for n, done in zip(worlds, trained, strict=True) if done), 0))
    # Weights and gradients, 1 MiB each a layer. No budget is so near that a few gathered layers would matter.
    fits = [2 * layers / n < budget for n in worlds]
    yield check("trains where 2/N of it fits", trained, equals=fits)
    yield bars("held after a step", {"limit": budget, **needs}, unit="MiB")


fits_if_sharded.must_fail("only the root", shard=root_only, at="trains where 2/N of it fits")
fits_if_sharded.must_fail(
    "never freed", shard=partial(layer_by_layer, reshard=False), at="trains where 2/N of it fits"
)
fits_if_sharded.must_fail("not sharded", shard=not_at_all, at="trains where 2/N of it fits")
fits_if_sharded.must_fail("Adam's moments too", optimizer=Adam, at="trains where 2/N of it fits")

if __name__ == "__main__":
    fits_if_sharded.main()
