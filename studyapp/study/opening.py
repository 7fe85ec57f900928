"""Opening a study folder: settings, files and the learner's data, ready for a session."""

from __future__ import annotations

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from studyapp.clock import Clock, ahead_of_utc
from studyapp.deck.card import Card
from studyapp.folder import Folder
from studyapp.proof.run.engine import Engine, choose_layers, find_readable
from studyapp.schedule.days import study_day
from studyapp.schedule.fsrs import DEFAULT_NAME, DEFAULT_WEIGHTS
from studyapp.schedule.plan import Moment, Rules
from studyapp.settings import Settings, read_settings
from studyapp.store import cards, meta, texts
from studyapp.store.adopted import InUse, in_use
from studyapp.store.engine import Store, open_store
from studyapp.store.errors import BusyError, ReadOnlyError, StoreError
from studyapp.study.checking.records import Records
from studyapp.study.doubt.contested import renew
from studyapp.study.library.reading import Reading, read_folder
from studyapp.study.library.texts import hash_text, read_texts
from studyapp.study.progress.knowledge import Knowledge
from studyapp.study.progress.standings import Standings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studyapp.study.library.moving import Move


NAMED = 8  # decks that an error lists


@dataclass(slots=True)
class Study:
    """An open study folder."""

    folder: Folder
    clock: Clock
    settings: Settings
    reading: Reading
    store: Store
    engine: Engine
    unsettled: tuple[str, ...] = ()  # ids of cards whose answer is another one than the learner knows
    notice: str = ""  # something the learner should know at once: that nothing can be saved here
    rules: Rules = field(init=False)
    records: Records = field(init=False)
    knowledge: Knowledge = field(default_factory=Knowledge)
    standings: Standings = field(default_factory=Standings)
    moves: list[tuple[Move, int]] = field(default_factory=list)  # each with the last deed before it

    def __post_init__(self) -> None:
        self.rules = make_rules(self.settings)
        with self.store.read() as connection:
            self.renew_rules(connection)
        self.records = Records(self.folder)

    def moment(self) -> Moment:
        """Now, and the study day that it belongs to."""
        now = self.clock.now()
        return Moment(now, study_day(now, ahead_of_utc(now), self.settings.study.day_starts))

    def renew_rules(self, connection: Connection) -> None:
        """Schedule with the weights in use: another window may have adopted some."""
        found = in_use(connection) or InUse(DEFAULT_NAME, DEFAULT_WEIGHTS)
        if found.name != self.rules.parameters:
            self.rules = replace(self.rules, parameters=found.name, weights=found.weights)

    def find_deck(self, text: str) -> str | None:
        """Name a deck or a folder of decks, also by a deck's title in any case; None where there is none."""
        decks = self.reading.library.decks
        if not text or any(deck.name == text or deck.name.startswith(f"{text}/") for deck in decks):
            return text
        return next((deck.name for deck in decks if deck.title.casefold() == text.casefold()), None)

    @property
    def deck_names(self) -> str:
        """Those of the decks, as an error lists them: the first, and how many more there are."""
        names = [deck.name for deck in self.reading.library.decks]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return ", ".join(names[:NAMED]) + more or "none"

    def warm_up(self) -> None:
        """Get ready in the background to run this folder's proofs at once, unless the settings say not to."""
        if not self.settings.proofs.warm:
            return
        self.engine.warm(
            {world for entry in self.reading.catalogue.entries.values() for world in entry.ranks}
        )

    def close(self) -> None:
        self.engine.close()
        self.store.close()


def make_rules(settings: Settings) -> Rules:
    study = settings.study
    return Rules(
        retention=study.desired_retention,
        learning_steps=study.learning_steps,
        relearning_steps=study.relearning_steps,
        maximum_interval=study.maximum_interval,
        fuzz=study.fuzz,
        balance=study.balance,
        shares=study.shares,
    )


def open_study(folder: Folder, clock: Clock) -> Study:
    """Read the folder and open its database; read-only where nothing can be written.

    Raise StudyError where settings or database cannot be used.
    """
    settings, engine = read_settings(folder.settings), make_engine(folder)
    with without_collecting():
        reading = read_folder(folder)
    notice = ""
    try:
        store = open_store(folder.database)
    except ReadOnlyError as error:
        store = open_store(folder.database, read_only=True)
        notice = f"Look around only: {error.what}"
    study = Study(folder, clock, settings, reading, store, engine, notice=notice)
    try:
        if not store.read_only:
            sync_cards(study)
    except BusyError as error:
        study.close()
        what = "another program is writing to it and did not finish, so it could not be opened."
        raise BusyError(what, where=error.where, todo="Wait for it or close it, then try again.") from error
    except StoreError:
        study.close()
        raise
    return study


@contextmanager
def without_collecting() -> Iterator[None]:
    """Everything that is made meanwhile stays: looking for garbage among it takes a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def make_engine(folder: Folder) -> Engine:
    """Raise UsageError where the environment asks for layers that there are not."""
    return Engine(choose_layers(), find_readable(folder.root))


def sync_cards(study: Study) -> cards.SyncReport:
    """Make the store's list of cards what the files say now, and which of them are contested."""
    rows, moment, offset = list(card_rows(study.reading)), study.moment(), offset_minutes(study)
    with study.store.write() as connection:
        report = cards.sync(study.store, rows, at=moment.at, utc_offset=offset, day=moment.day)
        texts.put(connection, read_texts(study.reading.library.cards[name] for name in report.texts))
    titles = json.dumps([(deck.name, deck.title) for deck in study.reading.library.decks])
    if meta.get(study.store.connection, "decks") != titles:
        with study.store.write() as connection:
            meta.put(connection, "decks", titles)
    renew(study)
    study.unsettled = report.answers
    return report


def offset_minutes(study: Study) -> int:
    """Minutes that the learner's clock is ahead of UTC now."""
    return int(ahead_of_utc(study.clock.now()).total_seconds() // 60)


def card_rows(reading: Reading) -> Iterator[cards.CardRow]:
    siblings = Counter(card.note for card in reading.library.cards.values())
    for position, card in enumerate(reading.library.cards.values()):
        yield cards.CardRow(
            id=card.id,
            deck=card.deck,
            position=position,
            kind=card.kind.value,
            proof=card.proof,
            answer_hash=hash_answer(card),
            tags=card.tags,
            claims=card.claims,
            after=card.after,
            was=card.was,
            heading=card.note if siblings[card.note] > 1 else None,
            text_hash=hash_text(card),
        )


def hash_answer(card: Card) -> str:
    """Of what the learner has to know: an edit of anything else keeps progress without a question."""
    parts = [card.answer.source, card.typed.text.source if card.typed else ""]
    parts += [f"{choice.right}{choice.text.source}" for choice in card.choices]
    if card.hidden is not None:
        parts.append(card.question.source)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
