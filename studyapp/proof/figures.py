"""Published figures, as data/NAME.toml holds them with their sources: what a proof compares with."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from studyapp.folder import find_shipped

given: dict[str, str] = {}  # text by name, where the app hands over what it has hashed


def published(name: str) -> dict[str, Any]:
    """The table data/NAME.toml; `name` is written out, for the app reads it without running the proof.

    Raise FileNotFoundError where neither the proof's own study folder nor the library has it.
    """
    if name in given:
        return tomllib.loads(given[name])
    found = find_tables(Path(getattr(sys.modules["__main__"], "__file__", None) or "proof"))
    if name not in found:
        raise FileNotFoundError(f"there is no data/{name}.toml")
    return tomllib.loads(found[name].read_text("utf-8"))


def find_tables(proof: Path) -> dict[str, Path]:
    """By name, those of the study folder that this file is in, and those of the library behind them."""
    folders = [folder.parent for folder in proof.resolve().parents if folder.name == "proofs"]
    places = [find_shipped(), *reversed(folders)]
    return {path.stem: path for place in places for path in sorted((place / "data").glob("*.toml"))}
