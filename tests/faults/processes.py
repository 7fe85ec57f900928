"""Start other processes and look at what they left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from studyapp.store import health, journal, memory
from studyapp.store.engine import Store

ROOT = Path(__file__).parents[2]


@contextmanager
def child(what: Callable[[Path, int], None], path: Path, number: int = 0) -> Iterator[subprocess.Popen[str]]:
    """Run a function of children.py beside this process; it does not outlive the block."""
    command = [sys.executable, "-m", "tests.faults.children", what.__name__, str(path), str(number)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


def finish(what: Callable[[Path, int], None], path: Path, number: int = 0) -> list[list[str]]:
    """Run a function of children.py to its end and return the words of each line that it said."""
    with child(what, path, number) as process:
        said, _ = process.communicate()
    assert process.returncode == 0
    return [line.split() for line in said.splitlines()]


def at_once(processes: Sequence[subprocess.Popen[str]]) -> list[list[str]]:
    """Let the processes go when all are ready, and return the words of each line they said."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [line.split() for lines in said for line in lines.splitlines()]


def assert_sound(store: Store) -> None:
    """Check that the file holds together and each memory is what its journal tells."""
    with store.read() as connection:
        assert health.problems(connection) == []
        rows = memory.all_rows(connection)
        cards = {event.card for event in journal.events(connection) if event.card}
        assert rows == {card: row for card in cards if (row := memory.replay(connection, card))}


def event_ids(store: Store) -> list[str]:
    return [event.id for event in journal.events(store.connection)]
