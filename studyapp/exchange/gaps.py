"""Anki's gaps, `{{c1::text::hint}}`, which may stand in each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from studyapp.exchange.draft import CLOSE, MOST_GAPS, gap_mark

TOKEN = re.compile(r"\{\{c(?P<numbers>\d{1,3}(?:,\d{1,3})*)::|(?P<close>\}\})", re.IGNORECASE)


@dataclass(slots=True)
class Gaps:
    """The gaps of a note's texts, as they are found."""

    numbers: set[int] = field(default_factory=set)
    hints: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Opened:
    """A gap that is being read; number 0 is the text around all of them."""

    number: int
    source: str = ""  # as it began
    pieces: list[str] = field(default_factory=list)


def mark(text: str, gaps: Gaps) -> str:
    """The text with marks around its gaps; braces that belong to none stay as they are."""
    stack, at = [Opened(0)], 0
    for token in TOKEN.finditer(text):
        stack[-1].pieces.append(text[at : token.start()])
        at = token.end()
        number = int(token["numbers"].partition(",")[0]) if token["numbers"] else 0
        if 0 < number < MOST_GAPS:
            stack.append(Opened(number, token[0]))
        elif token["close"] and len(stack) > 1:
            closed = stack.pop()
            stack[-1].pieces.append(finish(closed, gaps))
        else:
            stack[-1].pieces.append(token[0])
    stack[-1].pieces.append(text[at:])
    while len(stack) > 1:  # one that never ends is none
        unclosed = stack.pop()
        stack[-1].pieces += [unclosed.source, *unclosed.pieces]
    return "".join(stack[0].pieces)


def finish(gap: Opened, gaps: Gaps) -> str:
    text, _, hint = "".join(gap.pieces).partition("::")
    gaps.numbers.add(gap.number)
    if hint:
        gaps.hints.setdefault(gap.number, hint)
    return gap_mark(gap.number) + text + CLOSE
