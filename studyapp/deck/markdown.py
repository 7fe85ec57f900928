"""The Markdown reader: CommonMark with tables, front matter, maths and our grammar.

Everything later is surgery on the source text, so tokens know their place in it: `inline` ones map
offsets of their content (`meta["pieces"]`), code blocks have the ends of their lines (`meta["lines"]`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, code, fence, heading, lheading, paragraph, table
from markdown_it.rules_inline import StateInline, backtick
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar
from mdit_py_plugins.front_matter import front_matter_plugin

from studyapp.deck import grammar

InlineRule = Callable[[StateInline, bool], bool]
BlockRule = Callable[[StateBlock, int, int, bool], bool]
INTERRUPTS = ["paragraph", "reference", "blockquote"]


@cache
def reader() -> MarkdownIt:
    """The parser, built once. Link definitions are off: they'd take text out of a card unseen."""
    md = MarkdownIt("commonmark").enable("table").disable("reference").use(front_matter_plugin)
    md.inline.ruler.before("escape", "math_inline", stamped(math_inline_dollar(False, False, True)))
    md.block.ruler.before("fence", "math_block", located(math_block_dollar(False), locate_code))
    md.inline.ruler.at("backticks", stamped(backtick))
    md.inline.ruler.before("escape", "escaped_gap", grammar.escaped_gap)
    md.inline.ruler.push("gap", grammar.gap)
    md.inline.ruler.push("slot", grammar.slot)
    md.core.ruler.disable(["inline", "text_join"])
    rules: list[tuple[str, BlockRule, list[str]]] = [
        ("paragraph", located(paragraph, locate_lines), []),
        ("lheading", located(lheading, locate_lines), []),
        ("heading", located(heading, locate_heading), INTERRUPTS),
        ("table", located(table, locate_cells), ["paragraph", "reference"]),
        ("fence", located(fence, locate_fence), [*INTERRUPTS, "list"]),
        ("code", located(code, locate_code), []),
    ]
    for name, rule, alt in rules:
        md.block.ruler.at(name, rule, {"alt": alt})
    md.block.ruler.before("lheading", "typed", grammar.typed, {"alt": [*INTERRUPTS, "list"]})
    return md


def inline_token(content: str, start: int) -> Token:
    """A line of Markdown that stands at one place of the source."""
    return Token("inline", "", 0, content=content, meta={"pieces": [(0, start)]})


def offset_of(inline: Token, at: int) -> int:
    """Where an offset of an inline token's content stands in the source text."""
    pieces = inline.meta["pieces"]
    content, source = pieces[max(0, bisect_right(pieces, at, key=lambda piece: piece[0]) - 1)]
    return int(source + at - content)


def inlines(content: str) -> list[Token]:
    """The tokens of a paragraph's content; most of a deck needs no such look, which is half of the work."""
    md = reader()
    return md.inline.parse(content, md, {}, [])


def is_card(token: Token) -> bool:
    """Whether a heading starts a card: `## ` at the top level."""
    return token.type == "heading_open" and token.level == 0 and token.markup == "##"


def plain(markdown: str) -> str:
    """The characters that a line of Markdown shows: no markup, code and maths as written."""
    shown = []
    for token in inlines(markdown):
        if token.type in ("softbreak", "hardbreak"):
            shown.append(" ")
        elif token.type != "gap":
            shown.append(token.content)
    return "".join(shown)


def stamped(rule: InlineRule) -> InlineRule:
    """An inline rule whose token knows from where to where it stands in the content."""

    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent and len(state.tokens) > count:
            state.tokens[-1].meta = {"at": start, "end": state.pos}
        return found

    return run


def located(rule: BlockRule, locate: Callable[[StateBlock, list[Token]], None]) -> BlockRule:
    """A block rule whose new tokens are told where they stand, while the state still knows."""

    def run(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        count = len(state.tokens)
        found = rule(state, line, end, silent)
        if found and not silent:
            locate(state, state.tokens[count:])
        return found

    return run


def locate_lines(state: StateBlock, tokens: list[Token]) -> None:
    """A paragraph: each line of the content begins at the first letter of its line in the source."""
    inline = tokens[1]
    first, stop = inline.map or [0, 0]
    raw = state.getLines(first, stop, state.blkIndent, False)
    at = -raw.find(inline.content)
    pieces = []
    for number, line in enumerate(raw.split("\n"), first):
        indent = len(line) - len(line.lstrip(" \t"))
        pieces.append((at + indent, state.bMarks[number] + state.tShift[number]))
        at += len(line) + 1
    inline.meta = {"pieces": pieces}


def locate_heading(state: StateBlock, tokens: list[Token]) -> None:
    inline = tokens[1]
    first = (inline.map or [0])[0]
    start = state.bMarks[first] + state.tShift[first] + len(tokens[0].markup)
    inline.meta = {"pieces": [(0, state.src.find(inline.content, start))]}


def locate_cells(state: StateBlock, tokens: list[Token]) -> None:
    """A table's cells, in order; in the source each `|` of a cell stands behind a backslash."""
    at = 0
    for inline in (token for token in tokens if token.type == "inline"):
        first = (inline.map or [0])[0]
        at = max(at, state.bMarks[first] + state.tShift[first])
        written = inline.content.replace("|", r"\|")
        start = state.src.find(written, at)
        pipes = [number for number, letter in enumerate(inline.content) if letter == "|"]
        pieces = [(pipe, start + pipe + count) for count, pipe in enumerate(pipes, 1)]
        inline.meta = {"pieces": [(0, start), *pieces]}
        at = start + len(written)


def locate_fence(state: StateBlock, tokens: list[Token]) -> None:
    fenced = tokens[0]
    first, stop = fenced.map or [0, 0]
    body = fenced.content.count("\n") + (fenced.content[-1:] not in ("", "\n"))
    fenced.meta = {"closed": body == stop - first - 2, "lines": lines(state, first + 1, first + 1 + body)}


def locate_code(state: StateBlock, tokens: list[Token]) -> None:
    first, stop = tokens[0].map or [0, 0]
    tokens[0].meta = {"lines": lines(state, first, stop)}


def lines(state: StateBlock, first: int, stop: int) -> list[tuple[int, int]]:
    """Where the text of each line in [first, stop) begins and ends in the source."""
    return [(state.bMarks[n] + state.tShift[n], state.eMarks[n]) for n in range(first, stop)]
