"""A study folder that a stranger filled, in front of a small library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.study.opening import Study, open_study

PROOF = '''"""It is four."""

from studyapp.proof import check, proof
{more}

@proof
def four():
    yield check("four", 2 + 2, equals=4)
'''


def write(root: Path, relative: str, text: str) -> Path:
    """Write a file below proofs/, its bytes exactly these."""
    path = root / "proofs" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder: maths.four imports a module, which imports another."""
    root = tmp_path / "folder"
    write(root, "maths/four.py", PROOF.format(more="import _near\n"))
    write(root, "maths/_near.py", "from _far import two\n")
    write(root, "maths/_far.py", "two = 2\n")
    write(root, "maths/_apart.py", "three = 3\n")
    return root


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = tmp_path / "library"
    write(library, "shipped/five.py", PROOF.format(more="import _helper\n"))
    write(library, "shipped/_helper.py", "five = 5\n")
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    return library


@pytest.fixture
def study(root: Path, library: Path) -> Iterator[Study]:
    study = open_study(Folder(root), Clock())
    yield study
    study.close()
