"""The statistics of a year beside Anki's graphs, over the same cards and reviews in the same run.

CPU time of both: Anki's is its backend's one call for all graphs, which reads every review. Ours reads them
all at the first look, and after a review only that one. `make bench-anki` installs Anki.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.statistics import CARDS, REVIEWED, REVIEWS, cpu, fill, grade_one, make_study
from studyapp.insight.figures import ORDER
from studyapp.study.opening import Study
from studyapp.study.progress.progress import Progress
from studyapp.study.progress.standings import Standings
from tests.peers.asking import ask
from tests.peers.collection import BEFORE

DAYS, TIMES = 365, 5
# Of these, Anki has nothing.
OWN = ("weeks", "predicted", "calibration", "knowledge", "decks", "weak", "proofs")
# Ids in Anki's log are milliseconds: one for each card keeps them apart. Last column: 0 for a first review.
LOG = """
SELECT at / 1000 + card.number, card.number, rating, interval, interval, 2500,
       CAST(coalesce(seconds, 0) * 1000 AS INTEGER), phase IS NOT NULL
FROM review JOIN card ON card.id = review.card
"""
ROWS = """
SELECT card.number, card.deck, iif(memory.card IS NULL, 0, 2), iif(memory.card IS NULL, 0, 2),
       coalesce(due_day - :today + :before, 0), coalesce(due_day - last_day, 0), coalesce(reps, 0),
       coalesce(lapses, 0),
       iif(memory.card IS NULL, '{}', json_object('s', stability, 'd', difficulty, 'lrt', last_at / 1000000))
FROM card LEFT JOIN memory ON memory.card = card.id
"""


def describe(study: Study) -> dict[str, Any]:
    """The document that tests/peers/anki_graphs.py reads."""
    values = {"today": study.moment().day, "before": BEFORE}
    with closing(sqlite3.connect(study.folder.database)) as connection:
        cards = connection.execute(ROWS, values).fetchall()
        reviews = connection.execute(LOG).fetchall()
    return {
        "created": int(study.clock.now().timestamp()) - BEFORE * 86_400,
        **{"today": BEFORE, "rollover": 4, "cards": cards, "reviews": reviews, "times": TIMES},
        "decks": sorted({card[1] for card in cards}),
        "searches": {"all": ""},
    }


def main() -> None:
    print(f"A year's statistics, over {CARDS:,} cards and {REVIEWED * REVIEWS:,} reviews (CPU)")
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder))
        fill(study)
        offset = study.clock.now().utcoffset()
        assert offset is not None
        found = ask(describe(study), offset)
        peer = found["milliseconds"]
        print(f"  {'Anki ' + found['version'] + ', all graphs':<40}{peer:9.1f} ms")
        shared = [name for name in ORDER if name not in OWN]
        for what, names in (("the figures that Anki has", shared), ("every figure", [*ORDER])):
            tell(f"{what}, the first look", time_first(study, names), peer)
            tell(f"{what}, after a review", time_later(study, names), peer)
        study.close()


def time_first(study: Study, names: list[str]) -> float:
    """As in a study that has looked at nothing yet."""
    fresh = replace(study, standings=Standings())
    return cpu(lambda: compute(fresh, names), 1)


def time_later(study: Study, names: list[str]) -> float:
    compute(study, names)
    taken = []
    for _ in range(TIMES):
        grade_one(study)
        taken.append(cpu(lambda: compute(study, names), 1))
    return median(taken)


def tell(what: str, took: float, peer: float) -> None:
    print(f"  {what:<40}{took:9.1f} ms   {took / peer:6.2f} × Anki's")


def compute(study: Study, names: list[str]) -> None:
    progress = Progress(study, days=DAYS)
    for name in names:
        progress.figure(name)
