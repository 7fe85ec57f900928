"""`check --fix`: the ids that are missing, written into the learner's own decks."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from studyapp.deck.fix import write_ids
from studyapp.folder import Folder
from studyapp.study.files import replace_file
from studyapp.study.library.reading import Reading


def fix_ids(folder: Folder, reading: Reading, chosen: Callable[[Path], bool]) -> None:
    """Write missing ids into the folder's own decks that were asked for, never into a shipped one."""
    taken = {card.note for card in reading.library.cards.values()}
    taken.update(name for deck in reading.library.decks for name in deck.left_out)
    for deck in reading.decks:
        path = folder.root / deck.path
        fixed = write_ids(deck, taken)
        taken.update(re.findall(r"\{#([^\s}]+)", fixed.decode(errors="replace")))
        if fixed != deck.content and not Path(deck.path).is_absolute() and chosen(path):
            replace_file(path, fixed)
            print(f"{deck.path}: wrote the missing ids", file=sys.stderr)
