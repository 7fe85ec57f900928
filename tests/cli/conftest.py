"""The command line as a real process, on a small folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.study.opening import open_study
from studyapp.study.trusting import Standing, standing, trust
from tests.tui.conftest import DECK, NOW, PROOF

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


@pytest.fixture
def studyapp(root: Path) -> Command:
    def run(
        *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "", trusted: bool = True
    ) -> Result:
        if trusted and arguments[:1] in {("prove",), ("check",), ("review",)}:
            approve(root)
        environment = {**os.environ, "STUDYAPP_FOLDER": str(root), "STUDYAPP_NOW": NOW, **(env or {})}
        return subprocess.run(
            [sys.executable, "-m", "studyapp", *arguments],
            env=environment,
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
