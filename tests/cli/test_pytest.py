"""`pytest proofs/`: each proof and each broken variant is a test, and says why it failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studyapp.cli.pytest_plugin import find_root
from tests.cli.conftest import Result, approve

HEADER = '"""A claim."""\nfrom studyapp.proof import check, proof\n\n'
PROOF = '@proof{needs}\ndef p(one=1):\n    yield check("one", one, equals=1)\n\n{variant}\n'
VARIANT = 'p.must_fail("two", one=2, at="one")'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("cards", "proofs/small"):
        (tmp_path / name).mkdir(parents=True)
    texts = {
        "good": PROOF.format(needs="", variant=VARIANT),
        "uncaught": PROOF.format(needs="", variant=VARIANT).replace("one=2", "one=1"),
        "refuted": PROOF.format(needs="", variant=VARIANT).replace("p(one=1)", "p(one=3)"),
        "elsewhere": PROOF.format(needs="(needs='cuda')", variant=VARIANT),
    }
    for name, text in texts.items():
        (tmp_path / f"proofs/small/{name}.py").write_text(HEADER + text)
    return tmp_path


def run_pytest(root: Path, *arguments: str) -> Result:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider", "proofs", *arguments],
        cwd=root,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_proofs_pass_fail_and_are_skipped_as_tests(root: Path) -> None:
    approve(root)
    done = run_pytest(root, "--proof-seeds", "2")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "4 failed, 8 passed, 4 skipped" in done.stdout
    assert "not caught at “one”" in done.stdout
    assert "refuted: " in done.stdout
    assert "got 3" in done.stdout  # the evidence, where pytest shows what was printed
    assert "CUDA" in done.stdout


def test_what_nobody_has_trusted_is_not_run(root: Path) -> None:
    done = run_pytest(root)
    assert done.returncode == 2
    assert "not run: " in done.stdout
    assert "4 errors" in done.stdout


def test_the_proofs_of_a_study_folder_are_collected(root: Path) -> None:
    assert find_root(root / "proofs/small/good.py") == root


@pytest.mark.parametrize(
    "file", ["proofs/small/_model.py", "proofs/small/test_good.py", "proofs/notes.md", "cards/good.py"]
)
def test_nothing_else_is(root: Path, file: str) -> None:
    assert find_root(root / file) is None


def test_a_folder_of_proofs_without_cards_is_none_of_ours(tmp_path: Path) -> None:
    assert find_root(tmp_path / "proofs/lemma.py") is None
