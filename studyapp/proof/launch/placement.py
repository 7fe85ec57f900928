"""Where this process stands among the ranks of its launcher: torchrun's variables, or else Slurm's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from studyapp.errors import UsageError

PORTS = range(15000, 32000)  # above what services use, below what systems hand out by themselves


@dataclass(frozen=True, slots=True)
class Placement:
    """One rank, and where all of them meet; without an address it is alone."""

    rank: int = 0
    world: int = 1
    local_rank: int = 0  # among the ranks on this machine
    address: str = ""
    port: int = 0

    @property
    def alone(self) -> bool:
        return not self.address

    def as_environment(self) -> dict[str, str]:
        """What torchrun would set, which torch and proofs read."""
        return {
            "RANK": str(self.rank),
            "WORLD_SIZE": str(self.world),
            "LOCAL_RANK": str(self.local_rank),
            "MASTER_ADDR": self.address,
            "MASTER_PORT": str(self.port),
        }


def read_placement(environment: Mapping[str, str]) -> Placement:
    """Raise UsageError where a launcher has set only a part of what is needed, or no numbers."""
    given = {**read_slurm(environment), **environment}
    if "RANK" not in given:
        return Placement()
    needed = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
    if lacking := [name for name in needed if not given.get(name)]:
        todo = "Start it with torchrun, or set them on every rank."
        raise UsageError(f"RANK is set, but not {', '.join(lacking)}", todo=todo)
    rank, world = read_count(given, "RANK"), read_count(given, "WORLD_SIZE")
    if rank >= world:
        raise UsageError(f"rank {rank} of {world}", todo="RANK counts from 0, so it is below WORLD_SIZE.")
    local = read_count(given, "LOCAL_RANK") if given.get("LOCAL_RANK") else 0
    return Placement(rank, world, local, given["MASTER_ADDR"], read_count(given, "MASTER_PORT"))


def read_count(given: Mapping[str, str], name: str) -> int:
    if not given[name].isdecimal():
        raise UsageError(f"{name}={given[name]}", todo=f"{name} is a whole number.")
    return int(given[name])


def read_slurm(environment: Mapping[str, str]) -> dict[str, str]:
    """What torchrun would set, from what srun sets for one of several tasks; empty elsewhere.

    Task 0 is on the first node of the step's list. SLURM_LAUNCH_NODE_IPADDR is where srun itself was
    called, which may be a login node: only where there is no list.
    """
    tasks = environment.get("SLURM_STEP_NUM_TASKS") or environment.get("SLURM_NTASKS", "1")
    step = environment.get("SLURM_STEP_ID", "")
    if not step or "SLURM_PROCID" not in environment or tasks == "1":
        return {}  # a batch script has the number of its job's tasks, and is none of them
    lists = [environment.get(f"SLURM_{kind}") for kind in ("STEP_NODELIST", "JOB_NODELIST", "NODELIST")]
    named = next((nodes for nodes in lists if nodes), "")
    port = choose_port(environment.get("SLURM_JOB_ID", ""), step)
    return {
        "RANK": environment["SLURM_PROCID"],
        "WORLD_SIZE": tasks,
        "LOCAL_RANK": environment.get("SLURM_LOCALID", "0"),
        "MASTER_ADDR": first_host(named) or environment.get("SLURM_LAUNCH_NODE_IPADDR", ""),
        "MASTER_PORT": str(port),
    }


def first_host(nodes: str) -> str:
    """The first name of a Slurm node list: gpu[07-12,20],big1 begins with gpu07."""
    first = re.match(r"(?:[^,\[]|\[[^\]]*\])*", nodes)
    assert first is not None
    return re.sub(r"\[([^\],-]*)[^\]]*\]", r"\1", first[0])


def choose_port(job: str, step: str) -> int:
    """The same on every rank of a step; steps of a job that run side by side have ports of their own."""
    number = int(job if job.isdecimal() else 0) + 1009 * int(step if step.isdecimal() else 0)
    return PORTS[number % len(PORTS)]
