"""What costs time once: importing torch, and the first use of what proofs use."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
COLLAPSE = 25  # MADV_COLLAPSE of Linux 6.1


def preload() -> None:
    """Import torch and what proofs use of it; raise RuntimeError where that leaves a second thread.

    Threads do not survive a fork, and what they hold would be held for ever.
    """
    for name in THREADS:
        os.environ[name] = "1"
    os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"  # so that asking for GPUs starts no CUDA here
    import torch
    import torch._dynamo
    import torch.distributed.checkpoint
    import torch.distributed.fsdp
    import torch.distributed.pipelining
    import torch.distributed.tensor.debug
    import torch.distributed.tensor.parallel
    import torch.testing._internal.distributed.fake_pg

    import studyapp.proof.measure
    import studyapp.proof.ranks  # noqa: F401

    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1 or torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        raise RuntimeError(f"not fit to be forked: {threads} threads")


def merge_pages() -> None:
    """Gather this process's own memory in huge pages: a fork copies one entry for each page there is.

    Four forks make a crew of one. It is advice: where a kernel does not take it, they last as long as before.
    """
    library = ctypes.CDLL(None)
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights == "rw-p" and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in addresses.split("-"))
            library.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), COLLAPSE)


def may_see_gpus() -> bool:
    """Whether CUDA could start in a new process: a build with it, and AMD's driver or NVIDIA's library."""
    import torch

    built = torch.backends.cuda.is_built()  # type: ignore[no-untyped-call]
    return built and (torch.version.hip is not None or loads("libcuda.so.1"))


def loads(library: str) -> bool:
    """Whether it can be loaded; a copy of this process finds out, so that nothing of it is in later ones."""
    if (child := os.fork()) == 0:
        try:
            ctypes.CDLL(library)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def warm_up(rank: int, world: int, meeting: Path) -> None:
    """Use autograd and FSDP2 once, and join the other ranks; a run seeds everything afresh afterwards."""
    import torch

    from studyapp.proof import ranks
    from studyapp.proof.authoring import check
    from studyapp.proof.measure import measure

    measure(check("warm", torch.ones(2), equals=torch.ones(2))).as_json()
    if world > 1:
        shard_once(rank, world)
        ranks.join(rank, world, meeting)
    else:
        train_once(torch.nn.Linear(4, 4))


def train_once(model: object) -> None:
    import torch

    assert isinstance(model, torch.nn.Module)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.randn(2, 4)).sum().backward()
    optimizer.step()
    optimizer.zero_grad()


def shard_once(rank: int, world: int) -> None:
    """One FSDP2 step on a process group that only pretends, since gloo's threads would outlive it."""
    import torch
    import torch.distributed as dist
    from torch.distributed.fsdp import fully_shard
    from torch.testing._internal.distributed.fake_pg import FakeStore

    dist.init_process_group("fake", rank=rank, world_size=world, store=FakeStore())
    model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 4))
    for layer in model:
        fully_shard(layer)
    train_once(fully_shard(model))
    dist.destroy_process_group()
