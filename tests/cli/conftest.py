"""The command line on a small folder of its own, within this process or as one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from studyapp.cli import commands
from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.study.opening import open_study
from studyapp.study.proofs.trusting import Standing, standing, trust
from tests.tui.conftest import DECK, NOW, PROOF
from tests.unit.exchange.made import learned, write_legacy

Result = subprocess.CompletedProcess[str]
Command = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "aaa.md").write_text(DECK)
    (tmp_path / "proofs" / "small").mkdir(parents=True)
    (tmp_path / "proofs" / "small" / "doubling.py").write_text(PROOF)
    return tmp_path


def approve(root: Path) -> None:
    """Trust every proof of the folder as it is now."""
    study = open_study(Folder(root), read_clock())
    for entry in study.reading.catalogue.entries.values():
        if standing(study, entry) in {Standing.UNKNOWN, Standing.CHANGED}:
            trust(study, entry)
    study.close()


def environment(root: Path, env: Mapping[str, str] | None) -> dict[str, str]:
    return {"STUDYAPP_FOLDER": str(root), "STUDYAPP_NOW": NOW, **(env or {})}


def within(root: Path) -> Command:
    """The command line within this process: all but its start, which `process` has too."""

    def run(
        *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "", trusted: bool = True
    ) -> Result:
        if trusted and arguments[:1] in {("prove",), ("check",), ("review",)}:
            approve(root)
        out, err = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in environment(root, env).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["studyapp", *arguments])
            patch.setattr(sys, "stdin", StringIO(stdin))
            with pytest.raises(SystemExit) as ended:
                sys.exit(commands.run())
        status = ended.value.code or 0
        assert isinstance(status, int)
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def studyapp(
    root: Path, warm: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Commands where nothing is shipped: to read all of the library takes longer than most of them."""
    nothing = tmp_path_factory.mktemp("nothing")
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: nothing)
    return within(root)


@pytest.fixture
def shipped(root: Path, warm: None) -> Command:
    """Commands with the shipped library behind the folder."""
    return within(root)


@pytest.fixture
def process(root: Path) -> Command:
    """The command line as a process of its own."""

    def run(
        *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "", trusted: bool = True
    ) -> Result:
        if trusted and arguments[:1] in {("prove",), ("check",), ("review",)}:
            approve(root)
        return subprocess.run(
            [sys.executable, "-m", "studyapp", *arguments],
            env={**os.environ, **environment(root, env)},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run


def read(result: Result) -> Any:
    """The JSON that a command printed; fail with its errors where it printed none."""
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """One of Anki's, with one card that was reviewed and flagged."""
    return write_legacy(tmp_path / "some.apkg", learned(flag=2))
