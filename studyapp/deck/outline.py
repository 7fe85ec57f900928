"""A deck as a row of blocks: what stands before the first card, and each card's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.token import Token

from studyapp.deck.markdown import is_card, reader
from studyapp.deck.source import Source

CARD = re.compile(r"^## .*\{#", re.MULTILINE)
NOT_NEWLINE = re.compile(r"[^\n]")
RUN_ON = ("fence", "html_block", "front_matter")
RESTARTS = 20  # blocks without an end in one deck; behind the last of them no card is found


@dataclass(frozen=True, slots=True)
class Block:
    """One block at the top level, on lines [first, stop), and all of its tokens."""

    tokens: Sequence[Token]
    first: int
    stop: int
    runs_on: bool = False  # nothing ends it before the next card

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


def outline(source: Source) -> Outline:
    """Every `## ` heading at the top level starts a card."""
    every = list(blocks(source))
    starts = [place for place, block in enumerate(every) if block.starts_card]
    sections = []
    for start, stop in pairwise([*starts, len(every)]):
        end = every[stop].first if stop < len(every) else len(source.starts)
        sections.append(Section(every[start], every[start + 1 : stop], every[start].first, end))
    return Outline(every[: starts[0]] if starts else every, sections)


def blocks(source: Source) -> Iterator[Block]:
    """The blocks at the top level; one that was never closed ends where the next card begins."""
    start = 0
    for _ in range(RESTARTS):
        text = NOT_NEWLINE.sub(" ", source.text[: source.starts[start]]) + source.text[source.starts[start] :]
        for block in top_level(reader().parse(text)):
            next_card = swallowed(block, source)
            if next_card:
                block.tokens[0].meta["closed"] = False
                yield replace(block, stop=next_card, runs_on=True)
                start = next_card
                break
            yield block
        else:
            return


def top_level(tokens: Sequence[Token]) -> Iterator[Block]:
    start = 0
    for place, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            first, stop = tokens[start].map or [0, 0]
            yield Block(tokens[start : place + 1], first, stop)
            start = place + 1


def swallowed(block: Block, source: Source) -> int | None:
    """The line of the first card inside a code block, HTML or front matter that lacks its end."""
    token = block.tokens[0]
    if "{#" not in token.content or block.is_comment or block.kind not in RUN_ON:
        return None
    end = source.starts[block.stop] if block.stop < len(source.starts) else len(source.text)
    card = CARD.search(source.text, source.starts[block.first + 1], end)
    if card is None or (block.kind == "fence" and token.meta["closed"]):
        # Where another code block begins behind the card, the end found is that one's.
        another = re.compile(rf"^{token.markup}[`~]*[^\s`~]", re.MULTILINE)
        if card is None or not another.search(source.text, card.end(), end):
            return None
    return source.line_at(card.start())
