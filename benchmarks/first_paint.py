"""From the start of the program to its first paint, and to the decks' counts, against a bare Textual app."""

from __future__ import annotations

import sys
import tempfile
import time

from benchmarks.timing import ratio, seconds_until, spell
from tests.terminal import STUDYAPP, Terminal

ROUNDS = 9
BARE = [sys.executable, "-m", "benchmarks.bare"]


def start(argv: list[str], *marks: str, folder: str) -> list[float]:
    begin = time.monotonic()
    with Terminal(argv, env={"STUDYAPP_FOLDER": folder}) as terminal:
        return seconds_until(terminal, *marks, since=begin)


def main() -> None:
    bare, paint, counts, ready = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        start(STUDYAPP, "to review", folder=folder)  # makes the database, warms the disk
        for _ in range(ROUNDS):
            bare += start(BARE, "bare and painted", folder=folder)
            first, second, third = start(STUDYAPP, "reading the decks", "15 new", "to review", folder=folder)
            paint.append(first)
            counts.append(second)
            ready.append(third)
    print("start of the program")
    print(f"  bare Textual app, first paint   {spell(bare)}")
    print(f"  studyapp, first paint           {spell(paint)}   {ratio(paint, bare):.2f} × bare (bar: 1.5)")
    print(f"  studyapp, decks' counts         {spell(counts)}   {ratio(counts, bare):.2f} × bare (bar: 2.5)")
    print(f"  studyapp, ready to start        {spell(ready)}   {ratio(ready, bare):.2f} × bare")
