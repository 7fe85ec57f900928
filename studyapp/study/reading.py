"""Reading a study folder: its decks and its proofs, and everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


def read_folder(folder: Folder) -> Reading:
    problems: list[Problem] = []
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
    problems += [Problem(fault.file, fault.line, "proof", fault.message) for fault in catalogue.faults]
    problems.sort(key=lambda problem: (problem.file, problem.line))
    return Reading(library, catalogue, tuple(problems), tuple(decks))


def read_files(files: Iterable[SourceFile], problems: list[Problem]) -> Iterable[tuple[SourceFile, bytes]]:
    """Each file's bytes; one that cannot be read is a problem, and the others are still studied."""
    for file in files:
        try:
            yield file, file.path.read_bytes()
        except OSError as error:
            message = f"cannot be read ({error.strerror}): its cards are left out"
            problems.append(Problem(file.shown, 1, "unreadable", message))
