"""A year of sample history is like a learner's: consistent, forgetting as the model says, twice the same."""

from __future__ import annotations

from pathlib import Path

from studyapp.store import memory
from studyapp.study.sampling import Sample
from tests.reviews import standing_reviews
from tests.unit.study.scene import opened, write_deck

MANY = "".join(f"## Card {number} {{#c{number}}}\n> {number}.\n\n" for number in range(60))


def test_its_memories_are_what_its_journal_says_and_its_recall_what_was_asked_for(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path, MANY), 366) as study:
        written = Sample(study).write()
        connection = study.store.connection
        for card, row in memory.all_rows(connection).items():
            assert memory.replay(connection, card) == row
        reviews = standing_reviews(connection)
        assert len(reviews) == written
        today = study.moment().day
        assert {review.day for review in reviews} <= set(range(today - 365, today))
        learned = [review for review in reviews if review.phase == "review"]
        recalled = sum(review.rating > 1 for review in learned) / len(learned)
        assert 0.8 < recalled < 0.97


def test_the_same_year_is_written_twice(tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with opened(write_deck(tmp_path / name, MANY), 61) as study:
            Sample(study).write(60)
            told.append([(row.card, row.day, row.rating) for row in standing_reviews(study.store.connection)])
    assert told[0] == told[1]
    assert told[0]
