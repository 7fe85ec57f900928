"""`list`: cards, and when each is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

import typer

from studyapp.cli.arguments import Json, Searching, Wish
from studyapp.cli.context import iso
from studyapp.cli.output import Confirmed, ListedCard, Listing
from studyapp.deck.card import Card
from studyapp.errors import UsageError
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.text import glyph
from studyapp.query.grammar import parse
from studyapp.query.tree import Text
from studyapp.sanitise import visible
from studyapp.schedule.spell import spell_due
from studyapp.store import marks, memory
from studyapp.study.cards.browsing import find_cards
from studyapp.study.doubt.contested import contested_cards
from studyapp.study.opening import Study

app = typer.Typer(rich_markup_mode=None)


@app.command("list", cls=Searching, short_help="List cards, and when each is due.")
def list_cards(
    context: typer.Context,
    query: Wish = "",
    contested: Annotated[
        bool, typer.Option("--contested", help="Only those whose proof is refuted here.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List cards, and when each is due; ✗ stands before the contested ones."""
    with context.obj.study() as study:
        found = find_listed(study, query)
        with study.store.read() as connection:
            memories, kept = memory.all_rows(connection), marks.all_marks(connection)
        listing = make_listing(study, found, memories, kept)
        if contested:
            listing = Listing(cards=[card for card in listing.cards if card.contested])
        if as_json:
            listing.print()
            return
        moment = study.moment()
        deck_shown = ""
        for card in listing.cards:
            if card.deck != deck_shown:
                print(f"{card.deck}:")
                deck_shown = card.deck
            row = memories.get(card.id)
            due = "new" if row is None else spell_due(row.due_at, row.due_day, moment.at, moment.day)
            mark = glyph(False) if card.contested else " "
            print(f"{mark} {card.id:<30} {card.kind:<8} {due:<14} {visible(card.title)}")
        if not listing.cards:
            print("No card is contested here." if contested else "No card is like that.")


def find_listed(study: Study, text: str) -> list[Card]:
    """The cards of a deck, or else those that a query finds, in the library's order.

    Raise UsageError for a wrong query, and for a word that is neither a deck nor in any card.
    """
    cards = study.reading.library.cards
    if (deck := study.find_deck(text)) is not None:
        return [card for card in cards.values() if is_in(card, deck)]
    found = find_cards(study, text)
    if not found and isinstance(parse(text), Text):
        what = f"there is no deck {text!r}, nor a card with that in it"
        named = f"`card:{text}` finds the card of that id. " if text in cards else ""
        raise UsageError(what, todo=f"{named}Decks: {study.deck_names}.")
    return [cards[name] for name in found if name in cards]


def is_in(card: Card, deck: str) -> bool:
    return not deck or card.deck == deck or card.deck.startswith(f"{deck}/")


def make_listing(
    study: Study,
    found: Iterable[Card],
    memories: Mapping[str, memory.MemoryRow],
    kept: Mapping[str, marks.Mark],
) -> Listing:
    cards, doubted = [], {card.id for card in contested_cards(study)}
    confirmed = {name: find_record(study, entry) for name, entry in study.reading.catalogue.entries.items()}
    for card in found:
        row, mark = memories.get(card.id), kept.get(card.id, marks.Mark())
        cards.append(
            ListedCard(
                id=card.id,
                deck=card.deck,
                kind=card.kind.value,
                title=card.title,
                proof=card.proof,
                tags=card.tags,
                claims=card.claims,
                state=row.phase if row else "new",
                due=iso(row.due_at, row.due_day) if row else None,
                contested=card.id in doubted,
                confirmed=confirmed.get(card.proof),
                stability=row.stability if row else None,
                lapses=row.lapses if row else 0,
                suspended=mark.suspended,
                marked=mark.marked,
                flag=mark.flag,
            )
        )
    return Listing(cards=cards)


def find_record(study: Study, entry: Entry) -> Confirmed | None:
    if (found := study.records.find(entry)) is None:
        return None
    return Confirmed(torch=found.torch, device=found.device, when=found.proof.when.isoformat())
