"""How runs start: in a crew that waits in the warm server, or in plain new processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.errors import UsageError
from studyapp.proof.confinement import ALL
from studyapp.proof.run.channel import Channel, open_cold
from studyapp.proof.run.events import Request
from studyapp.proof.run.layers import count_gpus
from studyapp.proof.run.probe import probe
from studyapp.proof.run.runner import Run
from studyapp.proof.run.warm import PATIENCE, WarmServer

AHEAD = 4  # ranks, at most, of a crew that is made ahead of need


def choose_layers() -> frozenset[str]:
    """All, or those that STUDYAPP_LAYERS names; raise UsageError where it names something else.

    Only the environment decides: a study folder is where strangers' files are.
    """
    if (named := os.environ.get("STUDYAPP_LAYERS")) is None:
        return ALL
    layers = frozenset(named.replace(",", " ").split())
    if unknown := layers - ALL:
        todo = f"Name some of {', '.join(sorted(ALL))}; or unset it, for all."
        raise UsageError(f"STUDYAPP_LAYERS: there is no layer {min(unknown)!r}", todo=todo)
    return layers


def find_readable(*private: Path) -> tuple[str, ...]:
    """Where Python finds modules, in a checkout of torch for one; never a folder that holds a private one.

    The current folder is private: `python -m` puts it on the path.
    """
    closed = {Path.home().resolve(), Path.cwd(), *(folder.resolve() for folder in private)}
    found = [Path(entry).resolve() for entry in sys.path if entry and Path(entry).is_dir()]
    return tuple(str(path) for path in found if not any(folder.is_relative_to(path) for folder in closed))


@dataclass(slots=True)
class Engine:
    """layers: what confines a run, as far as the system can; fewer of them only to see what happens.

    readable: folders that runs may read beside Python's own and its installed packages.
    """

    layers: frozenset[str] = ALL
    readable: tuple[str, ...] = ()
    server: WarmServer | None = field(default=None, init=False)
    probed: dict[str, str] | None = field(default=None, init=False)

    def warm(self, worlds: Iterable[int], patience: float = PATIENCE) -> None:
        """Start the server in the background, with crews of these sizes; nothing where forking is unsafe.

        patience: seconds that a run waits for it to be ready.
        """
        sizes = sorted({world for world in worlds if world <= AHEAD})
        if sys.platform == "linux" and self.server is None and sizes:
            self.server = WarmServer(self.layers, self.readable, sizes, patience)
            self.server.start()

    def run(self, request: Request, *, cold: bool = False) -> Run:
        return Run(request, self.open, self.layers, self.readable, cold)

    def missing(self) -> dict[str, str]:
        """Which promised layers this system cannot apply, and why; tried out once, in another process."""
        if self.probed is None:
            self.probed = probe(self.layers) | dict.fromkeys(ALL - self.layers, "switched off")
        return self.probed

    async def open(self, request: Request, *, cold: bool) -> tuple[Channel, bool]:
        """The channel of a new run, and whether it is a warm one."""
        # What needs a GPU starts by itself: the ranks that wait have joined over gloo, or not at all. Where
        # there is none, they say so as well as new ones would.
        fits = not count_gpus() if request.gpus else request.joins == (request.world > 1)
        if self.server is not None and fits and not cold:
            channel = await self.server.open(request.world, gpus=request.gpus)
            if channel is not None:
                return channel, True
        return await open_cold(), False

    def close(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.server = None
