"""Records: which proofs were confirmed on which torch and device, as files below data/verified/.

They travel with a library, so that a card can say where its proof held before it ever ran here, and a
refutation can be held against what was found there (docs/records.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.proof.source.catalogue import Entry
from studyapp.study import system

PLACE = Path("data", "verified")

Short = Annotated[str, Field(max_length=400)]
Count = Annotated[int, Field(ge=0)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class CheckRecord(Model):
    """What a check got and expected, on the first seed."""

    name: Short
    got: Short
    expected: Short


class ProofRecord(Model):
    """A proof that was confirmed, with all of its broken variants caught."""

    hash: str  # of the proof's file and its modules, as `trust` names it
    verdict: Literal["confirmed"] = "confirmed"
    when: date  # UTC
    ranks: tuple[Count, ...]
    seeds: Count
    variants: Count  # caught, on every seed
    checks: tuple[CheckRecord, ...]


class Verified(Model):
    """One file: what was confirmed on one torch and device."""

    version: Literal[1] = 1
    torch: Short  # without the label of the build
    device: Short
    # Of the check that changed this file last:
    python: Short
    when: date  # UTC
    seeds: Count
    proofs: dict[str, ProofRecord]  # by id, sorted


@dataclass(frozen=True, slots=True)
class Recorded:
    """One proof's record, and where it was made."""

    torch: str
    device: str
    proof: ProofRecord

    def spell(self) -> str:
        """`confirmed on torch 2.13.0, cpu, 26 Nov 2026`."""
        return f"confirmed on torch {self.torch}, {self.device}, {spell_date(self.proof.when)}"


@dataclass(slots=True)
class Records:
    """The records of a folder and of the library behind it, read when they are first asked for."""

    folder: Folder
    texts: dict[Path, str] | None = None
    files: dict[Path, Verified | None] = field(default_factory=dict)  # None: none that we know

    def find(self, entry: Entry) -> Recorded | None:
        """That of exactly this content: on the torch that is here, else the newest; the folder's first."""
        if self.texts is None:
            self.texts = dict(read_all(self.folder))
        content, here = entry.hash, system.public(system.find_torch())
        found = [
            Recorded(file.torch, file.device, proof)
            for path, text in self.texts.items()
            if content in text  # or there is nothing to make sense of
            if (file := self.read(path)) and (proof := file.proofs.get(entry.id)) and proof.hash == content
        ]
        return max(found, key=lambda one: (one.torch == here, one.proof.when), default=None)

    def read(self, path: Path) -> Verified | None:
        """What is no record confirms nothing."""
        if path not in self.files:
            self.files[path] = None
            with suppress(StudyError):
                self.files[path] = read_verified(path)
        return self.files[path]


def read_all(folder: Folder) -> Iterator[tuple[Path, str]]:
    """Every file of records on the search path."""
    for root in folder.search_path:
        for path in sorted((root / PLACE).glob("*.json")):
            with suppress(OSError):
                yield path, path.read_text("utf-8", "replace")


def read_verified(path: Path) -> Verified:
    """Raise StudyError where the file cannot be read, or is no record that this version knows."""
    try:
        return Verified.model_validate_json(path.read_bytes())
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except ValidationError as error:
        what = f"no record of confirmed proofs: {error.errors()[0]['msg']}"
        raise StudyError(what, where=str(path), todo="Move it away, or make it anew.") from error


def name_file(torch: str, device: str) -> str:
    """`torch-2.13.0-cpu.json`; a device's name as words with hyphens between them."""
    words = "-".join(re.findall(r"[a-z0-9.]+", f"{torch} {device}".lower()))
    return f"torch-{words}.json"


def spell_date(day: date) -> str:
    """`26 Nov 2026`."""
    return f"{day.day} {day:%b} {day.year}"
