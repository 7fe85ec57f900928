"""`list`, `where` and `keys`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studyapp.cli.context import Context, iso
from studyapp.cli.output import Confirmed, KeyLine, Keys, ListedCard, Listing, Places
from studyapp.deck.card import Card
from studyapp.errors import StudyError, UsageError
from studyapp.folder import Folder, find_shipped
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


def list_cards(context: Context, query: str, as_json: bool, *, contested: bool = False) -> None:
    with context.study() as study:
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
        raise UsageError(what, todo=f"Decks: {study.deck_names}.")
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


def where(context: Context, as_json: bool) -> None:
    folder = context.find()
    places = Places(
        folder=str(folder.root),
        database=str(folder.database),
        settings=str(folder.settings),
        library=str(find_shipped()),
        problem=find_fault(folder),
    )
    if as_json:
        places.print()
        return
    for name, place in places.model_dump(exclude={"version", "problem"}).items():
        print(f"{name:<9} {place}")
    if places.problem:
        print(f"\n{places.problem}")


def find_fault(folder: Folder) -> str | None:
    """What is wrong with the settings, the learner's keys included."""
    from studyapp.settings import read_settings
    from studyapp.tui.keymap import make_keymap

    try:
        make_keymap(read_settings(folder.settings).keys)
    except StudyError as error:
        return str(error)
    return None


def keys(context: Context, as_json: bool) -> None:
    """Raise StudyError where the settings name an action that there is not."""
    from studyapp.settings import read_settings
    from studyapp.tui.keymap import bindings, make_keymap

    mapped = make_keymap(read_settings(context.find().settings).keys)
    lines: dict[str, KeyLine] = {}
    for binding in bindings():
        if binding.id and binding.id not in lines:
            shown = mapped.get(binding.id, binding.key)
            lines[binding.id] = KeyLine(action=binding.id, keys=shown, words=binding.description)
    if as_json:
        Keys(keys=list(lines.values())).print()
        return
    for line in lines.values():
        print(f"{line.action:<26} {line.keys:<28} {line.words}".rstrip())
