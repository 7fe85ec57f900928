"""Editing a card where it stands, and taking changed files up again."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.store.errors import StoreError
from studyapp.study.library.reading import read_folder, stamp_folder
from studyapp.study.opening import Study, sync_cards


def place_to_edit(study: Study, card: Card) -> Path:
    """Return the file to edit: a shipped deck is copied into the folder first, where it takes its place.

    Raise StudyError where the copy cannot be made.
    """
    path = study.folder.root / card.file
    if path.is_relative_to(study.folder.root):
        return path
    own = study.folder.root / "cards" / f"{card.deck}.md"
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, own)
    except OSError as error:
        raise StudyError(f"cannot copy the deck here: {error.strerror}", where=str(own)) from error
    return own


def editor_command(path: Path, line: int) -> list[str]:
    """$VISUAL or $EDITOR (default: vi), opened at the card's line as most editors understand it.

    Raise StudyError where there is no such program.
    """
    said = next((name for name in ("VISUAL", "EDITOR") if os.environ.get(name)), "")
    words = shlex.split(os.environ[said] if said else "vi")
    if not words or shutil.which(words[0]) is None:
        named = (
            f"there is no program {words[0]!r}, which {said} names"
            if said and words
            else "no editor was found"
        )
        raise StudyError(named, todo="Set EDITOR to one that is installed, such as EDITOR=nano.")
    return [*words, f"+{line}", str(path)]


def edit_text(text: str, name: str, line: int, run: Callable[[list[str]], object]) -> str:
    """Return what a text has become in the learner's editor, which `run` opens on a file of this name.

    Raise StudyError where there is no editor, or its file cannot be written or read.
    """
    try:
        with TemporaryDirectory(prefix="studyapp-") as folder:
            path = Path(folder, name)
            path.write_text(text, "utf-8", "replace")
            run(editor_command(path, line))
            return path.read_text("utf-8", "replace").rstrip("\n")
    except OSError as error:
        raise StudyError(f"what you write cannot be edited: {error.strerror}", where=name) from error


def take_up(study: Study) -> bool:
    """Read the folder's files again where any has changed; progress stays with each card's id.

    Raise the store's errors, having taken up nothing: the next time does.
    """
    before = study.reading
    if stamp_folder(study.folder) == before.stamp:
        return False
    study.reading = read_folder(study.folder)
    try:
        if not study.store.read_only:
            sync_cards(study)
    except StoreError:
        study.reading = before
        raise
    return True
