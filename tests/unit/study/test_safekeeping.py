"""Copies of the learner's data, and going back to one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from studyapp.clock import Clock, read_clock
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.store.engine import open_store
from studyapp.store.header import log_of
from studyapp.study.data.safekeeping import KEPT, back_up, find_backups, folder_of, keep_daily, restore
from tests.reviews import standing_reviews
from tests.unit.store.samples import answer

CLOCK = read_clock("2026-03-02T09:00:00+01:00")


def later(days: int) -> Clock:
    return Clock(CLOCK.shift + timedelta(days=days), CLOCK.zone)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A study folder whose learner has answered one card."""
    folder = Folder(tmp_path)
    with open_store(folder.database) as store:
        answer(store, "one")
    return folder


def answers(path: Path) -> list[str]:
    with open_store(path) as store:
        return [review.card for review in standing_reviews(store.connection)]


def test_a_copy_of_a_database_in_use_has_all_that_was_saved(folder: Folder, tmp_path: Path) -> None:
    with open_store(folder.database) as store:
        answer(store, "two")
        made = back_up(folder, tmp_path / "elsewhere" / "copy.db")
    assert answers(made) == ["one", "two"]
    back_up(folder, tmp_path / "again.db")
    assert [path.name for path in folder.database.parent.iterdir()] == ["study.db"], "no log is left"


def test_each_day_has_one_copy_and_the_oldest_go(folder: Folder) -> None:
    for day in range(KEPT + 3):
        assert keep_daily(folder, later(day)) is not None
        assert keep_daily(folder, later(day)) is None, "one a day"
    asked = back_up(folder, folder_of(folder) / "study-asked-1.db")
    names = sorted(path.name for path in folder_of(folder).iterdir())
    assert names == [*(f"study-2026-03-{day:02}.db" for day in range(5, 10)), asked.name]


def test_going_back_keeps_what_was_there(folder: Folder) -> None:
    copy = keep_daily(folder, CLOCK)
    assert copy is not None
    with open_store(folder.database) as store:
        answer(store, "two")
    events, aside = restore(folder, copy, CLOCK)
    assert events == 1
    assert answers(folder.database) == ["one"]
    assert aside is not None
    assert answers(aside) == ["one", "two"]
    assert find_backups(folder)[0].path == aside


def test_a_window_that_is_open_sees_what_was_restored(folder: Folder) -> None:
    copy = keep_daily(folder, CLOCK)
    assert copy is not None
    with open_store(folder.database) as window:
        answer(window, "two")
        restore(folder, copy, CLOCK)
        assert [review.card for review in standing_reviews(window.connection)] == ["one"]
        answer(window, "three")
    assert answers(folder.database) == ["one", "three"]


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_database_is_moved_aside_as_it_is(folder: Folder, damage: bytes) -> None:
    copy = keep_daily(folder, CLOCK)
    assert copy is not None
    folder.database.write_bytes(damage)
    _, aside = restore(folder, copy, CLOCK)
    assert aside is not None
    assert aside.read_bytes() == damage
    assert answers(folder.database) == ["one"]


def test_a_copy_can_be_restored_where_there_is_no_database(folder: Folder, tmp_path: Path) -> None:
    copy = back_up(folder, tmp_path / "copy.db")
    new = Folder(tmp_path / "new")
    assert restore(new, copy, CLOCK) == (1, None)
    assert answers(new.database) == ["one"]


def test_the_log_of_a_database_that_is_gone_is_not_read_into_the_copy(folder: Folder, tmp_path: Path) -> None:
    copy = back_up(folder, tmp_path / "copy.db")
    with open_store(folder.database) as store:
        answer(store, "two")
        newer = log_of(folder.database).read_bytes()
    folder.database.unlink()
    log_of(folder.database).write_bytes(newer)
    assert restore(folder, copy, CLOCK) == (1, None)
    assert answers(folder.database) == ["one"]
    assert [path.read_bytes() for path in folder_of(folder).iterdir()] == [newer]


def test_what_is_no_sound_copy_changes_nothing(folder: Folder, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE something (x)")
    torn = back_up(folder, tmp_path / "torn.db")
    torn.write_bytes(torn.read_bytes()[:-9000])
    before = folder.database.read_bytes()
    for source, said in ((other, "another program"), (torn, "damaged"), (tmp_path / "none.db", "no such")):
        with pytest.raises(StudyError, match=said):
            restore(folder, source, CLOCK)
    assert folder.database.read_bytes() == before
    assert not folder_of(folder).exists()
