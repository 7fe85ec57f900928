"""Plain text → Markdown that shows exactly it, with a backslash only where one is needed."""

from __future__ import annotations

import re
from itertools import pairwise

PUNCTUATION = r"!-/:-@\[-`{-~"
SPECIAL = re.compile(
    rf"\\(?=[{PUNCTUATION}]|$)"  # a backslash that would escape something
    r"|[`$]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it emphasises nothing
    r"|(?<!\s)\*|\*(?!\s)"
    r"|^\[|\](?=\(|$)"
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w+;)"
    r"|(?<==)=|=(?==)|^=|=$"
)
# What makes a block of a line, were it to stand at its beginning.
BLOCK = re.compile(r"(?P<before>\s*\d{0,9})(?P<sign>[.)](?=\s|$)|[#>]|[-+*](?=\s|$)|~{3}|[-:|](?=[\s:|-]*$))")


def escape(text: str, *, starts_line: bool = True) -> str:
    """One line of text, or a part of one, as Markdown."""
    shown = SPECIAL.sub(r"\\\g<0>", text)
    block = BLOCK.match(shown) if starts_line else None
    if block is None or (block["sign"] in ".)") != block["before"].strip().isdigit():
        return shown
    return f"{block['before']}\\{shown[block.end('before') :]}"


def escape_lines(text: str) -> str:
    """Several lines, each on its own; blank ones part paragraphs."""
    lines = [escape(" ".join(line.split())) for line in text.strip().splitlines()]
    shown = [f"{one}\\" if one and other else one for one, other in pairwise([*lines, ""])]
    return "\n".join(shown)
