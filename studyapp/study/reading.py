"""Reading a study folder: its decks and its proofs, and everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studyapp.deck.card import DeckFile, Problem
from studyapp.deck.library import Library, assemble
from studyapp.folder import Folder, SourceFile
from studyapp.proof.catalogue import Catalogue, ProofFile, proof_id, read_catalogue


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder's files, read once."""

    library: Library
    catalogue: Catalogue
    problems: tuple[Problem, ...]  # of decks and proofs, in the order of their places
    decks: tuple[DeckFile, ...]  # as they were read, for `check --fix`
    stamp: tuple[tuple[str, int, int], ...] = ()  # of every file when it was read: path, time, size


def stamp_folder(folder: Folder) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a file has come, gone or changed, without reading any."""
    stamps = []
    for file in (*folder.proofs(), *folder.decks()):
        with suppress(OSError):  # gone meanwhile, or out of reach: reading it says so
            about = file.path.stat()
            stamps.append((str(file.path), about.st_mtime_ns, about.st_size))
    return tuple(stamps)


def read_folder(folder: Folder) -> Reading:
    stamp = stamp_folder(folder)
    problems: list[Problem] = []
    shown = {file.path: file.shown for file in folder.proofs()}
    proofs = [
        ProofFile(proof_id(file.relative), str(file.path), content)
        for file, content in read_files(folder.proofs(), problems)
    ]
    catalogue = read_catalogue(proofs)
    decks = [
        DeckFile(file.relative.with_suffix("").as_posix(), file.shown, content)
        for file, content in read_files(folder.decks(), problems)
    ]
    library = assemble(decks, catalogue.draws)
    problems += library.problems
    problems += [
        Problem(shown[Path(fault.file)], fault.line, "proof", fault.message) for fault in catalogue.faults
    ]
    problems.sort(key=lambda problem: (problem.file, problem.line))
    return Reading(library, catalogue, tuple(problems), tuple(decks), stamp)


def read_files(files: Iterable[SourceFile], problems: list[Problem]) -> Iterable[tuple[SourceFile, bytes]]:
    """Each file's bytes; one that cannot be read is a problem, and the others are still studied."""
    for file in files:
        try:
            yield file, file.path.read_bytes()
        except OSError as error:
            message = f"cannot be read ({error.strerror}): its cards are left out"
            problems.append(Problem(file.shown, 1, "unreadable", message))
