"""What a proof needs of a machine, as its options say it: `cuda`, `cuda:2`, `cuda:1:8.0`, `linux`."""

from __future__ import annotations


def split(needs: str) -> tuple[str, int, tuple[int, int]]:
    """The kind, how many, and of which compute capability at least."""
    kind, _, rest = needs.partition(":")
    count, _, capability = rest.partition(":")
    major, _, minor = (capability or "0.0").partition(".")
    return kind, int(count or 1), (int(major), int(minor))


def count_gpus(needs: str) -> int:
    """How many GPUs that takes."""
    kind, count, _ = split(needs)
    return count if kind == "cuda" else 0
