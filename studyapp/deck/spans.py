"""Gaps and slots of a piece of a deck, at their offsets in its text, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from studyapp.deck.grammar import PAIR, SLOT_IN_CODE
from studyapp.deck.markdown import offset_of
from studyapp.deck.prose import Gap, Slot

NAMED = re.compile(r"([a-z0-9][a-z0-9-]*):(?=\S)")
NAME_ALONE = re.compile(r"[a-z0-9][a-z0-9-]*:")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at an offset of the text."""

    at: int
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Spans:
    """What was found in some blocks, in order."""

    found: tuple[Gap | Slot, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A `==` that may begin or end a gap."""

    at: int
    length: int
    opens: bool
    closes: bool
    within: int  # the innermost emphasis or link around it, by its position among the tokens


def find_spans(tokens: Sequence[Token], text: str, draws: Collection[str]) -> Spans:
    """Every gap, and every slot that names one of the draws."""
    found: list[Gap | Slot] = []
    faults: list[Fault] = []
    for token in tokens:
        if token.type == "inline" and token.children:
            slots = list(inline_slots(token, text, draws))
            gaps, wrong = pair(list(marks(token)), text)
            found += nested(gaps, slots)
            faults += wrong
        elif token.type in ("fence", "code_block"):
            for start, end in token.meta["lines"]:
                found += slots_in_code(text, start, end, draws)
            if not token.meta.get("closed", True):
                first = text.rfind("\n", 0, max(0, token.meta["lines"][0][0] - 1)) + 1 if token.meta["lines"] else 0
                faults.append(Fault(first, "open-fence", "x"))
    return Spans(tuple(found), tuple(faults))
