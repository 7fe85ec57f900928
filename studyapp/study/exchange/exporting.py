"""Cards for other programs: a package for Anki, or a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from studyapp.deck.card import Card
from studyapp.errors import StudyError, UsageError
from studyapp.exchange.anki.collection import AnkiCard, Collection
from studyapp.exchange.anki.writing import write_package
from studyapp.store import journal, marks, memory
from studyapp.study.exchange.faces import make_note, ordinals
from studyapp.study.exchange.log import Where, make_card
from studyapp.study.exchange.table import make_csv, make_text
from studyapp.study.files import replace_file
from studyapp.study.opening import Study

ENDINGS = (".apkg", ".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    cards: int
    reviews: int = 0


def export(study: Study, cards: Sequence[Card], path: Path, *, history: bool, force: bool) -> Exported:
    """Write cards into a file of the kind that its ending names; into a package with all their siblings.

    Raise UsageError for a file that is there, or an ending that is none of ENDINGS; StudyError where there
    is no card, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        todo = f"Name one that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}."
        raise UsageError(f"cannot export into a file that ends in {ending!r}", where=str(path), todo=todo)
    if path.exists() and not force:
        raise UsageError("this file is there already", where=str(path), todo="--force writes over it.")
    if not cards:
        raise StudyError("there is no card to export")
    if ending == ".apkg":
        collection = make_collection(study, cards, history=history)
        replace_file(path, write_package(collection, study.clock.now()))
        told = [card for note in collection.notes for card in note.cards]
        reviews = sum(answer.is_graded for card in told for answer in card.answers)
        return Exported(path, len(told), reviews)
    names = partial(deck_name, titles_of(study))
    text = make_csv(cards) if ending == ".csv" else make_text(cards, names)
    replace_file(path, text.encode())
    return Exported(path, len(cards))


def make_collection(study: Study, cards: Iterable[Card], *, history: bool) -> Collection:
    """The notes of these cards, with all siblings: Anki would make those that a note lacks, as new ones."""
    wanted = {card.note for card in cards}
    notes = defaultdict[str, list[Card]](list)
    for card in study.reading.library.cards.values():
        if card.note in wanted:
            notes[card.note].append(card)
    with study.store.read() as connection:
        kept = marks.all_marks(connection) if history else {}
        rows = memory.all_rows(connection).values() if history else ()
        first_day = min([study.moment().day, *(row.first_day for row in rows)])
        told = tell(study, notes.values(), kept, first_day, history=history)
    entries, made = study.reading.catalogue.entries, []
    for siblings in notes.values():
        starred = any(kept[card.id].marked for card in siblings if card.id in kept)
        made.append(make_note(entries, siblings, tuple(told[card.id] for card in siblings), starred=starred))
    ahead = study.clock.offset_at(study.clock.now())
    return Collection(first_day, tuple(made), ahead, study.settings.study.day_starts)


def tell(
    study: Study,
    notes: Iterable[Sequence[Card]],
    kept: Mapping[str, marks.Mark],
    first_day: int,
    *,
    history: bool,
) -> dict[str, AnkiCard]:
    """Each card as Anki knows cards, with its log."""
    titles, now, told = titles_of(study), study.clock.now(), {}
    for place, siblings in enumerate(notes, start=1):
        for name, ordinal in ordinals(siblings).items():
            events = journal.not_undone(study.store.connection, name) if history else ()
            deck, mark = deck_name(titles, siblings[0].deck), kept.get(name, marks.Mark())
            where = Where(ordinal, deck, place)
            told[name] = make_card(events, mark, where, first_day=first_day, now=now, rules=study.rules)
    return told


def titles_of(study: Study) -> dict[str, str]:
    return {deck.name: deck.title for deck in study.reading.library.decks}


def deck_name(titles: Mapping[str, str], name: str) -> str:
    """A deck below its folders, by its title."""
    *folders, _ = name.split("/")
    return "::".join(["studyapp", *folders, titles.get(name, name).replace("::", ":")])
