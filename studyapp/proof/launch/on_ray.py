"""Ranks of one proof on a Ray cluster, or on a Ray of its own where RAY_ADDRESS names none.

    python -m studyapp.proof.launch.on_ray --ranks 2 [--gpus] [--hosted] FILE [OPTION…]

Ray keeps its workers, and with them whatever an earlier task left behind; so each rank is a new process
below one. FILE and this package must be at the same place on every node.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import ray
from ray.exceptions import GetTimeoutError, RayError
from ray.util.placement_group import placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

from studyapp.proof.launch.launched import HOSTED
from studyapp.proof.launch.placement import Placement
from studyapp.proof.process.crew import PR_SET_PDEATHSIG, set_process_control

ROOM = 300.0  # seconds until the cluster has room for all ranks


def find_place() -> tuple[str, str, int]:
    """The node, its address, and a port that is free there."""
    with socket.socket() as one:
        one.bind(("", 0))
        return ray.get_runtime_context().get_node_id(), ray.util.get_node_ip_address(), one.getsockname()[1]


def run_rank(command: list[str], placement: Placement) -> Iterator[str | int]:
    """Each line that the rank writes, and its exit status."""
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **placement.as_environment()},
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
        # Ray kills this worker when the run is cancelled, and the rank must go with it.
        preexec_fn=lambda: set_process_control(PR_SET_PDEATHSIG, signal.SIGKILL),
    )
    assert process.stdout is not None
    for line in process.stdout:  # noqa: UP028  (Ray sends into its generators, which a file does not take)
        yield line
    yield process.wait()


def connect(ranks: int) -> None:
    """To the cluster that RAY_ADDRESS names, else to one on this machine that ends with this process."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if os.environ.get("RAY_ADDRESS"):
        ray.init(logging_level="warning")
    else:
        cores = max(ranks, os.cpu_count() or 1)
        ray.init(address="local", num_cpus=cores, include_dashboard=False, logging_level="warning")


def reserve(ranks: int, *, gpus: bool) -> list[PlacementGroupSchedulingStrategy]:
    """Room for each rank, near each other; raise GetTimeoutError where there is none for too long."""
    group = placement_group([{"CPU": 1, **({"GPU": 1} if gpus else {})}] * ranks, strategy="PACK")
    ray.get(group.ready(), timeout=ROOM)
    return [
        PlacementGroupSchedulingStrategy(group, placement_group_bundle_index=rank) for rank in range(ranks)
    ]


def start(command: list[str], ranks: int, *, gpus: bool) -> dict[Any, int]:
    """Each rank's stream of lines."""
    rooms = reserve(ranks, gpus=gpus)
    find, run = ray.remote(max_retries=0)(find_place), ray.remote(max_retries=0)(run_rank)
    own = {"num_cpus": 1, "num_gpus": 1 if gpus else 0}
    places = ray.get([find.options(**own, scheduling_strategy=room).remote() for room in rooms])
    _, address, port = places[0]
    streams, before = {}, Counter[str]()
    for rank, (room, (node, _, _)) in enumerate(zip(rooms, places, strict=True)):
        placement = Placement(rank, ranks, before[node], address, port)
        before[node] += 1
        stream = run.options(**own, scheduling_strategy=room, num_returns="streaming").remote(
            command, placement
        )
        streams[stream] = rank
    return streams


def follow(streams: dict[Any, int]) -> int:
    """Print what the ranks write, as it comes; return the highest exit status."""
    statuses = [0]
    while streams:
        (stream, *_), _ = ray.wait(list(streams), num_returns=1)
        try:
            said = ray.get(next(stream))
        except StopIteration:
            del streams[stream]
            continue
        except RayError as error:
            print(f"rank {streams.pop(stream)} was lost: {error}", file=sys.stderr)
            statuses.append(1)
            continue
        if isinstance(said, int):
            statuses.append(said if said >= 0 else 128 - said)
        else:
            print(said, end="", flush=True)
    return max(statuses)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run a proof's ranks on Ray.")
    parser.add_argument("--ranks", type=int, required=True)
    parser.add_argument("--gpus", action="store_true", help="give each rank a GPU")
    parser.add_argument("--hosted", action="store_true", help="run the file's text, once it was compared")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="FILE [OPTION…]")
    options = parser.parse_args()
    host = ["-P", *HOSTED] if options.hosted else []
    connect(options.ranks)
    try:
        return follow(start([*host, *options.command], options.ranks, gpus=options.gpus))
    except GetTimeoutError:
        what = "GPUs" if options.gpus else "CPUs"
        print(f"Ray had no room for {options.ranks} ranks in {ROOM:g} s: {what} are taken", file=sys.stderr)
        return 1
    finally:
        ray.shutdown()


if __name__ == "__main__":
    sys.exit(main())
