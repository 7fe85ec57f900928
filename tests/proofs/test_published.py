"""A proof compares with a published table, in a confined run and by itself."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import finish
from studyapp.proof.verdict import Verdict
from studyapp.study.library.reading import read_folder
from tests.unit.proof.test_published import make_folder

HEADER = '"""Claim."""\nfrom studyapp.proof import check, proof, published\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folder(tmp_path)
    file = tmp_path / "proofs/t/p.py"
    body = file.read_text().partition("\n")[2]
    file.write_text(f"{HEADER}{body}\nif __name__ == '__main__':\n    p.main()\n")
    return tmp_path


@pytest.mark.parametrize("cold", [False, True])
def test_the_text_that_was_hashed_is_what_a_run_compares_with(
    folder: Path, warm_engine: Engine, cold: bool
) -> None:
    entry = read_folder(Folder(folder)).catalogue["t.p"]
    (folder / "data/figures.toml").write_text("one = 2\n")
    run = warm_engine.run(Request(entry, 1, {}), cold=cold)
    finished = asyncio.run(finish(run))
    assert finished.ruling.verdict is Verdict.CONFIRMED, finished


@pytest.mark.parametrize(("figure", "status"), [("one = 1\n", 0), ("one = 2\n", 1)])
def test_by_itself_it_reads_the_folder_that_it_is_in(folder: Path, figure: str, status: int) -> None:
    (folder / "data/figures.toml").write_text(figure)
    done = subprocess.run([sys.executable, folder / "proofs/t/p.py"], capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
