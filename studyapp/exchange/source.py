"""What a foreign file holds, whatever its format: drafts, and the cards that they were elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studyapp.exchange.anki.collection import AnkiCard
from studyapp.exchange.draft import Draft


@dataclass(frozen=True, slots=True)
class Brought:
    """A draft, and the card of Anki's that each of its sides was; none for texts."""

    draft: Draft
    cards: Mapping[str, AnkiCard] = field(default_factory=dict)  # by side: "", "back", or a gap's, "c1"
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    notes: tuple[Brought, ...]
    origin: str  # for the decks' front matter: "Anki", or the file's name
    first_day: int = 0  # that Anki counts due days from, in days since 1970-01-01
