"""A deck as a row of blocks: what stands before the first card, and each card's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from studyapp.deck.markdown import is_card


@dataclass(frozen=True, slots=True)
class Block:
    """One block at the top level, on lines [first, stop), and all of its tokens."""

    tokens: Sequence[Token]
    first: int
    stop: int

    @property
    def kind(self) -> str:
        return self.tokens[0].type

    @property
    def starts_card(self) -> bool:
        return is_card(self.tokens[0])

    @property
    def is_comment(self) -> bool:
        """An HTML comment, and nothing after it."""
        content = self.tokens[0].content.strip()
        return (
            self.kind == "html_block"
            and content.startswith("<!--")
            and content.find("-->") == len(content) - 3
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A card's heading and its blocks, on lines [first, stop)."""

    heading: Block
    blocks: Sequence[Block]
    first: int
    stop: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole deck."""

    preamble: Sequence[Block]  # the front matter, and what should not be there
    sections: Sequence[Section]


def outline(tokens: Sequence[Token], line_count: int) -> Outline:
    """Every `## ` heading at the top level starts a card."""
    every = list(blocks(tokens))
    starts = [place for place, block in enumerate(every) if block.starts_card]
    sections = []
    for start, stop in pairwise([*starts, len(every)]):
        end = every[stop].first if stop < len(every) else line_count
        sections.append(Section(every[start], every[start + 1 : stop], every[start].first, end))
    return Outline(every[: starts[0]] if starts else every, sections)


def blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    start = 0
    for place, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            first, stop = tokens[start].map or [0, 0]
            yield Block(tokens[start : place + 1], first, stop)
            start = place + 1
