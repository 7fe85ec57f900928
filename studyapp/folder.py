"""Where things are: the study folder, and the shipped library that stands behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studyapp.errors import StudyError, UsageError

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A deck, a proof or a module of proofs that was found on the search path."""

    relative: PurePosixPath  # below cards/ or proofs/
    path: Path
    shown: str  # as a person would type it: relative to the study folder where it is inside


@dataclass(frozen=True, slots=True)
class Folder:
    """A study folder: cards/, proofs/ and data/."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "data" / "study.db"

    @property
    def settings(self) -> Path:
        return self.root / "studyapp.toml"

    @property
    def search_path(self) -> tuple[Path, ...]:
        """The folder first, then the shipped library, once."""
        shipped = find_shipped()
        return (self.root,) if shipped.samefile(self.root) else (self.root, shipped)

    def decks(self) -> list[SourceFile]:
        return [file for file in self._find("cards", ".md") if not file.relative.name.startswith("_")]

    def proofs(self) -> list[SourceFile]:
        return [file for file in self._find("proofs", ".py") if not file.relative.name.startswith("_")]

    def modules(self) -> list[SourceFile]:
        """The underscore files beside proofs, which proofs import."""
        return [file for file in self._find("proofs", ".py") if file.relative.name.startswith("_")]

    def tables(self) -> list[SourceFile]:
        """Published figures, which proofs compare with."""
        return [file for file in self._find("data", ".toml") if file.relative.parent == PurePosixPath()]

    def _find(self, kind: str, ending: str) -> Iterator[SourceFile]:
        """Files in the order of their names; one in the folder takes the place of a shipped one."""
        found: dict[PurePosixPath, SourceFile] = {}
        for root in self.search_path:
            for path in (root / kind).rglob(f"*{ending}"):
                relative = PurePosixPath(path.relative_to(root / kind).as_posix())
                if relative not in found and not is_hidden(relative):
                    inside = path.is_relative_to(self.root)
                    shown = path.relative_to(self.root).as_posix() if inside else str(path)
                    found[relative] = SourceFile(relative, path, shown)
        for relative in sorted(found):
            yield found[relative]


def is_hidden(relative: PurePosixPath) -> bool:
    """Whether its name starts with a dot, or that of a folder above it with a dot or an underscore."""
    return relative.name.startswith(".") or any(part.startswith((".", "_")) for part in relative.parent.parts)


def find_shipped() -> Path:
    """The first library: inside an installed package, or the checkout that this package is in."""
    inside = PACKAGE / "library"
    return inside if inside.is_dir() else PACKAGE.parent


def find_folder(given: Path | None = None) -> Folder:
    """--folder, STUDYAPP_FOLDER, the current folder or a parent that is one, or the user's own.

    Raise UsageError where the one asked for does not exist, StudyError where none can be made.
    """
    asked = given or (Path(named) if (named := os.environ.get("STUDYAPP_FOLDER")) else None)
    if asked is not None:
        if not asked.is_dir():
            raise UsageError("no such folder", where=str(asked), todo="Make it first, or name another one.")
        return Folder(asked.resolve())
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise UsageError("the current folder is gone", todo="Change to one that exists.") from None
    for candidate in (here, *here.parents):
        if (candidate / "cards").is_dir() and (candidate / "studyapp.toml").is_file():
            return Folder(candidate)
    return make_own()


def make_own() -> Folder:
    """The user's own folder, made at the first start with nothing in it."""
    from platformdirs import user_data_path

    root = user_data_path("studyapp", appauthor=False)
    try:
        for name in ("cards", "proofs", "data"):
            (root / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(
            f"cannot make the study folder: {error.strerror}",
            where=str(root),
            todo="Name a folder that you can write to: studyapp --folder PATH.",
        ) from error
    return Folder(root)
