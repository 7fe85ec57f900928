"""Reading a study folder: its decks and its proofs, and everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studyapp.deck.card import DeckFile, Problem
from studyapp.deck.library import Library, assemble
from studyapp.folder import Folder, SourceFile
from studyapp.proof.source.catalogue import Catalogue, ProofFile, proof_id, read_catalogue
from studyapp.study.library.bindings import find_unbound

Stamp = tuple[tuple[str, int, int], ...]  # path, time of change in ns, size in bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder's files, read once."""

    library: Library
    catalogue: Catalogue
    problems: tuple[Problem, ...]  # of decks and proofs, in the order of their places
    decks: tuple[DeckFile, ...]  # as they were read, for `check --fix`
    stamp: Stamp  # of every file when it was read


def stamp_folder(folder: Folder) -> Stamp:
    """What tells whether a file has come, gone or changed, without reading any."""
    return stamp_files([*folder.proofs(), *folder.modules(), *folder.tables(), *folder.decks()])


def stamp_files(files: Iterable[SourceFile]) -> Stamp:
    stamps = []
    for file in files:
        with suppress(OSError):  # gone meanwhile, or out of reach: reading it says so
            about = file.path.stat()
            stamps.append((str(file.path), about.st_mtime_ns, about.st_size))
    return tuple(stamps)


def read_folder(folder: Folder) -> Reading:
    proof_files, module_files = folder.proofs(), folder.modules()
    table_files, deck_files = folder.tables(), folder.decks()
    # Before reading, so that a change meanwhile is seen next time.
    stamp = stamp_files([*proof_files, *module_files, *table_files, *deck_files])
    problems: list[Problem] = []
    proofs, modules, tables = (
        [
            ProofFile(proof_id(file.relative), str(file.path), content)
            for file, content in read_files(files, problems)
        ]
        for files in (proof_files, module_files, table_files)
    )
    catalogue = read_catalogue(proofs, modules, tables)
    decks = [
        DeckFile(file.relative.with_suffix("").as_posix(), file.shown, content)
        for file, content in read_files(deck_files, problems)
    ]
    library = assemble(decks, catalogue.draws)
    problems += library.problems
    problems += find_unbound(library.cards, catalogue)
    shown = {file.path: file.shown for file in [*proof_files, *module_files]}
    problems += [
        Problem(shown[Path(fault.file)], fault.line, "proof", fault.message) for fault in catalogue.faults
    ]
    problems.sort(key=lambda problem: (problem.file, problem.line))
    return Reading(library, catalogue, tuple(problems), tuple(decks), stamp)


def read_files(files: Iterable[SourceFile], problems: list[Problem]) -> Iterable[tuple[SourceFile, bytes]]:
    """Each file's bytes; one that cannot be read is a problem, and the others are still studied."""
    for file in files:
        if shown := spell_stray_bytes(file.shown):
            message = "the name of this file is not UTF-8: rename it; its cards are left out"
            problems.append(Problem(shown, 1, "unreadable", message))
            continue
        try:
            yield file, file.path.read_bytes()
        except OSError as error:
            message = f"cannot be read ({error.strerror}): its cards are left out"
            problems.append(Problem(file.shown, 1, "unreadable", message))


def spell_stray_bytes(name: str) -> str:
    r"""A name with bytes that are no text, written out as in `\xfc`; "" where it has none."""
    raw = name.encode("utf-8", "surrogateescape")
    spelled = raw.decode("utf-8", "backslashreplace")
    return "" if spelled == name else spelled
