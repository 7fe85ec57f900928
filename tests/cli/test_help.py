"""`--help` of every command: plain lines, for screen readers and pipes too."""

from __future__ import annotations

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
