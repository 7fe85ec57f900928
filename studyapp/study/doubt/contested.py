"""Which cards are contested: those whose proof is refuted here, on fresh seeds too.

The runs decide, for one content of a proof on one torch, device and number of ranks; an edit, or another
torch, leaves the question open until runs decide it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.deck.card import Card
from studyapp.store import contests
from studyapp.study import system
from studyapp.study.doubt.unproven import find_unproven

if TYPE_CHECKING:
    from studyapp.study.opening import Study

WARNING = "Contested: this card's proof is refuted here, on fresh seeds too."


def renew(study: Study) -> None:
    """Make the lists of contested and of unproven proofs what runs and records say of these files."""
    catalogue = study.reading.catalogue
    with study.store.write() as connection:
        found = {
            contest.proof: contest.run
            for contest in contests.find(connection, system.find_torch())
            if (entry := catalogue.entries.get(contest.proof)) and entry.hash == contest.source_hash
        }
        if found != contests.current(connection):
            contests.put(connection, found)
        unproven = find_unproven(study, connection)
        if unproven != contests.current_unproven(connection):
            contests.put_unproven(connection, unproven)


def is_contested(study: Study, proof: str) -> bool:
    with study.store.read() as connection:
        return contests.is_contested(connection, proof)


def contested_cards(study: Study) -> list[Card]:
    """The cards of contested proofs, in the library's order."""
    with study.store.read() as connection:
        proofs = contests.current(connection)
    if not proofs:
        return []
    return [card for card in study.reading.library.cards.values() if card.proof in proofs]
