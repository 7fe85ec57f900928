"""Any file that can be imported → drafts."""

from __future__ import annotations

from pathlib import Path

from studyapp.errors import StudyError, UsageError
from studyapp.exchange.anki.notes import read_note
from studyapp.exchange.anki.reading import Ahead, read_package
from studyapp.exchange.draft import Losses
from studyapp.exchange.hashcards import read_hashcards
from studyapp.exchange.source import Source
from studyapp.exchange.text import read_text

PACKAGES = (".apkg", ".colpkg", ".zip")
TABLES = (".txt", ".csv", ".tsv")
ZIP = b"PK"
TODO = "What can be imported: .apkg and .colpkg of Anki, .txt, .csv and .tsv, and .md of hashcards."


def read_source(path: Path, ahead: Ahead, losses: Losses) -> Source:
    """Read a file by what it is; raise UsageError for one of another kind, StudyError for a broken one."""
    if path.is_dir():
        raise UsageError("this is a folder, not a file", where=str(path), todo=TODO)
    if not path.is_file():
        raise UsageError("there is no such file", where=str(path), todo=TODO)
    ending = path.suffix.lower()
    if ending in PACKAGES or begins_with(path, ZIP):
        collection = read_package(path, ahead)
        notes = tuple(one for note in collection.notes for one in read_note(note, losses))
        return Source(notes, "Anki", collection.first_day)
    if ending in TABLES:
        return read_text(path, losses)
    if ending == ".md":
        return read_hashcards(path, losses)
    raise UsageError(f"files that end in {ending!r} cannot be imported", where=str(path), todo=TODO)


def begins_with(path: Path, sign: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(sign)) == sign
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=str(path)) from error
