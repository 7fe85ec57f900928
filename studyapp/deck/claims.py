"""The claims that a library sets out to prove or correct, and which cards and proofs take each one up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from studyapp.deck.card import Card, Problem

Truth = Literal["true", "false", "conditional", "gpu"]  # gpu: only a machine that has one can tell


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the source, and what is true in it."""

    id: str
    text: str
    verdict: Truth
    correction: str = ""  # what is right instead, or the condition
    provable: bool = True  # False: nothing in it could be run


@dataclass(frozen=True, slots=True)
class Coverage:
    """What takes up a claim."""

    claim: Claim
    cards: tuple[str, ...]
    proofs: tuple[str, ...]  # those linked by its cards

    @property
    def lacks_proof(self) -> bool:
        """Whether a program could show it on any machine, and none does."""
        return self.claim.provable and self.claim.verdict != "gpu" and not self.proofs


def cover(claims: Iterable[Claim], cards: Iterable[Card]) -> list[Coverage]:
    """Each claim with its cards, in the order of the library, and their proofs."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        for name in card.claims:
            found.setdefault(name, []).append(card)
    return [
        Coverage(
            claim,
            tuple(card.id for card in found.get(claim.id, ())),
            tuple(dict.fromkeys(card.proof for card in found.get(claim.id, ()) if card.proof)),
        )
        for claim in claims
    ]


def unknown_claims(cards: Iterable[Card], known: Collection[str]) -> list[Problem]:
    """Each name of a claim that there is not, once for a heading."""
    message = "claims={} is not in data/claims.toml; correct it, leave it out, or write the claim there"
    problems = (
        Problem(card.file, card.line, "unknown-claim", message.format(name))
        for card in cards
        for name in card.claims
        if name not in known
    )
    return list(dict.fromkeys(problems))
