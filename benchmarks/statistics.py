"""Statistics over a hundred thousand cards and half a million reviews: Home's overview, and every figure.

The app reads ahead where every card stands when it opens, and what was known on days gone by is computed once
in the life of a collection. All figures are CPU milliseconds; nothing is asserted. `make bench-anki` puts the
graphs of Anki over the same cards beside them.
"""

from __future__ import annotations

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from studyapp.clock import Clock
from studyapp.deck.card import Card, Deck, Kind
from studyapp.deck.library import Library
from studyapp.deck.prose import Prose
from studyapp.folder import Folder
from studyapp.insight.figures import ORDER
from studyapp.proof.source.catalogue import Catalogue
from studyapp.schedule.fsrs import Rating
from studyapp.settings import read_settings
from studyapp.store import rollup
from studyapp.store.engine import open_store
from studyapp.study.library.reading import Reading
from studyapp.study.opening import Study, make_engine, sync_cards
from studyapp.study.overview import make_overview
from studyapp.study.progress.progress import Progress, read_past, read_standings
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session

CARDS, DECKS, REVIEWED = 100_000, 200, 80_000
REVIEWS = 6  # of each reviewed card: one every sixty days, the last within as many
EVENTS = """
WITH RECURSIVE turn(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM turn WHERE n < :reviews - 1)
INSERT INTO event SELECT 'e' || card.number || '-' || n, 'review', card.id, 'here',
       n * 1000000 + card.number,
       ((:today - 360 + 60 * n + card.number % 60) * 86400 + (6 + card.number % 16) * 3600) * 1000000, 60,
       '{}'
FROM turn JOIN card WHERE card.number <= :reviewed
"""
JOURNAL = """
INSERT INTO review SELECT id, hlc, card, at, utc_offset, at / 86400000000, 1 + (hlc * 7919) % 9 / 2, NULL,
       CASE WHEN hlc % 3 = 0 THEN 0.5 + hlc % 5 / 10.0 END, CASE WHEN hlc >= 1000000 THEN 60 END,
       CASE WHEN hlc >= 1000000 THEN 'review' END, CASE WHEN hlc >= 1000000 THEN 1 + hlc % 60 ELSE 0 END,
       3 + hlc % 40, 1.0 + hlc / 1000000 * 20 + hlc % 30, 5.0,
       CASE WHEN hlc >= 1000000 THEN 0.5 + (hlc * 7919) % 50 / 100.0 END
FROM event WHERE kind = 'review'
"""
SOUND = "UPDATE review SET rating = min(rating, 4)"
MEMORY = """
INSERT INTO memory SELECT card, 'review', 0, stability, difficulty, NULL, :today + hlc % 300, day - 300, at,
       day, :reviews, hlc % 9, event
FROM review WHERE hlc >= (:reviews - 1) * 1000000
"""


def make_reading(count: int) -> Reading:
    """Decks as if they had been read from files."""
    each, decks = count // DECKS, []
    for deck in range(DECKS):
        cards = tuple(
            Card(
                f"c-{n}",
                Kind.RECALL,
                f"part/d{deck}",
                f"Card {n}",
                Prose(f"What is {n}?"),
                Prose("It."),
                "d.md",
                1,
            )
            for n in range(deck * each, (deck + 1) * each)
        )
        decks.append(Deck(f"part/d{deck}", f"Deck {deck}", cards))
    every = {card.id: card for deck in decks for card in deck.cards}
    return Reading(Library(every, tuple(decks), ()), Catalogue(), (), (), ())


def make_study(root: Path, cards: int = CARDS) -> Study:
    folder = Folder(root)
    store = open_store(folder.database)
    study = Study(
        folder, Clock(), read_settings(folder.settings), make_reading(cards), store, make_engine(folder)
    )
    sync_cards(study)
    return study


def fill(study: Study, reviewed: int = REVIEWED) -> None:
    values = {"today": study.moment().day, "reviews": REVIEWS, "reviewed": reviewed}
    with closing(sqlite3.connect(study.folder.database)) as connection, connection:
        connection.execute(EVENTS, values)
        connection.execute(JOURNAL)
        connection.execute(SOUND)
        connection.execute(MEMORY, values)
    with study.store.write() as held:
        rollup.recount(held)


def cpu(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds, the median."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - begin))
    return median(taken)


def grade_one(study: Study) -> None:
    session = Session(study)
    presented = session.find(None, "c-5")
    assert presented is not None
    session.grade(presented, Rating.GOOD, Given())


def read_ahead(study: Study) -> None:
    read_standings(study)
    read_past(study)


def time_home(study: Study) -> None:
    grade_one(study)  # the only review here that can be undone
    print(f"  {'Home, the first time':<32}{cpu(lambda: make_overview(study), 1):9.1f} ms")
    grade_one(study)
    print(f"  {'Home, after a review':<32}{cpu(lambda: make_overview(study), 1):9.1f} ms")
    print(f"  {'Home again':<32}{cpu(lambda: make_overview(study)):9.1f} ms")


def time_figures(study: Study, days: int | None, when: str) -> None:
    print(f"  every figure, {days or 'all'} days, {when}")
    progress, total = Progress(study, days=days), 0.0
    for name in ORDER:
        took = cpu(lambda name=name: progress.figure(name), 1)  # type: ignore[misc]
        total += took
        print(f"    {name:<30}{took:9.1f} ms")
    print(f"    {'all of them':<30}{total:9.1f} ms")


def main() -> None:
    print(f"Statistics, over {CARDS:,} cards and {REVIEWED * REVIEWS:,} reviews (CPU)")
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder))
        fill(study)
        print(f"  {'Read ahead, the first time ever':<32}{cpu(lambda: read_ahead(study), 1):9.1f} ms")
        study.close()
        study = make_study(Path(folder))
        time_home(study)
        gc.disable()
        print(f"  {'Read ahead, as the app opens':<32}{cpu(lambda: read_ahead(study), 1):9.1f} ms")
        gc.freeze()  # as the app does
        gc.enable()
        time_figures(study, None, "the first time")
        time_figures(study, 90, "the first time")
        for days in (90, None):
            grade_one(study)
            time_figures(study, days, "after a review")
        study.close()


def million() -> None:
    """Home alone, over a million cards: making them takes minutes."""
    cards, reviewed = 10 * CARDS, 10 * REVIEWED
    print(f"Home's overview, over {cards:,} cards and {reviewed * REVIEWS:,} reviews (CPU)")
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder), cards)
        fill(study, reviewed)
        time_home(study)
        study.close()
