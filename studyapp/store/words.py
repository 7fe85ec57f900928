"""Words as the full-text index of SQLite sees them."""

from __future__ import annotations

import unicodedata


def phrase(words: str, goes_on: bool) -> str:
    """Words in a row, in the index's own language; the last of them may go on."""
    quoted = words.replace("\0", " ").replace('"', '""')
    return f'"{quoted}"' + (" *" if goes_on else "")


def is_letter(character: str) -> bool:
    """Whether the index takes it for a part of a word."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


def folded(text: str) -> str:
    """As the index keeps its words: in small letters, without accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()
