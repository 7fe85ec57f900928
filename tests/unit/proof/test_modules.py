"""Files beside a proof that it imports: found, followed, and part of its hash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studyapp.errors import UsageError
from studyapp.folder import Folder
from studyapp.proof.source.catalogue import Catalogue, ProofFile, read_catalogue
from studyapp.study.library.reading import read_folder, stamp_folder

PROOF = '"""Claim."""\n{imports}\n@proof\ndef p():\n    yield check("one", True)\n'


def catalogue_of(imports: str, topic: str = "t", **modules: str) -> Catalogue:
    file = ProofFile("t.p", "proofs/t/p.py", PROOF.format(imports=imports).encode())
    return read_catalogue(
        [file],
        [
            ProofFile(f"{topic}.{name}", f"proofs/{topic}/{name}.py", text.encode())
            for name, text in modules.items()
        ],
    )


def test_a_module_is_kept_with_its_source_and_its_place() -> None:
    entry = catalogue_of("import _model", _model="x = 1\n", _other="y = 1\n")["t.p"]
    assert entry.modules == {"_model": "x = 1\n"}
    assert entry.paths == {"_model": "proofs/t/_model.py"}


@pytest.mark.parametrize(
    "imports",
    [
        "from _model import x",
        "import _model as m",
        "import os, _model",
        "def f():\n    import _model",
        "try:\n    import _model\nexcept ImportError:\n    pass",
        "if True:\n    from _model import *",
    ],
)
def test_every_way_to_import_a_module_is_followed(imports: str) -> None:
    assert list(catalogue_of(imports, _model="").entries["t.p"].modules) == ["_model"]


def test_modules_are_followed_through_modules_and_round_a_cycle() -> None:
    chain = {"_a": "import _b", "_b": "from _c import x", "_c": "import _a", "_d": ""}
    assert list(catalogue_of("import _a", **chain)["t.p"].modules) == ["_a", "_b", "_c"]


def test_a_module_of_another_topic_is_none_of_this_one() -> None:
    entry = catalogue_of("import _model", topic="u", _model="")["t.p"]
    assert entry.modules == {}
    assert entry.imports == {"_model": 2}


def test_other_imports_are_named_with_their_first_line() -> None:
    entry = catalogue_of("import os.path\nimport torch\nimport _model, torch.nn", _model="import json")["t.p"]
    assert entry.imports == {"os": 2, "torch": 3}


def test_an_import_that_may_fail_is_not_needed() -> None:
    guarded = "try:\n    import fast\nexcept ImportError:\n    import slow\n"
    typing = "import typing\nif typing.TYPE_CHECKING:\n    import stubs\n"
    assert catalogue_of(guarded + typing)["t.p"].imports == {"typing": 6}


def test_a_try_without_handlers_guards_nothing() -> None:
    assert catalogue_of("try:\n    import fast\nfinally:\n    pass\n")["t.p"].imports == {"fast": 3}


def test_the_hash_is_of_every_file_that_runs() -> None:
    entry = catalogue_of("import _a, _b", _a="x = 1", _b="y = 1")["t.p"]
    others = [
        catalogue_of("import _a, _b", _a="x = 2", _b="y = 1")["t.p"],
        catalogue_of("import _a, _b", _a="y = 1", _b="x = 1")["t.p"],
        catalogue_of("import _a", _a="x = 1")["t.p"],
        replace(entry, modules={"_a": "x = 1_by = 1"}),
        replace(entry, source=entry.source + "_a", modules={"": "x = 1", "_b": "y = 1"}),
    ]
    assert len({entry.hash, *(other.hash for other in others)}) == 6
    assert replace(entry, modules=dict(sorted(entry.modules.items(), reverse=True))).hash == entry.hash


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"x = 1\ndef broken(:\n", 2, "not Python"),
        (b"# \xff\n", 1, "not UTF-8"),
        (b"x = '\0'\n", 1, "not Python"),
        (b"\nfrom . import _other\n", 2, "relative"),
        (b"x = " + b"(" * 500, 1, "not Python"),
    ],
)
def test_a_module_that_cannot_be_used_is_named_and_so_is_the_proof(
    text: bytes, line: int, words: str
) -> None:
    proof = ProofFile("t.p", "proofs/t/p.py", PROOF.format(imports="import _a").encode())
    modules = [
        ProofFile("t._a", "proofs/t/_a.py", b"import _bad"),
        ProofFile("t._bad", "proofs/t/_bad.py", text),
    ]
    catalogue = read_catalogue([proof], modules)
    bad, consequence = catalogue.faults
    assert (bad.file, bad.line) == ("proofs/t/_bad.py", line)
    assert words in bad.message
    assert (consequence.file, consequence.line) == ("proofs/t/p.py", 2)
    with pytest.raises(UsageError, match=rf"_bad\.py:{line}"):
        catalogue["t.p"]


def test_a_broken_module_that_nobody_imports_harms_no_proof() -> None:
    catalogue = catalogue_of("import os", _bad="def (:")
    assert [fault.id for fault in catalogue.faults] == ["t._bad"]
    assert list(catalogue.entries) == ["t.p"]


def test_a_relative_import_of_a_proof_says_what_to_write() -> None:
    (fault,) = catalogue_of("\nfrom ._model import x", _model="").faults
    assert fault.line == 3
    assert "from _model import" in fault.message


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder of one's own, with a shipped library behind it."""
    shipped, mine = tmp_path / "shipped", tmp_path / "mine"
    for root in (shipped, mine):
        (root / "proofs" / "t").mkdir(parents=True)
        (root / "cards").mkdir()
    (shipped / "proofs" / "t" / "p.py").write_text(PROOF.format(imports="import _model"))
    (shipped / "proofs" / "t" / "_model.py").write_text("shipped = 1\n")
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: shipped)
    return Folder(mine)


def test_a_folders_own_module_takes_the_place_of_a_shipped_one(folder: Folder) -> None:
    assert read_folder(folder).catalogue["t.p"].modules == {"_model": "shipped = 1\n"}
    own = folder.root / "proofs" / "t" / "_model.py"
    own.write_text("mine = 1\n")
    entry = read_folder(folder).catalogue["t.p"]
    assert entry.modules == {"_model": "mine = 1\n"}
    assert entry.paths == {"_model": str(own)}


def test_a_module_is_no_proof_and_a_change_of_it_is_seen(folder: Folder) -> None:
    own = folder.root / "proofs" / "t" / "_model.py"
    own.write_text("mine = 1\n")
    reading = read_folder(folder)
    assert list(reading.catalogue.entries) == ["t.p"]
    assert reading.problems == ()
    own.write_text("mine = 10\n")
    assert stamp_folder(folder) != reading.stamp


def test_a_module_that_does_not_parse_is_a_problem_where_it_stands(folder: Folder) -> None:
    (folder.root / "proofs" / "t" / "_model.py").write_text("\ndef broken(:\n")
    found = [(problem.file, problem.line) for problem in read_folder(folder).problems]
    assert ("proofs/t/_model.py", 2) in found


def test_modules_in_hidden_folders_are_none(folder: Folder) -> None:
    for name in ("__pycache__", "_drafts", ".git"):
        (folder.root / "proofs" / name).mkdir()
        (folder.root / "proofs" / name / "_model.py").write_text("")
    assert [str(file.relative) for file in folder.modules()] == ["t/_model.py"]
