"""Ranks: seeding them alike, their own data, and the process group they share."""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import torch

from studyapp.proof.needs import split
from studyapp.words import counted

PATIENCE = timedelta(days=1)  # what a collective waits: the run's own limit ends it long before


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
    generator = torch.Generator(torch.get_default_device())  # torch takes one of the device that it fills
    return generator.manual_seed((torch.initial_seed() * 1009 + rank + 1) % 2**63)


@contextmanager
def process_group(rank: int, world: int, meeting: Path, backend: str) -> Iterator[None]:
    """Join the other ranks over a file that they share.

    A file has no port to collide on, and needs no name lookup for the loopback address. Ranks that have
    joined already, ahead of need, stay as they are.
    """
    import torch.distributed as dist

    if not dist.is_initialized():
        join(rank, world, meeting, backend)
    yield
    dist.destroy_process_group()  # not after an error: it could wait for a rank that is gone


def join(rank: int, world: int, meeting: Path, backend: str = "gloo") -> None:
    import torch.distributed as dist

    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo0" if sys.platform == "darwin" else "lo")
    store = dist.FileStore(str(meeting), world)  # type: ignore[attr-defined]
    dist.init_process_group(backend, store=store, rank=rank, world_size=world, timeout=PATIENCE)
    dist.barrier()  # a rank that leaves at once would break the others' connecting


def choose_backend(needs: str, rank: int, world: int, gpus: int) -> str:
    """NCCL between GPUs where the proof needs them, and gloo for all other tensors.

    NCCL refuses two ranks of one host on one GPU. Where ranks have to share, each names a host of its own:
    then they talk by sockets. (From a GPU gloo sends nothing, and it dies of a functional all-gather.)
    """
    import torch.distributed as dist

    if not needs.startswith("cuda") or not dist.is_nccl_available():
        return "gloo"
    if world > gpus:
        os.environ["NCCL_HOSTID"] = f"{socket.gethostname()}-{rank}"
    return "cpu:gloo,cuda:nccl"


def choose_device(needs: str, device: str, rank: int) -> None:
    """Give this rank a GPU where the proof needs one; make its tensors there where the run was asked to."""
    if needs.startswith("cuda"):
        torch.cuda.set_device(rank % torch.cuda.device_count())
    if device == "cuda":
        torch.set_default_device("cuda")


def missing(needs: str) -> str:
    """What this machine lacks of `needs`, in words; empty where nothing is missing."""
    return spell_lacking(needs, torch.cuda.device_count()) if needs else ""


def spell_lacking(needs: str, there: int) -> str:
    """What a system with so many GPUs lacks of `needs`, in words."""
    if needs == "linux":
        return "" if sys.platform == "linux" else "Linux"
    kind, count, _ = split(needs)
    if kind not in {"", "cuda"}:
        return f"something this version does not know: {needs!r}"
    wanted = count if kind else 0
    if there >= wanted:
        return ""
    return f"{counted(wanted, 'CUDA device')}, and torch {torch.__version__} sees {there}"


def find_device(needs: str) -> tuple[str, str]:
    """What is missing for `needs`, in words, or nothing; and the device's name, or "none"."""
    if lacking := missing(needs):
        return lacking, "none"
    if not needs.startswith("cuda"):
        return "", "cpu"
    try:
        name = torch.cuda.get_device_name()  # starts the driver
        capability = torch.cuda.get_device_capability()
    except (RuntimeError, AssertionError) as error:
        return f"a CUDA device that starts: {spell_failure(str(error))}", "none"
    _, _, wanted = split(needs)
    if capability < wanted:
        there = ".".join(map(str, capability))
        return f"compute capability {'.'.join(map(str, wanted))}, and {name} has {there}", "none"
    return "", name


def spell_failure(said: str) -> str:
    """The driver's words, and what helps where a device node is made only when it is first asked for."""
    if Path("/proc/driver/nvidia").exists() and not Path("/dev/nvidia-uvm").exists():
        return f"{said} (there is no /dev/nvidia-uvm yet; `sudo nvidia-modprobe -u -c 0` makes it)"
    return said
