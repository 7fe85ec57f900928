"""Which layers of confinement held in a run: those that every rank has tried out and found in force."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.proof.confinement import describe
from studyapp.proof.run.events import Request


@dataclass(slots=True)
class Layers:
    memory: int  # bytes that the run may use
    ranks: dict[int, frozenset[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)  # layer: why

    def take_room(self, room: object) -> None:
        """What the supervisor says of the namespaces; raise TypeError where it makes no sense."""
        self.missing |= read_missing(room)

    def take_rank(self, rank: int, start: Mapping[str, object]) -> bool:
        """What a rank found before it loaded the proof; False where it has said so before."""
        if rank in self.ranks:
            return False
        applied = start["applied"]
        if not isinstance(applied, list):
            raise TypeError("a start without its layers")
        self.ranks[rank] = frozenset(map(str, applied))
        self.missing |= read_missing(start)
        return True

    @property
    def applied(self) -> frozenset[str]:
        return frozenset.intersection(*self.ranks.values()) if self.ranks else frozenset()

    def describe(self) -> tuple[str, ...]:
        """In words, as it is shown and stored with the run; nothing where no rank began."""
        told = describe(self.applied, self.memory, self.missing)
        return tuple(told.split(" · ")) if self.ranks else ()


def find_given_up(request: Request, gpus: int) -> dict[str, str]:
    """Layers that a run goes without on a machine with so many GPUs, and why.

    NCCL opens a socket with a name for each rank, and memory in /dev/shm. Ranks that have a GPU each also use
    each other's folders in /proc; those that share one talk through the network.
    """
    if not request.gpus or request.world == 1 or not (gpus or has_others()):
        return {}
    names = ("calls", "files") if request.world > gpus else ("calls", "files", "processes")
    return dict.fromkeys(names, "NCCL works across it")


def has_others(devices: Path = Path("/dev")) -> bool:
    """Whether there may be GPUs that cannot be counted: AMD's, or those of a Windows around this system."""
    return any((devices / name).exists() for name in ("kfd", "dxg"))


def count_gpus(devices: Path = Path("/dev")) -> int:
    """NVIDIA's GPUs that the learner lets CUDA see, without asking CUDA."""
    there = len(list(devices.glob("nvidia[0-9]*")))
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    return there if chosen is None else min(there, len([name for name in chosen.split(",") if name.strip()]))


def read_missing(said: object) -> dict[str, str]:
    missing = said.get("missing") if isinstance(said, Mapping) else None
    if not isinstance(missing, Mapping):
        raise TypeError("nothing said about what is missing")
    return {str(layer)[:100]: str(why)[:500] for layer, why in missing.items()}
