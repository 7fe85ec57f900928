"""The warm server: keeps torch imported, and crews of ranks forked, confined and joined ahead of need.

    python -P -m studyapp.proof.process.server CONTROL '{"layers": […], "readable": […], "sizes": […]}'

CONTROL is a descriptor of a socket to the app. When it is ready, the server says {"gpus"}: whether a new
process might see any. Each message {"world"} brings the two descriptors of a run's pipes, and is handed to a
crew of that size, made at once where none waits. When the socket closes, the server ends, and with it every
crew: each holds the end of a socket of its own.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from studyapp.proof.confinement import Confined, confine, prepare
from studyapp.proof.process import warming, worker
from studyapp.proof.process.clearing import clear
from studyapp.proof.process.crew import Crew, Ends, make_folder, set_group_behind, yield_to_screen
from studyapp.proof.process.supervisor import Supervisor, read_request

MOST_LOST = 3  # crews of a size: then they are made only when they are asked for
PAUSE = 0.2  # seconds between two crews that are made ahead, so that the screen is not held up
MESSAGE = 4096  # bytes, at most, of a message to the server or a crew


@dataclass(frozen=True, slots=True)
class Waiting:
    """A crew that has been made ahead of need."""

    world: int
    pid: int
    folder: str
    line: socket.socket  # takes a run's two descriptors; its end ends the crew


class Server:
    def __init__(self, control: socket.socket, settings: dict[str, list[Any]]) -> None:
        self.control, self.sizes = control, settings["sizes"]
        self.layers, self.readable = frozenset(settings["layers"]), settings["readable"]
        self.waiting: list[Waiting] = []
        self.busy: dict[int, Waiting] = {}  # by pid
        self.lost: Counter[int] = Counter()  # crews that ended while they waited, by their size
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        """Answer until the app is gone, and every crew with it."""
        self.control.send(json.dumps({"gpus": warming.may_see_gpus()}).encode())
        while True:
            # Crews are made while nothing runs: they would take the cores from what is being waited for.
            idle = not self.busy and self.restock()
            for key, _ in self.selector.select(PAUSE if idle else None):
                if key.fileobj is not self.control:
                    self.part_with(key.data)
                elif not self.take_request():
                    self.close()
                    return

    def restock(self) -> bool:
        """Make one of the crews that are missing; whether there was one."""
        there = [crew.world for crew in self.waiting]
        for world in self.sizes:
            if world in there:
                there.remove(world)
            elif self.lost[world] < MOST_LOST:
                self.waiting.append(self.make(world))
                return True
        return False

    def make(self, world: int) -> Waiting:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        folder = make_folder()
        pid = os.fork()
        if pid == 0:
            live(theirs, folder, world, self.layers, self.readable)
        theirs.close()
        crew = Waiting(world, pid, folder, ours)
        self.selector.register(ours, selectors.EVENT_READ, crew)
        return crew

    def take_request(self) -> bool:
        """Hand a run's descriptors to a crew; False where the app has gone."""
        try:
            text, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE, 2)
        except ConnectionResetError:
            return False
        if not text:
            return False
        world = json.loads(text)["world"]
        crew = next((crew for crew in self.waiting if crew.world == world), None)
        if crew is None:
            crew = self.make(world)
        else:
            self.waiting.remove(crew)
        self.busy[crew.pid] = crew
        with suppress(BrokenPipeError, ConnectionResetError):  # it has died: the app sees its pipes close
            socket.send_fds(crew.line, [b"run"], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        return True

    def close(self) -> None:
        """End every crew, those that run something first: ending all at once would delay them."""
        for crews in ([*self.busy.values()], self.waiting):
            for crew in crews:
                crew.line.close()
            for crew in crews:
                os.waitpid(crew.pid, 0)

    def part_with(self, crew: Waiting) -> None:
        """A crew has ended, after its run or before."""
        self.selector.unregister(crew.line)
        crew.line.close()
        os.waitpid(crew.pid, 0)
        self.busy.pop(crew.pid, None)
        if crew in self.waiting:  # it ended before it was asked for anything
            self.waiting.remove(crew)
            self.lost[crew.world] += 1
        clear(crew.folder)  # where its supervisor was killed


def live(
    line: socket.socket, folder: str, world: int, layers: frozenset[str], readable: list[str]
) -> NoReturn:
    """Be the supervisor of a crew: make it, wait for a run, see it through. Never returns."""
    status = 70
    try:
        os.setsid()
        close_all_but(line.fileno())
        crew = Crew(layers, folder)
        for rank in range(world):
            crew.fork(partial(wait, crew, partial(confine, folder, layers, readable), rank, world))
        supervise(crew, line)
        status = 0
    finally:
        os._exit(status)


def supervise(crew: Crew, line: socket.socket) -> None:
    text, descriptors, _, _ = socket.recv_fds(line, MESSAGE, 2)
    if not text:
        crew.end()
        return
    life, told = descriptors
    request = read_request(life)
    if request is None:
        crew.end()
    else:
        Supervisor(crew, request, life, told, server=line.fileno()).run()


def wait(crew: Crew, restrict: Callable[..., Confined], rank: int, world: int, ends: Ends) -> NoReturn:
    """Be one rank: confined and warm, waiting for its orders."""
    close_all_but(ends.orders, ends.lines, ends.output)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, place in ((nothing, 0), (ends.output, 1), (ends.output, 2)):
        os.dup2(descriptor, place)
    os.chdir(crew.folder)
    # What comes here sees no GPU; asking for one would start threads, or complain of what is closed.
    os.environ.update(crew.places, CUDA_VISIBLE_DEVICES="")
    tempfile.tempdir = None  # torch has asked for it already
    cut_off = "network" in crew.room.applied
    confined = restrict(network_confined=cut_off, loopback=world > 1)
    warming.warm_up(rank, world, Path(crew.folder) / "meeting")
    worker.serve(worker.read_orders(ends.orders), ends.lines, confined)


def close_all_but(*kept: int) -> None:
    """Close every descriptor but the three standard ones and these."""
    for file in list(Path("/proc/self/fd").iterdir()):
        if (descriptor := int(file.name)) > 2 and descriptor not in kept:
            with suppress(OSError):  # the one that listed them
                os.close(descriptor)


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    settings = json.loads(sys.argv[2])
    del sys.argv[1:]
    yield_to_screen()
    set_group_behind("self")
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = tempfile.gettempdir()  # or torch makes a folder when imported
    gc.disable()  # all that is imported stays: to look through it again and again takes half a second
    warming.preload()
    prepare()
    gc.collect()
    gc.freeze()  # a collection would copy every page of what the forks share
    gc.enable()
    warming.merge_pages()
    Server(control, settings).serve()
    os._exit(0)  # torch has nothing to put in order, and would take its time


if __name__ == "__main__":
    main()
