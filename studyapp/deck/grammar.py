"""What our Markdown has beyond CommonMark: gaps, slots and the typed answer line, as markdown-it rules."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

PAIR = 2  # `==`
SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
SLOT_IN_CODE = re.compile(r"(\\?)" + SLOT.pattern)
ESCAPED_PAIR = "\\=="
PLUS_MINUS = re.compile(r"±|(?<!\S)\+/?-(?=\s|[\d.]|$)")


def gap(state: StateInline, silent: bool) -> bool:
    """A run of `=`: two of them that touch text may begin or end a gap, four in a row hold nothing."""
    start = end = state.pos
    while end < state.posMax and state.src[end] == "=":
        end += 1
    if end == start:
        return False
    before = start > 0 and not state.src[start - 1].isspace()
    after = end < state.posMax and not state.src[end].isspace()
    if silent:
        pass
    elif (end - start == PAIR and (before or after)) or end - start == PAIR * 2:
        token = state.push("gap", "", 0)
        token.content = state.src[start:end]
        token.meta = {"at": start, "opens": after, "closes": before}
    else:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def escaped_gap(state: StateInline, silent: bool) -> bool:
    r"""Both signs of `\==` are text: CommonMark's escape alone would leave one of them over."""
    if not state.src.startswith(ESCAPED_PAIR, state.pos, state.posMax):
        return False
    if not silent:
        state.pending += "=="
    state.pos += len(ESCAPED_PAIR)
    return True


def slot(state: StateInline, silent: bool) -> bool:
    """`{name}`; whether a draw has this name is only known where a card is read."""
    match = SLOT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("slot", "", 0)
        token.content = match[0]
        token.meta = {"at": match.start(), "end": match.end(), "name": match[1]}
    state.pos = match.end()
    return True


def typed(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """`= text ± within`, at the left edge of the file: in a list or a quote it's plain text."""
    start = state.bMarks[line] + state.tShift[line]
    text = state.src[start : state.eMarks[line]]
    if not is_typed(text) or not at_left_edge(state, line, start):
        return False
    if silent:
        return True
    state.line = line + 1
    answer, within = split_tolerance(text[1:].strip())
    token = state.push("typed_open", "", 1)
    token.map = [line, line + 1]
    token.meta = {"within": within}
    token = state.push("inline", "", 0)
    token.map = [line, line + 1]
    token.content = answer
    token.children = []
    token.meta = {"pieces": [(0, state.src.find(answer, start + 1))]}
    state.push("typed_close", "", -1)
    return True


def split_tolerance(text: str) -> tuple[str, str | None]:
    """The answer, and what stands after the last `±` (or ` +-`); None where there's none."""
    signs = list(PLUS_MINUS.finditer(text))
    if not signs:
        return text, None
    return text[: signs[-1].start()].rstrip(), text[signs[-1].end() :].lstrip()


def is_typed(text: str) -> bool:
    return text[:1] == "=" and text[1:2] in ("", " ", "\t")


def at_left_edge(state: StateBlock, line: int, start: int) -> bool:
    """Whether nothing, neither a quote's `>` nor a list's indentation, stands before the line."""
    begin = state.bMarks[line]
    if begin > 0 and state.src[begin - 1] != "\n":
        return False
    if state.level == 0 and state.blkIndent == 0:
        return state.sCount[line] < 4 and not state.src[begin:start].strip(" \t")
    return begin == start
