"""Modules that are not there, found without importing any."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studyapp.proof.source.catalogue import Entry, ProofFile, read_catalogue
from studyapp.study.proofs.requirements import missing_modules


def entry_of(imports: str, **modules: str) -> Entry:
    text = f'"""Claim."""\n{imports}\n@proof\ndef p():\n    yield check("one", True)\n'
    others = [ProofFile(f"t.{name}", f"proofs/t/{name}.py", body.encode()) for name, body in modules.items()]
    return read_catalogue([ProofFile("t.p", "proofs/t/p.py", text.encode())], others)["t.p"]


def test_a_module_that_is_not_installed_is_named_with_its_line() -> None:
    (problem,) = missing_modules(entry_of("import os\n\nfrom nowhere_to_be_found.deep import x"))
    assert (problem.file, problem.line, problem.rule) == ("proofs/t/p.py", 4, "missing-module")
    assert "nowhere_to_be_found" in problem.message
    assert "install it" in problem.message


def test_a_module_that_another_module_misses_is_named_where_it_stands() -> None:
    found = missing_modules(entry_of("import _a", _a="import _b", _b="\nimport nowhere_to_be_found, _a"))
    assert [(problem.file, problem.line) for problem in found] == [("proofs/t/_b.py", 2)]


def test_a_file_that_is_not_beside_the_proof_is_asked_for() -> None:
    (problem,) = missing_modules(entry_of("from _modle import x", _model=""))
    assert "no _modle.py beside it" in problem.message


@pytest.mark.parametrize(
    "imports",
    [
        "import os, json, __main__",
        "import torch, numpy.linalg",
        "try:\n    import nowhere_to_be_found\nexcept ImportError:\n    fast = None",
        "from studyapp.proof import check",
    ],
)
def test_what_is_installed_or_may_be_missing_is_no_problem(imports: str) -> None:
    assert missing_modules(entry_of(imports)) == []


def test_nothing_is_imported_to_find_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "harmful_when_imported.py").write_text("raise SystemExit(1)")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert missing_modules(entry_of("import harmful_when_imported")) == []
    assert "harmful_when_imported" not in sys.modules
