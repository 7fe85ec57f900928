"""Builds a real Anki collection and prints what Anki's own backend counts in it.

JSON on standard input, JSON on standard output. This is the one file that imports the package `anki`, which
is under the AGPL: it runs as a process of its own in an environment of its own, `.venv-anki`, talks to the
tests by text alone, and ships with nothing, neither the wheel nor the sdist. It knows nothing of studyapp;
tests/peers/collection.py writes what it reads.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from anki.buildinfo import version
from anki.collection import Collection
from anki.stats_pb2 import GraphsRequest
from google.protobuf.json_format import MessageToDict

NOTE = "INSERT INTO notes VALUES (?, ?, ?, 0, 0, '', ?, ?, 0, 0, '')"
CARD = "INSERT INTO cards VALUES (?, ?, ?, 0, 0, 0, ?, ?, ?, ?, 2500, ?, ?, 0, 0, 0, 0, ?)"
REVIEW = "INSERT INTO revlog VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)"
YEAR = GraphsRequest(search="", days=365).SerializeToString()


def fill(path: Path, told: dict[str, Any]) -> None:
    """Write the cards and reviews as Anki stores them; days are counted from when the collection began."""
    collection = Collection(str(path))
    collection.set_config("rollover", told["rollover"])
    collection.set_config("fsrs", True)
    collection.set_config("lastUnburied", told["today"])  # or else opening it would unbury all cards
    kind = collection.models.by_name("Basic")
    assert kind is not None
    decks = {name: collection.decks.id(name) for name in told["decks"]}
    collection.close()
    notes = [(card[0], str(card[0]), kind["id"], f"{card[0]}\x1fIt.", str(card[0])) for card in told["cards"]]
    with closing(sqlite3.connect(path)) as database, database:  # quicker by far than through Anki
        database.execute("UPDATE col SET crt = ?", (told["created"],))
        database.executemany(NOTE, notes)
        cards = ((key, key, decks[deck], *rest) for key, deck, *rest in told["cards"])
        database.executemany(CARD, cards)
        database.executemany(REVIEW, told["reviews"])


def measure(collection: Collection, times: int) -> float | None:
    """CPU milliseconds of all graphs of a year, the median."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        collection._backend.graphs_raw(YEAR)
        taken.append(1000 * (time.process_time() - begin))
    return statistics.median(taken) if taken else None


def main() -> None:
    told = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        fill(path, told)
        collection = Collection(str(path))  # opened anew: the backend keeps when its day began
        timing = collection._backend.sched_timing_today()
        graphs = {
            name: MessageToDict(
                collection._backend.graphs(search=search, days=0),
                preserving_proto_field_name=True,
                always_print_fields_with_no_presence=True,
            )
            for name, search in told["searches"].items()
        }
        milliseconds = measure(collection, told.get("times", 0))
        collection.close()
    found = {"version": version, "day": timing.days_elapsed, "ends": timing.next_day_at, "graphs": graphs}
    json.dump({**found, "milliseconds": milliseconds}, sys.stdout)


if __name__ == "__main__":
    main()
