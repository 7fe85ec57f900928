"""What is asked of a run, and what is heard of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studyapp.proof.draws import Value
from studyapp.proof.evidence import Item
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Ruling

MEMORY = 4 * 2**30  # bytes, the whole tree
CUDA_MEMORY = 2 * 2**30  # bytes of the machine's own that its libraries and a context take, each rank
CUDA_SECONDS = 60.0  # that it may take to start


@dataclass(frozen=True, slots=True)
class Request:
    """What to run: a proof, its drawn arguments, perhaps broken, on how many ranks."""

    entry: Entry
    seed: int
    arguments: Mapping[str, Value]
    world: int = 1
    variant: str = ""
    seconds: float | None = None  # instead of the proof's own limit
    memory: int = MEMORY
    device: str = ""  # "cpu" or "cuda"; "": what the proof says that it needs
    parts: Mapping[str, str] = field(default_factory=dict)  # the learner's own text for a part
    required: frozenset[str] = frozenset()  # layers without which nothing of it is loaded

    @property
    def gpus(self) -> bool:
        return self.device == "cuda" or (self.entry.needs.startswith("cuda") and self.device != "cpu")

    @property
    def at_home(self) -> bool:
        """Whether it runs on what the proof is about: a GPU where it needs one, else none."""
        return self.gpus == self.entry.needs.startswith("cuda")

    @property
    def joins(self) -> bool:
        """Whether its ranks form a process group, be it of one."""
        return max(self.entry.ranks) > 1

    @property
    def own_seconds(self) -> float:
        """What the proof has, beside what CUDA takes to start."""
        return self.entry.seconds if self.seconds is None else self.seconds

    @property
    def time_limit(self) -> float:
        """Seconds."""
        return self.own_seconds + (CUDA_SECONDS if self.gpus else 0)

    @property
    def memory_limit(self) -> int:
        """Bytes, of all its processes together."""
        return self.memory + (CUDA_MEMORY * self.world if self.gpus else 0)


@dataclass(frozen=True, slots=True)
class Started:
    """The first rank has torch and begins."""

    torch: str
    python: str
    device: str
    warm: bool = False  # in a process that was made ahead of need
    protections: tuple[str, ...] = ()  # what was really applied, in words


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence, merged over the ranks."""

    item: Item


@dataclass(frozen=True, slots=True)
class Printed:
    """Something the proof wrote to its output; never evidence."""

    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over and every process of it is gone."""

    ruling: Ruling
    seconds: float
    first_evidence: float | None  # seconds from the start


Event = Started | Shown | Printed | Finished
