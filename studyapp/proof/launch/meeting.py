"""Ranks that a launcher started: how they find each other, and how each tells the first what it found.

Evidence goes through the store at which they meet, as JSON: it takes no collective, so a rank that fails
is heard while the others wait for it in one.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch._C._distributed_c10d import HashStore, PrefixStore, Store
from torch.distributed.rendezvous import rendezvous

from studyapp.proof import ranks
from studyapp.proof.launch.placement import Placement


@dataclass(frozen=True, slots=True)
class Seat:
    """What the others must know of a rank."""

    host: str
    loopback: str  # ranks with the same can talk over it
    hash: str  # of the proof's text as this rank has it
    gpus: tuple[str, ...] = ()  # all it sees
    gpu: str = ""  # the one it uses


class AbsentError(Exception):
    """Not every rank came."""


class Mailbox:
    """Lines from every rank, for the first, in the order in which they arrive."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.read = 0

    def post(self, line: dict[str, Any]) -> None:
        number = self.store.add("posted", 1)
        self.store.set(f"line/{number}", json.dumps(line))

    def next(self, seconds: float) -> dict[str, Any] | None:
        """The next line; None where none comes in time."""
        key = f"line/{self.read + 1}"
        if not wait(self.store, key, seconds):
            return None
        line = json.loads(self.store.get(key))
        self.store.delete_key(key)
        self.read += 1
        return dict(line)


def wait(store: Store, key: str, seconds: float) -> bool:
    """Whether the key is set before the time is over; raise DistNetworkError where the store is gone."""
    try:
        store.wait([key], timedelta(seconds=max(seconds, 0.001)))
    except dist.DistNetworkError:
        raise
    except dist.DistStoreError:
        return False
    return True


def clone(store: Store) -> Store:
    """Connect once more: while one thread waits on a connection, no other can use it."""
    return store.clone()  # type: ignore[attr-defined,no-any-return]


class Meeting:
    """All ranks of one run, once they have met."""

    def __init__(self, placement: Placement, store: Store, seats: Sequence[Seat]) -> None:
        self.placement, self.store, self.seats = placement, store, seats

    def mailbox(self, *, own: bool = False) -> Mailbox:
        """To post to; for a thread that waits, one with a connection of its own."""
        return Mailbox(PrefixStore("mail", clone(self.store) if own else self.store))

    def verdict_store(self) -> Store:
        """Where rank 0 leaves the exit status; a connection of its own, for the thread that waits."""
        return PrefixStore("verdict", clone(self.store))

    def join(self, needs: str) -> None:
        """Bring the process group up."""
        backend = choose_backend(self.seats, needs, self.placement.rank)
        if len({seat.loopback for seat in self.seats}) == 1:
            os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo0" if sys.platform == "darwin" else "lo")
        place = self.placement
        dist.init_process_group(
            backend,
            store=PrefixStore("group", self.store),
            rank=place.rank,
            world_size=place.world,
            timeout=ranks.PATIENCE,
        )


def meet(placement: Placement, seat: Seat, seconds: float) -> Meeting:
    """Exchange seats with every rank; raise AbsentError, or torch's DistError, where they do not come."""
    deadline = time.monotonic() + seconds
    store = open_store(placement, seconds)
    store.set(f"seat/{placement.rank}", json.dumps(asdict(seat)))
    keys = [f"seat/{rank}" for rank in range(placement.world)]
    absent = [rank for rank, key in enumerate(keys) if not wait(store, key, deadline - time.monotonic())]
    if absent:
        raise AbsentError(f"rank {', '.join(map(str, absent))} of {placement.world} did not come")
    seats = [json.loads(store.get(key)) for key in keys]
    return Meeting(placement, store, [Seat(**{**said, "gpus": tuple(said["gpus"])}) for said in seats])


def open_store(placement: Placement, seconds: float) -> Store:
    """The agent's under torchrun, else one that rank 0 keeps at the address; in memory where it is alone."""
    if placement.alone:
        return HashStore()
    os.environ |= placement.as_environment()
    store, _, _ = next(rendezvous("env://", timeout=timedelta(seconds=seconds)))
    return PrefixStore("studyapp", store)


def take_seat(local_rank: int, needs: str, text: str) -> Seat:
    """The seat of this rank; where the proof needs GPUs, one of those it sees becomes the current one."""
    host = socket.gethostname()
    if not needs.startswith("cuda") or not torch.cuda.device_count():
        return Seat(host, find_loopback(host), text)
    count = torch.cuda.device_count()
    torch.cuda.set_device(local_rank % count)
    gpus = tuple(str(torch.cuda.get_device_properties(index).uuid) for index in range(count))
    return Seat(host, find_loopback(host), text, gpus, gpus[local_rank % count])


def find_loopback(host: str) -> str:
    """Alike where processes share the loopback interface: a machine's name, and its network namespace."""
    parts = [host]
    if sys.platform == "linux":
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(str(Path("/proc/self/ns/net").stat().st_ino))
    return " ".join(parts)


def choose_backend(seats: Sequence[Seat], needs: str, rank: int) -> str:
    """By how many GPUs the ranks have between them, each counted once."""
    return ranks.choose_backend(needs, rank, len(seats), len({seat.gpu for seat in seats if seat.gpu}))


def find_lacking(seats: Sequence[Seat], needs: str) -> str:
    """What the ranks together lack of `needs`, in words; empty where nothing is missing."""
    if lacking := ranks.spell_lacking(needs, len({gpu for seat in seats for gpu in seat.gpus})):
        return lacking
    if not needs.startswith("cuda"):
        return ""
    blind = [f"rank {rank} ({seat.host})" for rank, seat in enumerate(seats) if not seat.gpus]
    return f"a CUDA device on every rank, and {', '.join(blind)} sees none" if blind else ""


def find_other_text(seats: Sequence[Seat], expected: str) -> str:
    """Which ranks have another text of the proof than the one expected (else rank 0's), in words."""
    expected = expected or seats[0].hash
    others = [f"rank {rank} on {seat.host}" for rank, seat in enumerate(seats) if seat.hash != expected]
    if not others:
        return ""
    return f"the proof's file differs from the one asked for ({', '.join(others)}): copy it to every machine"
