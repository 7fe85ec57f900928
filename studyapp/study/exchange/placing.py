"""Sections into deck files: which file each goes to, and what that file is then."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from studyapp.deck.card import DeckFile
from studyapp.deck.fix import slug
from studyapp.deck.parse import parse
from studyapp.errors import StudyError, UsageError
from studyapp.exchange.section import Section
from studyapp.study.library.creating import DECK_NAME
from studyapp.study.library.moving import append, current, source_of
from studyapp.study.opening import Study

BELOW = "imported/"  # the folder of decks that --into does not name
HEADER = """---
title: {title}
source: {source}
rules: off
---
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A deck as it will be."""

    name: str
    path: Path
    content: bytes
    cards: int  # added to it


def place(study: Study, sections: Iterable[tuple[Section, str]], into: str) -> list[Placed]:
    """What each deck's file becomes, for sections with the origin of each; nothing is written.

    Raise UsageError for a deck that cannot be written into.
    """
    require_name(study, into)
    known = {file.name: file for file in study.reading.decks}
    groups = defaultdict[tuple[str, tuple[str, ...]], list[Section]](list)
    for section, origin in sections:
        groups[origin, section.deck].append(section)
    texts, headers = defaultdict[str, list[Section]](list), dict[str, str]()
    for (origin, deck), found in groups.items():
        source = f"{origin}, {one_line('::'.join(deck))}" if deck else one_line(origin)
        title = one_line(deck[-1] if deck else Path(origin).stem)
        name = into
        if into and not into.endswith("/"):
            title, source = into.rpartition("/")[2], one_line(origin)
        else:
            base = (into or BELOW) + "/".join(map(file_name, deck or (Path(origin).stem,)))
            name = free_name(base, source, known, headers)
        headers.setdefault(name, HEADER.format(title=title or name, source=source))
        texts[name] += found
    return [placed(study, name, headers[name], found, known) for name, found in texts.items()]


def require_name(study: Study, into: str) -> None:
    if not into:
        return
    if not DECK_NAME.fullmatch(into.removesuffix("/")):
        todo = "Use a-z, 0-9, - and _, as in torch/gradients; with a / behind it, it is a folder of decks."
        raise UsageError(f"{into!r} is no deck's name", todo=todo)
    shipped = {file.name for file in study.reading.decks if Path(file.path).is_absolute()}
    if into in shipped:
        raise UsageError(f"{into} is a deck of the shipped library", todo="Name another one.")


def free_name(base: str, source: str, known: Mapping[str, DeckFile], headers: Mapping[str, str]) -> str:
    """The deck's names as a path; with a number where another deck's cards are there."""
    name, number = base, 1
    while (name in known and source_of(known[name]) != source) or (
        name in headers and f"\nsource: {source}\n" not in headers[name]
    ):
        number += 1
        name = f"{base}-{number}"
    return name


def file_name(text: str) -> str:
    """A deck's name in letters that every file system has."""
    name = slug(" ".join(text.replace("`", " ").split()))
    plain = any(letter.isascii() and letter.isalnum() for letter in text)
    return name if plain else f"deck-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:6]}"


def one_line(text: str) -> str:
    return " ".join(text.split()).strip("\"'")


def placed(
    study: Study, name: str, header: str, sections: list[Section], known: Mapping[str, DeckFile]
) -> Placed:
    path = study.folder.root / "cards" / f"{name}.md"
    shown = f"cards/{name}.md"
    file = current(study, known[name]) if name in known else DeckFile(name, shown, header.encode())
    content = append(file, [section.text for section in sections])
    require_read(study, file, content, sections)
    return Placed(name, path, content, sum(len(section.sides) for section in sections))


def require_read(study: Study, file: DeckFile, content: bytes, sections: list[Section]) -> None:
    """Raise StudyError where the deck as a whole would not hold every card that its sections do alone."""
    draws = study.reading.catalogue.draws
    found = {card.id for card in parse(DeckFile(file.name, file.path, content), draws).cards}
    lost = [name for section in sections for name in section.sides.values() if name not in found]
    if lost:
        what = f"what this deck ends with would swallow {lost[0]}"
        raise StudyError(what, where=file.path, todo="Mend the deck, or import --into another one.")
