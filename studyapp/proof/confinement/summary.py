"""One line for people about what confines a run, made from what was tried and found to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .layers import ALL

WORDS = {
    "files": ("files: confined", "files: NOT confined here"),
    "network": ("network: none", "network: NOT cut off here"),
    "calls": ("", "system calls: NOT filtered here"),
    "limits": ("", "limits: NOT set here"),
    "processes": ("kill: complete", "processes: NOT apart here"),
}


def describe(applied: Iterable[str], memory_bytes: int, reasons: Mapping[str, str] | None = None) -> str:
    """Such as `files: confined · network: none · memory 3 GB · kill: complete`; what is missing has a ⚠.

    reasons: why each missing layer is, where that is known.
    """
    there = set(applied)
    why = {name: f" ({reason})" for name, reason in (reasons or {}).items()}
    parts = [
        held if name in there else f"⚠ {lacking}{why.get(name, '')}"
        for name, (held, lacking) in WORDS.items()
    ]
    parts.insert(-1, f"memory {memory_bytes / 2**30:.3g} GB")
    return " · ".join(part for part in parts if part)


def whole(applied: Iterable[str]) -> bool:
    """Whether every promised layer is there."""
    return set(applied) >= ALL
