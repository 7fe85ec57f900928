"""`list`: a deck, or what a query finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studyapp.store.engine import open_store
from tests.cli.conftest import Command, read


def listed(studyapp: Command, *query: str) -> list[str]:
    return [card["id"] for card in read(studyapp("list", "--json", *query))["cards"]]


def test_a_deck_or_its_title_comes_before_a_query(studyapp: Command) -> None:
    assert listed(studyapp, "aaa") == listed(studyapp, "Small") == ["sum", "even", "rule", "half", "passes"]


def test_a_query_finds_cards_by_their_words_and_their_state(studyapp: Command) -> None:
    assert listed(studyapp, "deck:aaa doubled") == ["passes"]
    assert listed(studyapp, "deck:aaa (kind:choice or kind:cloze)") == ["even", "rule"]
    studyapp("grade", "sum", "3")
    assert listed(studyapp, "--", "-is:new") == listed(studyapp, "rated:1:3") == ["sum"]
    (card,) = read(studyapp("list", "--json", "introduced:1"))["cards"]
    assert card["stability"] > 0
    assert (card["lapses"], card["suspended"], card["marked"], card["flag"]) == (0, False, False, 0)


def test_a_wrong_query_is_wrong_usage_with_a_caret_under_the_place(studyapp: Command) -> None:
    result = studyapp("list", "two prop:foo>1")
    assert result.returncode == 2
    assert "  two prop:foo>1\n           ^\n" in result.stderr
    assert "prop: takes ivl, due, reps" in result.stderr
    assert not result.stdout


def test_a_query_that_finds_nothing_is_no_error_and_a_word_that_is_nowhere_is(studyapp: Command) -> None:
    nothing = studyapp("list", "is:suspended")
    assert (nothing.returncode, nothing.stdout) == (0, "No card is like that.\n")
    assert studyapp("list", "xyzzy").returncode == 2


def test_signs_that_the_output_cannot_encode_are_written_out(process: Command) -> None:
    result = process("stats", env={"PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, "")
    assert r"\xb7" in result.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_onto_a_full_disk_is_said(root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "studyapp", "--folder", root, "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=100,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr.startswith("studyapp: not all was written: No space left on device")


def test_a_reader_that_has_seen_enough_is_nothing_that_was_found(root: Path) -> None:
    command = [sys.executable, "-m", "studyapp", "--folder", str(root), "list", "aaa"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


def test_a_folder_that_another_program_fills_says_that_it_does(
    studyapp: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.store.connection.BUSY_SECONDS", 0.1)
    assert studyapp("where").returncode == 0
    with open_store(root / "data" / "study.db") as other, other.write():
        result = studyapp("stats")
    assert result.returncode == 1
    assert "another program is writing to it and did not finish, so it could not be opened" in result.stderr
    assert "saved" not in result.stderr


def test_the_id_of_a_card_is_answered_with_the_query_that_finds_it(shipped: Command) -> None:
    assert "`card:lag-beta` finds the card of that id." in shipped("list", "lag-beta").stderr
    assert listed(shipped, "card:lag-beta") == ["lag-beta"]
