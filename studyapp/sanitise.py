"""Characters that act on a terminal, or hide, made visible before anything is drawn."""

from __future__ import annotations

import re
import unicodedata

PICTURES = 0x2400  # ␀, and in order every control character's own sign
DELETE = 0x7F
HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, delete, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers without width
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidirectional controls
    "\u3164\ufeff\uffa0\ufff0-\ufffb"  # fillers, byte order mark, interlinear marks
    "\ud800-\udfff\U000e0000-\U000e0fff"  # lone surrogates, tags
    "]"
    # Emoji and several scripts need the joiners between their letters; plain ASCII never does.
    "|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f]|$)"
)


def visible(text: str) -> str:
    """The text with each hidden or acting character as a sign: ␛, or ‹U+202E›; newline and tab stay."""
    return HIDDEN.sub(lambda match: sign(match[0]), text)


def visible_line(text: str) -> str:
    """The same as one line, for a name: a newline and a tab are signs too."""
    return visible(text).replace("\n", sign("\n")).replace("\t", sign("\t"))


def sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(PICTURES + code)
    return "␡" if code == DELETE else f"‹U+{code:04X}›"


def width(text: str) -> int:
    """Cells that a terminal gives it: two for a wide character, none for a combining one."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
