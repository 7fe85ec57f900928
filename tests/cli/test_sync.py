"""`sync`: machines that see one folder know the same."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studyapp.store import journal
from studyapp.store.engine import open_store
from studyapp.store.events import Adopted
from tests.cli.conftest import Command, read
from tests.learner import FORGETFUL


@pytest.fixture
def other(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another machine, with the same files."""
    other = tmp_path_factory.mktemp("other") / "machine"
    shutil.copytree(root, other)
    return other


@pytest.fixture
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that both see."""
    return tmp_path_factory.mktemp("shared")


def known(studyapp: Command, folder: Path, card: str) -> object:
    return read(studyapp("show", card, "--json", env={"STUDYAPP_FOLDER": str(folder)}))


def test_what_was_done_on_one_machine_is_known_on_the_other(
    studyapp: Command, root: Path, other: Path, shared: Path
) -> None:
    there = {"STUDYAPP_FOLDER": str(other)}
    studyapp("grade", "sum", "good")
    studyapp("grade", "half", "easy", env=there)
    first = studyapp("sync", str(shared)).stdout
    assert "No other machine has left anything" in first
    second = studyapp("sync", str(shared), env=there).stdout
    assert "1 review taken in, of 1 card." in second
    third = studyapp("sync", str(shared)).stdout
    assert "1 review taken in, of 1 card." in third
    for card in ("sum", "half"):
        assert known(studyapp, root, card) == known(studyapp, other, card)
    assert len(list(shared.iterdir())) == 2
    again = read(studyapp("sync", str(shared), "--json"))
    assert (again["events"], again["machines"], again["left_out"]) == (0, 1, {})


def test_what_is_there_already_is_not_written_again(studyapp: Command, shared: Path) -> None:
    """So that a program that carries the folder has nothing to carry."""
    studyapp("grade", "sum", "good")
    studyapp("sync", str(shared))
    (mine,) = shared.iterdir()
    before = mine.stat().st_mtime_ns
    studyapp("sync", str(shared))
    assert mine.stat().st_mtime_ns == before
    studyapp("grade", "half", "good")
    studyapp("sync", str(shared))
    assert mine.stat().st_mtime_ns != before


def test_a_copy_that_is_still_on_its_way_is_left_out_and_named(
    studyapp: Command, other: Path, shared: Path
) -> None:
    there = {"STUDYAPP_FOLDER": str(other)}
    studyapp("grade", "half", "easy", env=there)
    studyapp("sync", str(shared), env=there)
    (theirs,) = shared.iterdir()
    whole = theirs.read_bytes()
    theirs.write_bytes(whole[: len(whole) // 2])
    studyapp("grade", "sum", "good")
    said = studyapp("sync", str(shared))
    assert said.returncode == 1
    assert theirs.name in said.stderr
    assert "comes in with the next" in said.stderr
    assert len(list(shared.iterdir())) == 2, "one's own is there all the same"
    theirs.write_bytes(whole)
    assert "1 review taken in" in studyapp("sync", str(shared)).stdout


def test_a_machine_that_is_a_copy_of_this_one_loses_nothing(
    studyapp: Command, root: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Its database has the same name in the shared folder."""
    studyapp("grade", "sum", "good")
    twin = tmp_path_factory.mktemp("twin") / "machine"
    shutil.copytree(root, twin)
    there = {"STUDYAPP_FOLDER": str(twin), "STUDYAPP_NOW": "2026-03-03T09:00:00+00:00"}
    studyapp("grade", "half", "easy", env=there)
    studyapp("sync", str(shared), env=there)
    studyapp("grade", "even", "good")
    assert "1 review taken in" in studyapp("sync", str(shared)).stdout
    assert "1 review taken in" in studyapp("sync", str(shared), env=there).stdout
    assert known(studyapp, root, "even") == known(studyapp, twin, "even")


def test_the_folder_may_be_a_setting(studyapp: Command, root: Path, shared: Path) -> None:
    assert "`sync` in [study]" in studyapp("sync").stderr
    (root / "studyapp.toml").write_text(f'[study]\nsync = "{shared}"\n')
    studyapp("grade", "sum", "good")
    assert studyapp("sync").returncode == 0
    assert len(list(shared.iterdir())) == 1


