"""Markdown with gaps and placeholders: what is hidden, and what a draw fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HIDDEN = "[…]"


@dataclass(frozen=True, slots=True)
class Gap:
    """`==text==` or `==name:text==`, at [start, end) of the source."""

    start: int
    end: int
    name: str  # "" where unnamed
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """`{name}`, where a draw's value is filled in; an escaped one keeps its braces."""

    start: int
    end: int
    name: str
    escaped: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A piece of Markdown and the spans in it that change when it is shown.

    >>> Prose("a ==b== c", (Gap(2, 7, "", "b"),)).render(hide="")
    'a […] c'
    """

    source: str = ""
    spans: tuple[Gap | Slot, ...] = ()  # in order, not overlapping

    def __bool__(self) -> bool:
        return bool(self.source)

    def render(
        self, values: Mapping[str, object] | None = None, *, hide: str | None = None, mark: str | None = None
    ) -> str:
        """Markdown ready to show: slots filled, gaps named `hide` hidden, gaps named `mark` bold."""
        raise NotImplementedError
