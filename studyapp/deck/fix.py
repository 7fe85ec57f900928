"""Write the ids that are missing into a deck, and change nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection

from studyapp.deck.attributes import read_heading
from studyapp.deck.card import DeckFile
from studyapp.deck.markdown import offset_of, plain
from studyapp.deck.outline import outline
from studyapp.deck.source import BOM, NEWLINE, Source, decode

LONGEST = 40  # characters of an id made from a title
APART = re.compile(r"[^a-z0-9]+")


def write_ids(file: DeckFile, taken: Collection[str]) -> bytes:
    """The file's bytes with an id on each heading that has none; `taken` are ids that exist elsewhere."""
    source = Source.read(file.content)
    used = Counter(dict.fromkeys(taken, 1))
    missing = []
    for section in outline(source).sections:
        inline = section.heading.tokens[1]
        heading = read_heading(inline.content)
        used.update((heading.attributes.id, heading.attributes.was))
        if heading.title and "missing-id" in {rule for rule, _ in heading.errors}:
            column = offset_of(inline, 0) - source.starts[section.first]
            missing.append((section.first, column, inline.content, heading))
    text = decode(file.content)
    ends = [match.end() for match in NEWLINE.finditer(text)]
    pieces = [BOM] if file.content.decode("utf-8", "surrogateescape") != text else []
    at = 0
    for line, column, content, heading in missing:
        name = unused(slug(heading.title), used)
        inside = heading.inside
        stop = (ends[line - 1] if line else 0) + column + (len(content) if inside is None else inside)
        pieces += [text[at:stop], f" {{#{name}}}" if inside is None else f"#{name} "]
        at = stop
    return "".join([*pieces, text[at:]]).encode("utf-8", "surrogateescape")


def slug(title: str) -> str:
    """A title in a-z, 0-9 and hyphens, cut between words."""
    letters = unicodedata.normalize("NFKD", plain(title)).encode("ascii", "ignore").decode().lower()
    name = APART.sub("-", letters).strip("-")
    if len(name) > LONGEST:
        name = name[: LONGEST + 1].rpartition("-")[0] or name[:LONGEST]
    return name or "card"


def unused(name: str, used: Counter[str]) -> str:
    """The name, or the next of name-2, name-3, … that is free; from then on it's used."""
    free = name
    while free in used:
        used[name] += 1
        free = f"{name}-{used[name]}"
    used[free] += 1
    return free
