"""From a key press to its paint: while nothing runs, and while two ranks keep both cores busy."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.timing import percentile, seconds_until, spell
from tests.terminal import STUDYAPP, Terminal

LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"  # nothing else on the screen has them
ROUNDS = 5
CLEAR = "\x15"  # ctrl+u

DECK = """---
title: Keys
---

## Still {#still}
Type something, while nothing runs.
= 1

## Busy {#busy proof=load.busy}
Type something, while two ranks compute.
= 1
"""

PROOF = '''"""Two ranks compute for a minute and show something all the time."""

import time

import torch
from studyapp.proof import check, note, proof


@proof(ranks=2, seconds=120)
def busy(rank, size=300):
    end = time.monotonic() + 60
    matrix = torch.randn(size, size)
    while time.monotonic() < end:
        for _ in range(5):
            matrix = torch.tanh(matrix @ matrix)
        if rank == 0:
            print("still here")
    yield note("done")
    yield check("done", True)
'''


def type_letters(terminal: Terminal) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        for letter in LETTERS:
            begin = time.monotonic()
            terminal.send(letter)
            times += seconds_until(terminal, letter, since=begin)
            time.sleep(0.02)
        terminal.send(CLEAR)
        while terminal.pump(0.2):
            pass
    return times


def measure(folder: str, environment: dict[str, str]) -> tuple[list[float], list[float]]:
    with Terminal([*STUDYAPP, "review", "keys"], env=environment) as terminal:
        terminal.wait_for("while nothing runs")
        time.sleep(8)  # the server is ready by then, and its crews wait
        still = type_letters(terminal)
        terminal.send("\r")
        terminal.wait_for("Again")
        terminal.send("3")
        terminal.wait_for("while two ranks compute")
        time.sleep(2)
        return still, type_letters(terminal)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("cards/keys.md", DECK), ("proofs/load/busy.py", PROOF), ("studyapp.toml", "")):
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        environment = {"STUDYAPP_FOLDER": folder, "XDG_CONFIG_HOME": f"{folder}/config"}
        command = [*STUDYAPP, "--folder", folder, "trust", "load.busy", "--yes"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
        still, busy = measure(folder, environment)
    slower = statistics.median(busy) / statistics.median(still)
    print("key press to its paint")
    print(f"  while nothing runs              {spell(still)}   p99 {1000 * percentile(still, 0.99):.1f} ms")
    print(f"  while two ranks compute         {spell(busy)}   {slower:.2f} × idle (bar: 3)")
    print(f"  while two ranks compute, p99    {1000 * percentile(busy, 0.99):8.1f} ms   (bar: 100)")
