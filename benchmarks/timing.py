"""What the figures share: medians, percentiles, and waiting for a mark in a terminal's output."""

from __future__ import annotations

import os
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal import Terminal

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


def seconds_until(terminal: Terminal, *marks: str, since: float, limit: float = 60) -> list[float]:
    """Seconds from `since` until each mark was painted, in their order."""
    seen, found = b"", []
    for mark in marks:
        while mark.encode() not in seen:
            seen += ESCAPES.sub(b"", terminal.pump(0.5))
            if time.monotonic() - since > limit:
                raise TimeoutError(f"{mark!r} was not painted in {limit} s:\n{terminal.text}")
        found.append(time.monotonic() - since)
    return found


def spell(values: list[float]) -> str:
    """Median and range in milliseconds."""
    low, middle, high = (1000 * x for x in (min(values), statistics.median(values), max(values)))
    return f"{middle:8.1f} ms   ({low:.1f} – {high:.1f}, {len(values)} runs)"


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def ratio(values: list[float], peers: list[float]) -> float:
    """The median of the ratios pair by pair."""
    return statistics.median(value / peer for value, peer in zip(values, peers, strict=True))


@contextmanager
def own_temporary() -> Iterator[Path]:
    """Where all that starts meanwhile has its temporary files, gone afterwards."""
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    with tempfile.TemporaryDirectory() as name:
        os.environ["TMPDIR"] = tempfile.tempdir = name
        try:
            yield Path(name)
        finally:
            os.environ["TMPDIR"], tempfile.tempdir = before[0] or "", before[1]
            if before[0] is None:
                del os.environ["TMPDIR"]
