"""Ranks: seeding them alike, their own data, and the process group they share."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import torch


def seed_everything(seed: int) -> None:
    """Seed torch, random and numpy alike on every rank.

    FSDP2 does not broadcast rank 0's initial weights, so seeding by rank would build a model nobody has.
    """
    random.seed(seed)
    torch.manual_seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)


def rank_generator(rank: int) -> torch.Generator:
    """Seeded by the run's seed and the rank, so that ranks see different data."""
    return torch.Generator().manual_seed((torch.initial_seed() * 1009 + rank + 1) % 2**63)


@contextmanager
def process_group(
    rank: int, world: int, meeting: Path | None, seconds: float, backend: str = "gloo"
) -> Iterator[None]:
    """Join the other ranks: over a file they share, or through torchrun's environment where there is none.

    A file has no port to collide on, and needs no name lookup for the loopback address. Ranks that have
    joined already, ahead of need, stay as they are.
    """
    import torch.distributed as dist

    if not dist.is_initialized():
        join(rank, world, meeting, seconds, backend)
    yield
    dist.destroy_process_group()  # not after an error: it could wait for a rank that is gone


def join(rank: int, world: int, meeting: Path | None, seconds: float, backend: str = "gloo") -> None:
    import torch.distributed as dist

    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo0" if sys.platform == "darwin" else "lo")
    timeout = timedelta(seconds=seconds)
    if meeting is None:
        dist.init_process_group(backend, timeout=timeout)
    else:
        store = dist.FileStore(str(meeting), world)  # type: ignore[attr-defined]
        dist.init_process_group(backend, store=store, rank=rank, world_size=world, timeout=timeout)
    dist.barrier()  # a rank that leaves at once would break the others' connecting


def choose_backend(needs: str, world: int) -> str:
    """NCCL where the proof is about GPUs and every rank has one of its own."""
    return "nccl" if needs.startswith("cuda") and torch.cuda.device_count() >= world else "gloo"


def choose_device(device: str, rank: int) -> None:
    """Make the GPU of this rank the one that tensors are made on, where the run was asked to use GPUs."""
    if device == "cuda":
        torch.set_default_device(f"cuda:{rank % torch.cuda.device_count()}")


def missing(needs: str) -> str:
    """What this machine lacks of `needs`, in words; empty where nothing is missing."""
    if not needs:
        return ""
    kind, _, count = needs.partition(":")
    if kind != "cuda":
        return f"something this version does not know: {needs!r}"
    wanted, there = int(count or 1), torch.cuda.device_count()
    if there >= wanted:
        return ""
    return f"{wanted} CUDA device{'s' if wanted > 1 else ''}, and torch {torch.__version__} sees {there}"


def device(needs: str) -> str:
    """The device that a proof with these needs runs on, by name."""
    return torch.cuda.get_device_name() if needs.startswith("cuda") else "cpu"
