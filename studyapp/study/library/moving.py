"""Moving cards to another deck: their sections leave one Markdown file and end up in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studyapp.deck.attributes import quoted, read_heading
from studyapp.deck.card import Card, DeckFile
from studyapp.deck.outline import outline
from studyapp.deck.parse import parse, read_preamble
from studyapp.deck.source import BOM, NEWLINE, Source, decode
from studyapp.errors import StudyError
from studyapp.store import journal
from studyapp.study.files import put_back, replace_all
from studyapp.study.library.editing import take_up
from studyapp.study.opening import Study


@dataclass(frozen=True, slots=True)
class Move:
    """What a move changed, so that it can be taken back."""

    deck: str
    notes: tuple[str, ...]  # ids of the headings that were moved
    before: Mapping[Path, bytes | None]  # None: there was no such file
    after: Mapping[Path, bytes]


def move(study: Study, names: Iterable[str], deck: str) -> Move:
    """Move cards, with their siblings, to the end of a deck, their ids kept; a shipped deck is copied first.

    Raises StudyError, having changed nothing, where a file is not as it was read, where one would no longer
    be read without a problem, or cannot be written.
    """
    cards = [study.reading.library.cards[name] for name in names]
    files = {file.name: file for file in study.reading.decks}
    target = files.get(deck)
    if target is None:
        raise StudyError(f"there is no deck {deck!r}", todo="Move to one that exists.")
    leaving = leaving_cards(cards, deck)
    if not leaving:
        raise StudyError("these cards are in that deck already", where=target.path)
    left, sections = dict[str, bytes](), list[str]()
    for name, notes in leaving.items():
        file = current(study, files[name])
        left[name], taken = cut(file, notes)
        known, wanted = source_of(file), source_of(target)
        sections += taken if known == wanted else [with_source(section, known) for section in taken]
    # The target first: were the power to fail in between, a card would be there twice, and not nowhere.
    contents = {deck: append(current(study, target), sections), **left}
    moving = tuple(note for notes in leaving.values() for note in notes)
    for name, content in contents.items():
        check(study, files[name], content, moving if name == deck else ())
    after = {study.folder.root / "cards" / f"{name}.md": content for name, content in contents.items()}
    moved = Move(deck, moving, replace_all(after, todo="Nothing was moved."), after)
    take_up(study)
    study.moves.append((moved, last_deed(study)))
    return moved


def last_move(study: Study) -> Move | None:
    """The last move of this session, where nothing that was done to a card since still stands."""
    if not study.moves:
        return None
    moved, then = study.moves[-1]
    return moved if last_deed(study) <= then else None


def last_deed(study: Study) -> int:
    """The place in the journal of the newest review or act that stands; 0 where none does."""
    with study.store.read() as connection:
        deed = journal.last_deed(connection)
    return deed.hlc if deed else 0


def take_back(study: Study, moved: Move) -> None:
    """Put the files back as they were before a move.

    Raises StudyError where one was changed since; what was done before the move is then the next to undo.
    """
    study.moves = [(move, then) for move, then in study.moves if move is not moved]
    for path, content in moved.after.items():
        if not path.exists() or path.read_bytes() != content:
            raise StudyError("this file was changed since the move", where=str(path), todo="Move by hand.")
    put_back(moved.before)
    take_up(study)


def leaving_cards(cards: Sequence[Card], deck: str) -> dict[str, list[str]]:
    """Ids of the headings that leave, by deck."""
    leaving: defaultdict[str, list[str]] = defaultdict(list)
    for card in cards:
        if card.deck != deck and card.note not in leaving[card.deck]:
            leaving[card.deck].append(card.note)
    return {name: notes for name, notes in leaving.items() if notes}


def current(study: Study, file: DeckFile) -> DeckFile:
    """The file as it was read, which it still has to be."""
    path = study.folder.root / file.path
    try:
        same = path.read_bytes() == file.content
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=file.path) from error
    if not same:
        raise StudyError("this deck was changed just now", where=file.path, todo="Try again.")
    return file


def cut(file: DeckFile, notes: Sequence[str]) -> tuple[bytes, list[str]]:
    """The file without some headings' sections, and those sections, with one newline at their ends."""
    text = decode(file.content)
    ends = [0, *(match.end() for match in NEWLINE.finditer(text)), len(text)]
    kept, taken, at = [], [], 0
    for section in outline(Source.read(file.content)).sections:
        note = read_heading(section.heading.tokens[1].content).attributes.id
        if note in notes:
            start, stop = ends[section.first], ends[min(section.stop, len(ends) - 1)]
            kept.append(text[at:start])
            taken.append(NEWLINE.sub("\n", text[start:stop]).rstrip() + "\n")
            at = stop
    left = "".join([*kept, text[at:]])
    return encode(file, left.rstrip() + newline_of(text) if at == len(text) else left), taken


def append(file: DeckFile, sections: Sequence[str]) -> bytes:
    """The file with sections at its end, a blank line before each."""
    text = decode(file.content)
    newline = newline_of(text)
    added = "".join(f"\n{section}" for section in sections)
    return encode(file, text.rstrip() + (newline if text.strip() else "") + added.replace("\n", newline))


def source_of(file: DeckFile) -> str:
    """Where a deck says that its facts come from."""
    source = Source.read(file.content)
    header, _ = read_preamble(outline(source).preamble, source)
    return header.source


def with_source(section: str, source: str) -> str:
    """The section, its heading naming the source that it had from its deck, unless it names its own."""
    heading, newline, rest = section.partition("\n")
    heading = heading.rstrip()
    if not source or read_heading(heading.removeprefix("##").strip()).attributes.source:
        return section
    return f"{heading.removesuffix('}')} source={quoted(source)}}}{newline}{rest}"


def newline_of(text: str) -> str:
    """How the file ends its lines."""
    found = NEWLINE.search(text)
    return found[0] if found else "\n"


def encode(file: DeckFile, text: str) -> bytes:
    had_mark = file.content.decode("utf-8", "surrogateescape").startswith(BOM)
    return ((BOM if had_mark else "") + text).encode("utf-8", "surrogateescape")


def check(study: Study, file: DeckFile, content: bytes, notes: Sequence[str]) -> None:
    """Raise StudyError where a deck would lack one of these cards, or have a problem that it has not now."""
    draws = study.reading.catalogue.draws
    known = {(problem.rule, problem.message) for problem in parse(file, draws).problems}
    after = parse(DeckFile(file.name, file.path, content), draws)
    new = [one.message for one in after.problems if (one.rule, one.message) not in known]
    lost = set(notes) - {card.note for card in after.cards}
    if new or lost:
        what = new[0] if new else f"what it ends with would swallow {min(lost)}"
        todo = "Nothing was moved. Mend the deck, and move again."
        raise StudyError(f"the deck would not be read: {what}", where=file.path, todo=todo)
