"""What this system can confine, found out by confining a process that does nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial

from studyapp.proof.confinement import Room, confine
from studyapp.proof.process.crew import Crew, Ends, make_folder
from studyapp.proof.run.channel import bare

PATIENCE = 10.0  # seconds


def probe(layers: frozenset[str]) -> dict[str, str]:
    """Which of these layers cannot be applied here, and why."""
    command = [*bare("studyapp.proof.run.probe"), *sorted(layers)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        return {str(layer): str(why) for layer, why in json.loads(done.stdout).items()}
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return dict.fromkeys(layers, f"could not be tried out: {error}")


def confess(folder: str, layers: frozenset[str], room: Room, ends: Ends) -> None:
    confined = confine(folder, layers, (), network_confined="network" in room.applied)
    os.write(ends.lines, json.dumps(confined.missing).encode())
    os._exit(0)


def main() -> None:
    layers = frozenset(sys.argv[1:])
    crew = Crew(layers, make_folder())
    try:
        crew.fork(partial(confess, crew.folder, layers, crew.room))
        said = os.read(crew.members[0].lines, 65536)
    finally:
        crew.end()
    print(said.decode())
