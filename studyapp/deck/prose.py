"""Markdown with gaps and placeholders: what is hidden, and what a draw fills in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

HIDDEN = "[…]"
ESCAPED = re.compile(
    r"(?P<code>(?P<ticks>`+).*?(?<!`)(?P=ticks)(?!`))|\\(?P<sign>[!-/:-@\[-`{-~])", re.DOTALL
)
MARKUP = re.compile(r"[\\`*_\[\]<>{}$=~|&#!]")


@dataclass(frozen=True, slots=True)
class Slot:
    """`{name}`, where a draw's value is filled in; an escaped one keeps its braces."""

    start: int
    end: int
    name: str
    escaped: bool = False  # in code only: `\\{name}`, shown without its backslash
    code: bool = False  # in a code span or block, where Markdown needs no escapes


@dataclass(frozen=True, slots=True)
class Gap:
    """`==text==` or `==name:text==`, at [start, end) of the source."""

    start: int
    end: int
    name: str  # "" where unnamed
    text: str
    slots: tuple[Slot, ...] = ()  # at offsets of the text

    def filled(self, values: Mapping[str, object] | None = None) -> str:
        """What is under the gap, its slots filled."""
        return Prose(self.text, self.slots).render(values)


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
        pieces = []
        at = 0
        for span in self.spans:
            pieces.append(self.source[at : span.start])
            at = span.end
            if isinstance(span, Slot):
                pieces.append(fill(span, self.source, values or {}))
            elif span.name == hide:
                pieces.append(self._hidden(at))
            else:
                shown = span.filled(values)
                pieces.append(f"**{shown}**" if span.name == mark else shown)
        return "".join([*pieces, self.source[at:]])

    def gaps(self, name: str | None = None) -> tuple[Gap, ...]:
        """All of its gaps, or those that are hidden together under a name."""
        gaps = (span for span in self.spans if isinstance(span, Gap))
        return tuple(gap for gap in gaps if name is None or gap.name == name)

    def _hidden(self, end: int) -> str:
        """The mark of a hidden gap; escaped where what follows would make a link of it."""
        return r"\[…\]" if self.source[end : end + 1] in ("(", "[", ":") else HIDDEN


def fill(slot: Slot, source: str, values: Mapping[str, object]) -> str:
    """The value of a slot as Markdown that shows exactly it; the slot itself where it has no value."""
    if slot.escaped:
        return "{" + slot.name + "}"
    if slot.name not in values:
        return source[slot.start : slot.end]
    text = str(values[slot.name])
    return text if slot.code else escape(" ".join(text.split()))


def escape(text: str) -> str:
    """Text as Markdown that shows exactly it."""
    return MARKUP.sub(r"\\\g<0>", text)


def unescape(markdown: str) -> str:
    """Markdown as it is read out: code as it stands, elsewhere no backslash before a sign."""
    return ESCAPED.sub(lambda match: match["code"] or match["sign"], markdown)
