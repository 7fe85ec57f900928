"""`--help` of every command: plain lines, for screen readers and pipes too."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.cli.commands import FILES
from tests.cli.conftest import Command

MAKING = [("new", what) for what in ("deck", "card", "proof")]


@pytest.mark.parametrize("words", [(), *((name,) for name in FILES), *MAKING], ids=" ".join)
def test_help_is_plain_lines(studyapp: Command, words: tuple[str, ...]) -> None:
    said = studyapp(*words, "--help")
    assert said.returncode == 0
    assert said.stdout.startswith(" ".join(("Usage: studyapp", *words)))
    assert not set(said.stdout) & set("╭╰│─")


def test_a_number_that_is_none_is_said_in_words_of_this_program(studyapp: Command) -> None:
    result = studyapp("prove", "small.doubling", "--ranks", "x")
    assert result.returncode == 2
    assert result.stderr.endswith("Invalid value for '--ranks': write an integer\n")


@pytest.mark.parametrize("words", [("where",), ("new", "deck", "other")], ids=" ".join)
def test_the_folder_may_be_named_behind_the_command_too(
    studyapp: Command, root: Path, words: tuple[str, ...]
) -> None:
    mine = root / "mine"
    (mine / "cards").mkdir(parents=True)
    (mine / "studyapp.toml").touch()
    said = studyapp(*words, "--folder", str(mine))
    assert said.returncode == 0, said.stderr
    assert str(mine) in said.stdout
    assert studyapp(*words, "--debug").returncode == 0


def test_the_folder_named_last_counts(studyapp: Command, root: Path) -> None:
    last = root / "mine"
    (last / "cards").mkdir(parents=True)
    (last / "studyapp.toml").touch()
    assert str(last) in studyapp("--folder", str(root), "where", "--folder", str(last)).stdout
