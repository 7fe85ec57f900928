"""`$…$` and `$$…$$` in Markdown → Unicode text that any terminal shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from studyapp.deck.markdown import inlines, offset_of, reader
from studyapp.deck.prose import escape


def to_unicode(markdown: str) -> str:
    """The Markdown with its formulas as text; code, and dollars that are no maths, stay as they are."""
    if "$" not in markdown:
        return markdown
    pieces = []
    at = 0
    for start, end, shown in formulas(reader().parse(markdown), markdown):
        pieces += [markdown[at:start], shown]
        at = end
    return "".join([*pieces, markdown[at:]])


def formulas(tokens: list[Token], markdown: str) -> Iterator[tuple[int, int, str]]:
    """Where each formula begins and ends, and the Markdown that shows it."""
    from studyapp.deck.formula import to_text  # few texts have maths

    for token in tokens:
        if token.type == "math_block":
            start, end = token.meta["lines"][0][0], token.meta["lines"][-1][1]
            before = markdown[markdown.rfind("\n", 0, start) + 1 : start]
            margin = re.sub(r"[^>]", " ", before)
            yield start, end, f"\\\n{margin}".join(shown(line) for line in to_text(token.content).split("\n"))
        for child in inlines(token.content) if token.type == "inline" and "$" in token.content else ():
            if child.type in ("math_inline", "math_inline_double"):
                start, end = (offset_of(token, child.meta[place]) for place in ("at", "end"))
                yield start, end, shown(to_text(child.content).replace("\n", "; "))


def shown(line: str) -> str:
    """One line of a formula as Markdown; at a line's start a sign must not make a list of it."""
    return re.sub(r"^[+-]", r"\\\g<0>", escape(line))
