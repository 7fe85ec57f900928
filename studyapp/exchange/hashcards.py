"""Decks of hashcards: `Q:` and `A:`, `C:` with [gaps], a front matter in TOML that may name the deck.

Source: the README of hashcards, section Format.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.errors import StudyError, UsageError
from studyapp.exchange.anki.notes import hashed
from studyapp.exchange.draft import CLOSE, MOST_GAPS, Draft, Losses, gap_mark
from studyapp.exchange.escaping import escape
from studyapp.exchange.html import IMAGES
from studyapp.exchange.source import Brought, Source
from studyapp.exchange.text import read_lines

SIGN = re.compile(r"(?P<sign>[QAC]):(?P<text>.*)")
FENCE = "---"
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<place>[^)\n]*)\)")
BRACKETS = re.compile(r"\\.|(?P<image>!\[)|(?P<open>\[)|(?P<close>\])", re.DOTALL)


@dataclass(slots=True)
class Part:
    """What follows a sign, up to the next one."""

    sign: str
    line: int  # counted from 1
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def read_hashcards(path: Path, losses: Losses) -> Source:
    """Raise UsageError for a file of another kind, StudyError for one that is broken, with its line."""
    lines = [line.rstrip("\r\n") for line in read_lines(path)]
    name, start = read_front_matter(path, lines)
    parts = list(read_parts(lines, start))
    if not parts:
        todo = "Its cards begin with Q: or C:. A deck of ours goes below cards/ as it is."
        raise UsageError("this is no deck of hashcards", where=str(path), todo=todo)
    deck = (name or path.stem,)
    notes = tuple(Brought(one) for one in drafts(path, parts, deck, losses))
    return Source(notes, "hashcards")


def read_front_matter(path: Path, lines: Sequence[str]) -> tuple[str, int]:
    """The deck's name, "" where it says none, and the first line behind the front matter."""
    if not lines or lines[0].strip() != FENCE:
        return "", 0
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == FENCE), 0)
    if not end:
        raise StudyError("the front matter never ends", where=f"{path}:1", todo="Write --- below it.")
    try:
        told = tomllib.loads("\n".join(lines[1:end]))
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"the front matter is not TOML: {error}", where=f"{path}:1") from error
    return str(told.get("name", "")), end + 1


def read_parts(lines: Sequence[str], start: int) -> Iterator[Part]:
    """What stands before the first sign, and behind a line of dashes, is no card's."""
    part: Part | None = None
    for number, line in enumerate(lines[start:], start + 1):
        sign = SIGN.fullmatch(line)
        if sign is None and line.strip() != FENCE:
            if part is not None:
                part.lines.append(line)
            continue
        if part is not None:
            yield part
        part = Part(sign["sign"], number, [sign["text"].strip()]) if sign else None
    if part is not None:
        yield part


def drafts(path: Path, parts: Sequence[Part], deck: tuple[str, ...], losses: Losses) -> Iterator[Draft]:
    asked: Part | None = None
    for part in [*parts, Part("", parts[-1].line)]:
        if asked is not None and part.sign != "A":
            todo = "Write A: and the answer below it."
            raise StudyError("this question has no answer", where=f"{path}:{asked.line}", todo=todo)
        if part.sign == "A":
            if asked is None:
                raise StudyError(
                    "this answer has no question", where=f"{path}:{part.line}", todo="Write Q: above."
                )
            question, answer = (with_images(one.text, losses) for one in (asked, part))
            yield Draft(hashed("hashcards", f"{asked.text}\0{part.text}"), question, answer, deck=deck)
        elif part.sign == "C":
            yield cloze(part, deck, losses)
        asked = part if part.sign == "Q" else None


def cloze(part: Part, deck: tuple[str, ...], losses: Losses) -> Draft:
    """Each pair of brackets hides what is in it, for a card of its own."""
    text = with_images(part.text, losses)
    pieces, at, gaps, depth = [], 0, 0, 0
    for found in BRACKETS.finditer(text):
        opens = found["open"] is not None and depth == 0 and gaps < MOST_GAPS - 1
        closes = found["close"] is not None and depth == 1
        if not (opens or closes):
            continue
        gaps, depth = gaps + opens, depth + (1 if opens else -1)
        pieces += [text[at : found.start()], gap_mark(gaps) if opens else CLOSE]
        at = found.end()
    marked = "".join([*pieces, text[at:]]) + CLOSE * depth
    return Draft(hashed("hashcards", part.text), marked, deck=deck, gaps=tuple(range(1, gaps + 1)))


def with_images(text: str, losses: Losses) -> str:
    def named(match: re.Match[str]) -> str:
        losses.add(IMAGES)
        return rf"\[image: {escape(match['place'] or match['alt'], starts_line=False)}\]"

    return IMAGE.sub(named, text)
