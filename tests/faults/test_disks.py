"""A folder that cannot be written, or a disk that is full: never said to be saved, and still readable."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from studyapp.store.backup import copy_database
from studyapp.store.engine import Store, open_store
from studyapp.store.errors import FullError
from studyapp.store.header import log_of
from tests.faults import children
from tests.faults.processes import assert_sound, event_ids, finish
from tests.reviews import standing_reviews
from tests.unit.store.samples import answer, new_store


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user can reach; pytest's own belong to one."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o777)
        yield place
        place.chmod(0o777)


def two_reviews(folder: Path) -> Path:
    with new_store(folder) as store:
        answer(store, "one")
        answer(store, "two")
    return folder / "study.db"


MODES = {
    "file and folder": (0o444, 0o555),
    "the file": (0o444, 0o777),
    "the folder": (0o666, 0o555),
}


@pytest.mark.parametrize(("file_mode", "folder_mode"), MODES.values(), ids=MODES.keys())
def test_what_cannot_be_written_can_be_browsed(folder: Path, file_mode: int, folder_mode: int) -> None:
    path = two_reviews(folder)
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    before = path.read_bytes()
    assert finish(children.browse, path) == [["ReadOnlyError"], ["2", "ReadOnlyError"]]
    assert path.read_bytes() == before
    assert [place.name for place in folder.iterdir()] == ["study.db"]


def test_a_database_cannot_be_made_in_a_folder_that_cannot_be_written(folder: Path) -> None:
    folder.chmod(0o555)
    assert finish(children.browse, folder / "study.db") == [["ReadOnlyError"], ["ReadOnlyError"]]
    assert finish(children.browse, folder / "data" / "study.db") == [["ReadOnlyError"], ["ReadOnlyError"]]


def test_reviews_that_are_only_in_the_log_are_never_left_out_in_silence(folder: Path) -> None:
    path = two_reviews(folder)
    (folder / "crashed").mkdir()
    with open_store(path) as store:
        answer(store, "three")
        for file in (path, log_of(path)):
            shutil.copy(file, folder / "crashed")
    (folder / "crashed").chmod(0o555)
    first, second = finish(children.browse, folder / "crashed" / "study.db")
    assert first == ["ReadOnlyError"]
    assert second in (["3", "ReadOnlyError"], ["ReadOnlyError"])


def test_a_file_that_may_not_grow_is_never_said_to_be_saved(tmp_path: Path) -> None:
    two_reviews(tmp_path)
    said = finish(children.write_until_a_file_may_not_grow, tmp_path / "study.db", 80)
    graded = [word for told, word, *_ in said if told == "graded"]
    errors = {tuple(words) for words in said if words[0] != "graded"}
    assert graded
    assert errors <= {("FullError", "not", "saved"), ("DiskError", "not", "saved")}
    assert errors
    with new_store(tmp_path) as store:
        assert event_ids(store)[3:] == graded
        assert_sound(store)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a disk of one megabyte")
    mounted = subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", disk], check=False)
    if mounted.returncode:
        pytest.skip("this system lets no disk be mounted")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(store: Store) -> list[str]:
    """Grade until the disk is full, and return what was saved."""
    saved: list[str] = []
    while len(saved) < 2000:
        try:
            saved.append(answer(store, f"card-{len(saved) % 50}", answer="x" * 2000))
        except FullError:
            return saved
    raise AssertionError("a disk of one megabyte held four")


def test_a_disk_too_full_to_open_the_database_is_called_full(small_disk: Path) -> None:
    new_store(small_disk).close()
    (small_disk / "ballast").write_bytes(bytes(1 << 19))
    with suppress(OSError), (small_disk / "more").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))
    with pytest.raises(FullError, match="the disk is full"), new_store(small_disk) as store:
        answer(store, "one")


def test_a_full_disk_keeps_what_was_saved_and_goes_on_once_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(200_000))
    with new_store(small_disk) as store:
        saved = fill(store)
        assert saved
        with pytest.raises(FullError, match="not saved"):
            answer(store, "one more", answer="x" * 8000)
        assert event_ids(store) == saved
        ballast.unlink()
        saved.append(answer(store, "one more"))
    with new_store(small_disk) as store:
        assert event_ids(store) == saved
        assert len(standing_reviews(store.connection)) == len(saved)
        assert_sound(store)


def test_a_full_disk_holds_no_half_made_database(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(1024 * 1024 - 40_000))
    with pytest.raises(FullError):
        new_store(small_disk)
    assert [place.name for place in small_disk.iterdir()] == ["ballast"]


def test_a_full_disk_holds_no_half_made_copy(small_disk: Path, tmp_path: Path) -> None:
    """It may be one that other machines see."""
    (small_disk / "ballast").write_bytes(bytes(1024 * 1024 - 40_000))
    new_store(tmp_path).close()
    with pytest.raises(sqlite3.OperationalError, match="full"):
        copy_database(tmp_path / "study.db", small_disk / "copy.db")
    assert [place.name for place in small_disk.iterdir()] == ["ballast"]