def test_a_folder_that_is_not_there_is_named(studyapp: Command, shared: Path) -> None:
    said = studyapp("sync", str(shared / "gone"))
    assert said.returncode == 2
    assert "Make it, or mount it" in said.stderr


def test_a_folder_may_be_named_from_where_one_stands(
    studyapp: Command, root: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shared.parent)
    studyapp("grade", "sum", "good")
    for _ in range(2):  # the second time there is a copy to read
        assert studyapp("sync", shared.name).returncode == 0
    assert "is studied here" in studyapp("merge", os.path.relpath(root)).stderr
    assert "1 event" in studyapp("restore", str(next(shared.iterdir()).relative_to(Path.cwd()))).stdout


def test_a_folder_in_the_settings_is_named_from_the_study_folder(
    studyapp: Command, root: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "studyapp.toml").write_text('[study]\nsync = "near"\n')
    (root / "near").mkdir()
    (shared / "near").mkdir()
    monkeypatch.chdir(shared)
    assert studyapp("sync").returncode == 0
    assert len(list((root / "near").iterdir())) == 1
    assert not list((shared / "near").iterdir())


@pytest.mark.parametrize("kind", ["newer", "folder", "gone", "own"])
def test_what_cannot_be_read_keeps_nothing_else_back(
    studyapp: Command, root: Path, other: Path, shared: Path, kind: str
) -> None:
    studyapp("grade", "half", "easy", env={"STUDYAPP_FOLDER": str(other)})
    studyapp("sync", str(shared), env={"STUDYAPP_FOLDER": str(other)})
    (theirs,) = shared.iterdir()
    odd = shared / "studyapp-!.db"  # the first to be read
    match kind:
        case "newer":
            shutil.copy(theirs, odd)
            with closing(sqlite3.connect(odd)) as connection:
                connection.execute("PRAGMA user_version = 999")
        case "folder":
            odd.mkdir()
        case "gone":
            odd.symlink_to("nowhere")
        case _:
            odd.symlink_to(root / "data" / "study.db")
    studyapp("grade", "sum", "good")
    said = studyapp("sync", str(shared))
    assert said.returncode == 1
    assert odd.name in said.stderr
    assert ".." not in said.stderr
    assert "1 review taken in" in said.stdout
    assert len(list(shared.iterdir())) == 3, "one's own is there"


def test_weights_that_another_machine_adopted_are_of_no_single_card(
    studyapp: Command, other: Path, shared: Path
) -> None:
    there = {"STUDYAPP_FOLDER": str(other)}
    studyapp("list", env=there)
    with open_store(other / "data" / "study.db") as store:
        weights = Adopted(name="mine", parameters=FORGETFUL)
        journal.append(store, weights, at=datetime(2026, 3, 2, tzinfo=UTC), utc_offset=0)
    studyapp("sync", str(shared), env=there)
    assert "0 reviews, 1 other act taken in.\n" in studyapp("sync", str(shared)).stdout
    studyapp("grade", "sum", "good")
    studyapp("sync", str(shared), env=there)
    studyapp("sync", str(shared))
    studyapp("sync", str(shared), env=there)
    assert read(studyapp("show", "sum", "--json"))["stability"] == pytest.approx(FORGETFUL[2])
    assert known(studyapp, other, "sum") == read(studyapp("show", "sum", "--json"))


def test_copies_of_one_machine_are_one_machine(studyapp: Command, other: Path, shared: Path) -> None:
    """Programs that carry a folder keep two versions of a file beside each other."""
    studyapp("sync", str(shared), env={"STUDYAPP_FOLDER": str(other)})
    (theirs,) = shared.iterdir()
    shutil.copy(theirs, theirs.with_stem(f"{theirs.stem} (conflicted copy)"))
    assert "Nothing new from 1 other machine." in studyapp("sync", str(shared)).stdout


def test_somebody_elses_home_that_is_none_is_no_folder(studyapp: Command) -> None:
    assert "no such folder" in studyapp("sync", "~nobody-of-that-name/shared").stderr
