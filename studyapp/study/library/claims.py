"""data/claims.toml: what a library sets out to prove or correct, and how much of it the cards cover."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from studyapp.deck.card import Card, Problem
from studyapp.deck.claims import Claim, Coverage, Truth, cover, unknown_claims
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.study.library.reading import Reading
from studyapp.study.library.writing import is_own

FORM = 'A claim is ["1.2"], claim = "…", verdict = "true", "false", "conditional" or "gpu", correction = "…".'


class Entry(BaseModel):
    """One claim as it is written; its id is the name of its table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str
    verdict: Truth
    correction: str = ""
    proof: bool = True  # false where nothing in it could be run

    @model_validator(mode="after")
    def must_correct(self) -> Entry:
        if self.verdict in {"false", "conditional"} and not self.correction:
            raise ValueError(f"a {self.verdict} claim needs its correction")
        return self


ENTRIES = TypeAdapter(dict[str, Entry])


def read_claims(path: Path) -> list[Claim]:
    """The claims of a file, in its order; raise StudyError naming what is wrong."""
    try:
        entries = ENTRIES.validate_python(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"not TOML: {error}", where=str(path), todo="Mend that line.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = " ".join(str(part) for part in first["loc"])
        raise StudyError(f"claim {key}: {first['msg']}", where=str(path), todo=FORM) from error
    return [
        Claim(name, entry.claim, entry.verdict, entry.correction, entry.proof)
        for name, entry in entries.items()
    ]


def find_claims(folder: Folder) -> list[Path]:
    """The folder's own file before the shipped one."""
    files = (root / "data" / "claims.toml" for root in folder.search_path)
    return [file for file in files if file.is_file()]


def judge_claims(folder: Folder, reading: Reading) -> list[Problem]:
    """The folder's own cards that name a claim which is in no file of claims; none where there is no file."""
    files = find_claims(folder)
    if not files:
        return []
    known = {claim.id for file in files for claim in read_claims(file)}
    return unknown_claims(own_cards(reading), known)


def own_cards(reading: Reading) -> list[Card]:
    return [card for card in reading.library.cards.values() if is_own(card)]


def cover_claims(folder: Folder, reading: Reading) -> list[Coverage]:
    """Every claim of the folder's own file, or else of the shipped one, with its cards and proofs.

    Raise StudyError where there is no such file.
    """
    files = find_claims(folder)
    if not files:
        raise StudyError("there is no data/claims.toml", where=str(folder.root), todo=FORM)
    return cover(read_claims(files[0]), reading.library.cards.values())
