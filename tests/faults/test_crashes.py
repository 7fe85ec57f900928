"""Killed at any moment, a process loses nothing that it said was saved."""

from __future__ import annotations

import random
import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest

from studyapp.store import journal
from studyapp.store.engine import open_store
from studyapp.store.events import Edit
from studyapp.store.header import log_of
from tests.faults import children
from tests.faults.processes import assert_sound, child, event_ids
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, answer, new_store


def test_a_killed_process_loses_no_review_that_it_said_was_saved(tmp_path: Path) -> None:
    luck = random.Random(4)
    graded: set[str] = set()
    undone: set[str] = set()
    for _ in range(6):
        with child(children.grade_for_ever, tmp_path / "study.db") as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(luck.randrange(1, 60))]
            time.sleep(luck.random() / 50)  # so that the kill comes anywhere between two commits
            process.kill()
            said += process.stdout.readlines()
        for what, event in (line.split() for line in said if line.endswith("\n")):
            (graded if what == "graded" else undone).add(event)
        with new_store(tmp_path) as store:
            assert_sound(store)
            assert graded <= set(event_ids(store))
            stands = {row.event for row in standing_reviews(store.connection)}
            assert not undone & stands
            assert len(graded - undone - stands) <= 6, "at most the undo that a kill cut off from being said"


@pytest.fixture
def crashed(tmp_path: Path) -> tuple[Path, list[str]]:
    """A database whose newest commits are only in its log, and the ids of its events."""
    with new_store(tmp_path) as store:
        answer(store, "card-0")
    with new_store(tmp_path) as store:
        for number in range(12):
            answer(store, f"card-{number % 3}", at=NOW)
        (tmp_path / "crashed").mkdir()
        for file in (store.path, log_of(store.path)):
            shutil.copy(file, tmp_path / "crashed")
        events = event_ids(store)
    return tmp_path / "crashed" / "study.db", events


def copy_with_log(path: Path, log: bytes, folder: Path) -> Path:
    folder.mkdir()
    copy = folder / "study.db"
    shutil.copy(path, copy)
    log_of(copy).write_bytes(log)
    return copy


def test_a_log_that_was_cut_leaves_the_commits_before_the_cut(
    crashed: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, events = crashed
    log = log_of(path).read_bytes()
    cuts = sorted({0, 1, 31, 32, 33, len(log) - 1, len(log), *range(0, len(log), len(log) // 40)})
    found = []
    for cut in cuts:
        with open_store(copy_with_log(path, log[:cut], tmp_path / f"cut-{cut}")) as store:
            assert_sound(store)
            ids = event_ids(store)
        assert ids == events[: len(ids)]
        found.append(len(ids))
    assert all(fewer <= more for fewer, more in pairwise(found))
    assert (found[0], found[-1]) == (1, len(events))


def test_a_log_with_a_flipped_bit_leaves_the_commits_before_it(
    crashed: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, events = crashed
    luck = random.Random(5)
    for number in range(30):
        log = bytearray(log_of(path).read_bytes())
        log[luck.randrange(len(log))] ^= 1 << luck.randrange(8)
        with open_store(copy_with_log(path, bytes(log), tmp_path / f"flip-{number}")) as store:
            assert_sound(store)
            ids = event_ids(store)
        assert ids == events[: len(ids)]


def test_the_commits_in_a_log_are_seen_by_a_reader_too(crashed: tuple[Path, list[str]]) -> None:
    path, events = crashed
    before = path.read_bytes(), log_of(path).read_bytes()
    with open_store(path, read_only=True) as store:
        assert event_ids(store) == events
    assert (path.read_bytes(), log_of(path).read_bytes()) == before


def test_a_database_reached_by_a_link_finds_its_log(crashed: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, events = crashed
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with open_store(link) as store:
        assert event_ids(store) == events
        journal.append(store, Edit(card="one", answer_hash="h", keep=True), at=NOW, utc_offset=OFFSET)
    with open_store(path) as store:
        assert len(event_ids(store)) == len(events) + 1
