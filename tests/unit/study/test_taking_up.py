"""Changed files are taken up, now or later."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studyapp.store.errors import BusyError
from studyapp.study.library.editing import take_up
from tests.unit.study.scene import DECK, opened, waiting, write_deck


def test_what_a_busy_database_kept_out_is_taken_up_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.store.connection.BUSY_SECONDS", 0.05)
    with opened(write_deck(tmp_path)) as study:
        write_deck(tmp_path, f"{DECK}\n## More {{#more}}\n> Four.\n")
        with closing(sqlite3.connect(study.store.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(BusyError):
                take_up(study)
            assert "more" not in study.reading.library.cards, "the queue does not know it either"
            other.rollback()
        assert take_up(study)
        assert "more" in waiting(study)
