"""Gaps and slots of some blocks, at their offsets in the deck's text, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from studyapp.deck.faults import Fault
from studyapp.deck.grammar import PAIR, SLOT_IN_CODE
from studyapp.deck.markdown import inlines, offset_of
from studyapp.deck.prose import Gap, Slot
from studyapp.deck.source import Source

NAME = re.compile(r"([a-z0-9][a-z0-9-]*):(?![\s:/])")  # neither std::move nor https://…

GLUED = re.compile(r"^[ \t]*##(?=[^#\s])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spans:
    """What some blocks hold, in order."""

    found: tuple[Gap | Slot, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(span for span in self.found if isinstance(span, Gap))


@dataclass(frozen=True, slots=True)
class Mark:
    """`==`, or `====`, at [start, end) of the text; it may begin or end a gap where it touches text."""

    start: int
    end: int
    opens: bool
    closes: bool
    within: int  # the innermost emphasis or link around it, by its place among the tokens


def find_spans(tokens: Sequence[Token], source: Source, draws: Collection[str]) -> Spans:
    """Every gap, every slot that names one of the draws, and every fault of theirs."""
    found: list[Gap | Slot] = []
    faults: list[Fault] = []
    for token in tokens:
        if token.type == "inline":
            if "==" in token.content or (draws and "{" in token.content):
                token.children = inlines(token.content)
                gaps, wrong = pair(marks(token), source)
                found += nest(gaps, list(inline_slots(token, source, draws)))
                faults += wrong
            faults += glued(token, source)
        elif token.type in ("fence", "code_block"):
            for start, end in token.meta["lines"]:
                found += code_slots(source, start, end, draws)
            if not token.meta.get("closed", True):
                faults.append(Fault((token.map or [0])[0], "open-fence", token.markup))
    return Spans(tuple(found), tuple(faults))


def glued(inline: Token, source: Source) -> Iterator[Fault]:
    """Lines that were meant to start a card; CommonMark wants a space behind the signs."""
    for match in GLUED.finditer(inline.content):
        at = offset_of(inline, match.end() - 2)
        number = source.line_at(at)
        if not source.text[source.starts[number] : at].strip(" \t>"):
            yield Fault(number, "no-space")


def inline_slots(inline: Token, source: Source, draws: Collection[str]) -> Iterator[Slot]:
    for token in inline.children or ():
        if token.type == "slot" and token.meta["name"] in draws:
            start = offset_of(inline, token.meta["at"])
            yield Slot(start, start + len(token.content), token.meta["name"])
        elif token.type == "code_inline":
            start = offset_of(inline, token.meta["at"])
            yield from code_slots(source, start, offset_of(inline, token.meta["end"] - 1) + 1, draws)


def code_slots(source: Source, start: int, end: int, draws: Collection[str]) -> Iterator[Slot]:
    if not draws:
        return
    for match in SLOT_IN_CODE.finditer(source.text, start, end):
        escape, name = match.groups()
        if name in draws:
            yield Slot(match.start(), match.end(), name, escaped=bool(escape), code=True)


def marks(inline: Token) -> Iterator[Mark]:
    around = [-1]
    for place, token in enumerate(inline.children or ()):
        if token.nesting > 0:
            around.append(place)
        elif token.nesting < 0:
            around.pop()
        elif token.type == "gap":
            start = offset_of(inline, token.meta["at"])
            end = start + len(token.content)
            yield Mark(start, end, token.meta["opens"], token.meta["closes"], around[-1])


def pair(found: Iterator[Mark], source: Source) -> tuple[list[Gap], list[Fault]]:
    """Each mark that opens belongs to the next one that closes; what is left over is a fault."""
    gaps: list[Gap] = []
    faults: list[Fault] = []

    def blame(mark: Mark | None, rule: str) -> None:
        if mark:
            faults.append(Fault(source.line_at(mark.start), rule))

    opened: Mark | None = None
    for mark in found:
        double = mark.end - mark.start > PAIR
        if double and not (opened and mark.opens and mark.closes):
            blame(mark, "empty-gap")
        elif opened and mark.closes:
            gap = between(opened, mark, source)
            if opened.within != mark.within:
                blame(opened, "crossing-gap")
            elif not gap.text:
                blame(opened, "empty-gap")
            else:
                gaps.append(gap)
            opened = replace(mark, start=mark.start + PAIR) if double else None
        else:
            blame(opened, "unbalanced-gap")
            blame(None if mark.opens else mark, "unbalanced-gap")
            opened = mark if mark.opens else None
    blame(opened, "unbalanced-gap")
    return gaps, faults


def between(opened: Mark, closed: Mark, source: Source) -> Gap:
    """The gap from one mark to another, its name split off."""
    start = opened.start + PAIR
    named = NAME.match(source.text, start, closed.start)
    text = source.text[named.end() if named else start : closed.start]
    return Gap(opened.start, closed.start + PAIR, named[1] if named else "", text)


def nest(gaps: Sequence[Gap], slots: Sequence[Slot]) -> list[Gap | Slot]:
    """Gaps and slots in order, each slot that lies in a gap moved into it."""
    merged: list[Gap | Slot] = []
    rest = list(reversed(slots))
    for gap in gaps:
        start = gap.end - PAIR - len(gap.text)
        while rest and rest[-1].start < gap.start:
            merged.append(rest.pop())
        inside = []
        while rest and rest[-1].start < gap.end:
            slot = rest.pop()
            inside.append(replace(slot, start=slot.start - start, end=slot.end - start))
        merged.append(replace(gap, slots=tuple(inside)))
    return merged + rest[::-1]
