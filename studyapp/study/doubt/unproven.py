"""Which proofs prove nothing yet: they need a GPU, there is none, and nobody confirmed them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from studyapp.deck.card import Card
from studyapp.proof import needs
from studyapp.proof.run.layers import count_gpus
from studyapp.store import contests

if TYPE_CHECKING:
    from studyapp.study.opening import Study

WAITS = "its proof needs a GPU, and has not been confirmed anywhere yet"


def spell_waiting(count: int) -> str:
    """How many cards wait for that; "" for none."""
    if count < 2:
        return f"One new card waits: {WAITS}." if count else ""
    return f"{count} new cards wait: their proofs need a GPU, and have not been confirmed anywhere yet."


def find_unproven(study: Study, connection: Connection) -> set[str]:
    """By the files as they are now: a record of another content proves nothing of this one."""
    there = count_gpus()
    return {
        entry.id
        for entry in study.reading.catalogue.entries.values()
        if needs.count_gpus(entry.needs) > there
        and study.records.find(entry) is None
        and not contests.is_confirmed(connection, entry.id, entry.hash)
    }


def is_unproven(study: Study, card: Card) -> bool:
    with study.store.read() as connection:
        return card.proof in contests.current_unproven(connection)
