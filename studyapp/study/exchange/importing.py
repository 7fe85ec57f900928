"""Taking in other programs' cards: into deck files, and their history into the journal, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.deck.card import Card, Kind
from studyapp.errors import StudyError
from studyapp.exchange.draft import Losses
from studyapp.exchange.reading import read_source
from studyapp.exchange.section import Section, write_section
from studyapp.exchange.source import Brought, Source
from studyapp.store import journal, marks
from studyapp.store.events import Event, Flag, Marked, Suspend
from studyapp.store.refolding import refold
from studyapp.study.data.safekeeping import back_up, name_aside
from studyapp.study.exchange.faces import ordinals
from studyapp.study.exchange.history import LOGGED, Retelling
from studyapp.study.exchange.placing import Placed, place
from studyapp.study.files import put_back, replace_all
from studyapp.study.library.creating import found_folder
from studyapp.study.library.editing import take_up
from studyapp.study.opening import Study
from studyapp.words import counted

MOVED_ON = "cards whose text has changed: their history stays behind"
UNLOGGED = "cards with a due date that no review led to: they begin as new ones"


Begin = Callable[[str], None]


def silently(stage: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    files: Sequence[Path]
    into: str = ""  # a deck, or with a slash at its end a folder of decks
    history: bool = True
    dry: bool = False  # only say what would be done


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken in, or would be."""

    decks: Mapping[str, int]  # cards added, by deck
    known: int  # cards that were here already, whose text is left as it is
    events: Sequence[Event]
    losses: Mapping[str, int]
    backup: Path | None = None

    @property
    def cards(self) -> int:
        return sum(self.decks.values())

    def count(self, *kinds: type) -> int:
        return sum(isinstance(event.body, kinds) for event in self.events)


@dataclass(slots=True)
class Plan:
    """All that would be written, before anything is."""

    losses: Losses = field(default_factory=Losses)
    sections: list[tuple[Section, str]] = field(default_factory=list)  # new ones, each with its origin
    sides: list[tuple[str, Brought, str, Source]] = field(default_factory=list)  # of all notes
    known: int = 0


def take_in(study: Study, wanted: Wanted, begin: Begin = silently) -> Imported:
    """Raise UsageError for what cannot be read or written to, StudyError where something is broken.

    What was imported before is not imported twice, and a text that was changed here stays as it is here.
    begin: is told of each part of the work, before it.
    """
    if study.store.read_only and not wanted.dry:
        raise StudyError(study.notice)
    begin(f"reading {', '.join(file.name for file in wanted.files)} …")
    plan = make_plan(study, wanted.files)
    begin(f"{counted(len(plan.sides), 'card')}: finding places and history …")
    decks = place(study, plan.sections, wanted.into)
    added = {name for section, _ in plan.sections for name in section.sides.values()}
    events = tell(study, plan, added) if wanted.history else []
    backup = None
    if not wanted.dry and (decks or events):
        begin(f"{counted(len(plan.sides), 'card')}: writing them and {counted(len(events), 'event')} …")
        if events:
            backup = back_up(study.folder, name_aside(study.folder, study.clock, "unimported"))
        carry_out(study, decks, events)
    counts = {deck.name: deck.cards for deck in decks}
    return Imported(counts, plan.known, events, dict(plan.losses.counts), backup)


def make_plan(study: Study, files: Iterable[Path]) -> Plan:
    plan, taken, here = Plan(), headings(study), defaultdict[str, list[Card]](list)
    for card in study.reading.library.cards.values():
        here[card.note].append(card)
    sources = [read_source(path, study.clock.offset_at, plan.losses) for path in files]
    if not any(source.notes for source in sources):
        raise StudyError("there is no card in it", where=", ".join(map(str, files)))
    for source in sources:
        for note in source.notes:
            section = write_section(note.draft, plan.losses)
            if section is None:
                continue
            if is_known := bool((section.headings | {note.draft.id}) & taken):
                plan.known += len(section.sides)
            named = name_sides(here.get(note.draft.id, ()))
            for side, name in section.sides.items():
                plan.sides.append((side, note, named.get(side, name), source))
            if not is_known:
                plan.sections.append((section, source.origin))
                taken |= section.headings
    if not plan.sections:
        plan.losses.counts.clear()  # of cards that are here already
    return plan


def name_sides(siblings: Sequence[Card]) -> dict[str, str]:
    """The cards of a heading by the sides that they are elsewhere: our gaps may have names of their own."""
    gaps = bool(siblings) and siblings[0].kind is Kind.CLOZE
    return {
        f"c{ordinal + 1}" if gaps else ("back" if ordinal else ""): name
        for name, ordinal in ordinals(siblings).items()
    }


def headings(study: Study) -> set[str]:
    """Ids of all headings that there are or were, those that a problem keeps out among them."""
    library = study.reading.library
    cards = library.cards.values()
    siblings = {card.id.replace("~", "-") for card in cards}  # as each would be by itself
    was = {card.was.partition("~")[0] for card in cards if card.was}
    left_out = {name for deck in library.decks for name in deck.left_out}
    return {card.note for card in cards} | siblings | was | left_out


def tell(study: Study, plan: Plan, added: set[str]) -> list[Event]:
    """The events that the journal lacks, of cards that there are."""
    with study.store.read() as connection:
        done, known = journal.seconds_of(connection, *LOGGED), journal.ids(connection)
        events, kept = dict[str, Event](), marks.all_marks(connection)
        here = added | set(study.reading.library.cards)
        for side, note, name, source in plan.sides:
            if side not in note.cards:
                continue
            if name not in here:
                plan.losses.add(MOVED_ON, bool(note.cards[side].answers))
            else:
                retelling = Retelling(study, source.first_day, done)
                for event in retelling.tell(name, note.cards[side], starred=note.starred):
                    if event.id not in known and changes(event, kept.get(name, marks.Mark())):
                        events[event.id] = event
                plan.losses.add(UNLOGGED, retelling.unlogged)
    return sorted(events.values(), key=lambda event: event.hlc)


def changes(event: Event, mark: marks.Mark) -> bool:
    """Whether a card is another one after it."""
    match event.body:
        case Suspend():
            return not mark.suspended
        case Flag(flag=flag):
            return flag != mark.flag
        case Marked():
            return not mark.marked
    return True


def carry_out(study: Study, decks: Sequence[Placed], events: Sequence[Event]) -> None:
    """Files and journal together: where one cannot be written, the other is left as it was."""
    before: dict[Path, bytes | None] = {}
    try:
        with study.store.write() as connection:
            before = replace_all({deck.path: deck.content for deck in decks}, todo="Nothing was imported.")
            found_folder(study.folder)
            take_up(study)
            refold(connection, journal.merge(study.store, events))
    except BaseException:
        with suppress(OSError):
            put_back(before)
        raise
