"""`backup`, `restore`, `merge` and `doctor`: the learner's data as a whole."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Command, read


def database(root: Path) -> Path:
    return root / "data" / "study.db"


def change(root: Path, statement: str) -> None:
    """Do to the database what studyapp never would."""
    with closing(sqlite3.connect(database(root))) as connection, connection:
        connection.execute(statement)


def reps(studyapp: Command, card: str, folder: Path) -> int:
    return len(read(studyapp("show", card, "--json", env={"STUDYAPP_FOLDER": str(folder)}))["reviews"])


@pytest.fixture
def other(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another machine, with the same files."""
    other = tmp_path_factory.mktemp("other") / "machine"
    shutil.copytree(root, other)
    return other


def test_a_backup_is_listed_and_restored(studyapp: Command, root: Path) -> None:
    studyapp("grade", "sum", "good")
    made = Path(studyapp("backup").stdout.strip())
    assert made.parent == root / "data" / "backups"
    studyapp("grade", "half", "good")
    assert list(read(studyapp("restore", "--json"))["files"]) == [str(made)]
    assert str(made) in studyapp("restore").stdout
    said = studyapp("restore", str(made)).stdout
    assert said.startswith("Restored: 1 event of the journal")
    assert (reps(studyapp, "sum", root), reps(studyapp, "half", root)) == (1, 0)
    (aside,) = (line.removeprefix("What was there is ").rstrip(".") for line in said.splitlines()[1:])
    studyapp("restore", aside)
    assert reps(studyapp, "half", root) == 1


def test_without_a_copy_it_says_so_and_of_what_is_none_what_it_is(studyapp: Command, root: Path) -> None:
    assert studyapp("restore").stdout == "There is no copy yet.\n"
    result = studyapp("restore", str(root / "cards" / "aaa.md"))
    assert result.returncode == 1
    assert "no SQLite database" in result.stderr
    assert studyapp("backup", "/proc/nowhere/copy.db").returncode == 1


def test_a_damaged_database_says_which_command_helps_and_it_does(studyapp: Command, root: Path) -> None:
    studyapp("grade", "sum", "good")
    made = studyapp("backup").stdout.strip()
    database(root).write_bytes(b"gone")
    broken = studyapp("list")
    assert broken.returncode == 1
    assert "`studyapp restore` lists" in broken.stderr
    assert studyapp("restore", made).returncode == 0
    assert reps(studyapp, "sum", root) == 1


def test_two_machines_know_the_same_after_merging_both_ways(
    studyapp: Command, root: Path, other: Path
) -> None:
    there = {"STUDYAPP_FOLDER": str(other)}
    studyapp("grade", "sum", "good")
    studyapp("mark", "flag=red", "half")
    studyapp("grade", "sum", "hard", env=there)
    studyapp("grade", "half", "easy", env=there)
    studyapp("undo", env=there)
    studyapp("grade", "half", "good", env=there)
    assert studyapp("merge", str(other)).stdout == "3 reviews, 1 other act taken in, of 2 cards.\n"
    assert studyapp("merge", str(database(other))).stdout == "Nothing there that is not here.\n"
    assert read(studyapp("merge", str(root), "--json", env=there))["events"] == 2
    for card in ("sum", "half"):
        here = read(studyapp("show", card, "--json"))
        assert here == read(studyapp("show", card, "--json", env=there))
    assert (reps(studyapp, "sum", root), reps(studyapp, "half", root)) == (2, 1)
    assert here["flag"] == 1
    for machine in (root, other):
        assert studyapp("doctor", env={"STUDYAPP_FOLDER": str(machine)}).returncode == 0
    assert (root / "data" / "backups").is_dir(), "a copy from before"


def test_only_another_machines_database_is_merged(studyapp: Command, root: Path, tmp_path: Path) -> None:
    studyapp("grade", "sum", "good")
    for source, said in ((root, "is studied here"), (tmp_path / "nowhere", "no study database")):
        result = studyapp("merge", str(source))
        assert result.returncode == 2
        assert said in result.stderr


def test_what_is_not_as_the_journal_says_is_named_and_mended(studyapp: Command, root: Path) -> None:
    studyapp("grade", "sum", "good")
    studyapp("mark", "flag=red", "half")
    well = studyapp("doctor")
    assert (well.returncode, well.stdout.splitlines()[0]) == (0, f"{database(root)}: 2 events")
    change(root, "UPDATE memory SET stability = 99 WHERE card = 'sum'")
    change(root, "DELETE FROM mark")
    change(root, "UPDATE daily SET reviews = 7")
    ill = studyapp("doctor")
    assert ill.returncode == 1
    assert re.findall("^✗ (.+):", ill.stdout, re.MULTILINE) == ["marks", "cards' memory", "counts by day"]
    assert studyapp("doctor").stdout == ill.stdout, "looking mends nothing"
    mended = studyapp("doctor", "--mend")
    assert mended.returncode == 0
    assert "made again from the journal" in mended.stdout
    assert read(studyapp("doctor", "--json"))["problems"] == []
    assert read(studyapp("show", "half", "--json"))["flag"] == 1


def test_an_event_that_cannot_be_read_is_no_reason_to_mend(studyapp: Command, root: Path) -> None:
    studyapp("grade", "sum", "good")
    with closing(sqlite3.connect(database(root))) as connection, connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute('UPDATE event SET body = \'{"kind": "review"}\'')
    ill = studyapp("doctor", "--mend")
    assert ill.returncode == 1
    assert "cannot be read" in ill.stdout
