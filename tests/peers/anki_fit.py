"""Run by Anki's own Python: the weights that its optimiser, fsrs-rs, fits to histories."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection
from anki.scheduler_pb2 import FsrsItem, FsrsReview


def main() -> None:
    """Read histories from standard input, each review as (order, study day, rating); print the weights."""
    found: list[tuple[int, FsrsItem]] = []
    for history in json.load(sys.stdin)["histories"]:
        reviews: list[FsrsReview] = []
        last = None
        for at, day, rating in history:
            elapsed = 0 if last is None else max(0, day - last)
            reviews.append(FsrsReview(rating=rating, delta_t=elapsed))
            if elapsed:  # what it learns from: an answer, and all that led to it
                found.append((at, FsrsItem(reviews=reviews)))
            last = day
    found.sort(key=lambda one: one[0])
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        weights = collection._backend.fsrs_benchmark(train_set=[item for _, item in found])
        collection.close()
    json.dump(list(weights), sys.stdout)


if __name__ == "__main__":
    main()
