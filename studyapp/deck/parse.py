"""Markdown → cards: one deck file, its cards, and whatever is wrong in it."""

from __future__ import annotations

import codecs
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping

from studyapp.deck.card import Card, Deck, DeckFile, Problem
from studyapp.deck.faults import Fault
from studyapp.deck.header import Header, read_header
from studyapp.deck.outline import Block, outline
from studyapp.deck.parts import misplaced
from studyapp.deck.section import read_section
from studyapp.deck.source import Source

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(file: DeckFile, draws: Mapping[str, Collection[str]]) -> Deck:
    """Read a deck; `draws` names the draws of every known proof.

    A card with a problem is left out until it is mended, so that nothing doubtful is asked; the others stay.
    """
    if file.content.startswith(UTF_16):
        return Deck(file.name, title_of(file), (), problems=problems(file, [Fault(0, "bad-byte")]))
    source = Source.read(file.content)
    deck = outline(source)
    header, faults = read_preamble(deck.preamble, source)
    first = deck.sections[0].first if deck.sections else len(source.starts)
    faults += bad_bytes(source, 0, first)
    cards: list[Card] = []
    left_out: list[str] = []
    for section in deck.sections:
        read = read_section(section, source, draws)
        wrong = [*read.faults, *bad_bytes(source, section.first, section.stop)]
        if wrong:
            faults += wrong
            left_out += [read.id] if read.id else []
        else:
            cards += read.cards(file, header)
    return Deck(
        file.name,
        header.title or title_of(file),
        tuple(cards),
        header.order,
        problems(file, faults),
        tuple(left_out),
        header.judged,
    )


def read_preamble(blocks: Iterable[Block], source: Source) -> tuple[Header, list[Fault]]:
    """The front matter, and the first block that has no place before the cards."""
    header = Header()
    for block in blocks:
        if block.kind == "front_matter":
            header = read_header(block, source)
        elif not block.is_comment:
            return header, [*header.faults, stray(block)]
    return header, list(header.faults)


def stray(block: Block) -> Fault:
    if block.kind == "hr" and block.first == 0:
        return Fault(0, "open-front-matter")
    if block.kind == "hr":
        return Fault(block.first, "front-matter", "it does not begin on the first line")
    if block.kind == "fence" and block.runs_on:
        return Fault(block.first, "open-fence", block.tokens[0].markup)
    return misplaced(block, "", ()) or Fault(block.first, "stray-start")


def bad_bytes(source: Source, first: int, stop: int) -> list[Fault]:
    """The first line in [first, stop) that holds something other than text."""
    place = bisect_left(source.bad_lines, first)
    return [Fault(line, "bad-byte") for line in source.bad_lines[place : place + 1] if line < stop]


def problems(file: DeckFile, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    return tuple(Problem(file.path, fault.line + 1, fault.rule, fault.message) for fault in faults)


def title_of(file: DeckFile) -> str:
    """What a deck without a title is called: its file's name."""
    return file.name.rpartition("/")[2].replace("-", " ").replace("_", " ")
