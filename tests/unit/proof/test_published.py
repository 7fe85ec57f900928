"""Published tables: found in the text of a proof, handed over with it, and part of its hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.proof.figures import find_tables
from studyapp.proof.source.catalogue import Catalogue, ProofFile, read_catalogue
from studyapp.study.library.reading import read_folder, stamp_folder

PROOF = '"""Claim."""\n@proof\ndef p():\n    table = {call}\n    yield check("one", table["one"], equals=1)\n'
FIGURES = b'source = "a paper"\none = 1\n'


def catalogue_of(call: str, **tables: bytes) -> Catalogue:
    file = ProofFile("t.p", "proofs/t/p.py", PROOF.format(call=call).encode())
    found = [ProofFile(name, f"data/{name}.toml", content) for name, content in tables.items()]
    return read_catalogue([file], (), found)


def test_a_table_is_kept_with_its_text_and_its_place() -> None:
    entry = catalogue_of('published("figures")', figures=FIGURES, other=b"")["t.p"]
    assert entry.tables == {"figures": FIGURES.decode()}
    assert entry.paths == {"data/figures.toml": "data/figures.toml"}


def test_a_changed_table_is_another_hash() -> None:
    hashes = {
        catalogue_of('published("figures")', figures=content)["t.p"].hash
        for content in (FIGURES, FIGURES.replace(b"1", b"2"))
    }
    assert len(hashes) == 2


def test_a_table_that_is_not_asked_for_leaves_the_hash_alone() -> None:
    plain = catalogue_of("{'one': 1}")["t.p"].hash
    assert catalogue_of("{'one': 1}", figures=FIGURES)["t.p"].hash == plain


@pytest.mark.parametrize(
    ("call", "content", "said"),
    [
        ('published("absent")', FIGURES, "there is no data/absent.toml"),
        ("published(name)", FIGURES, "write this value out"),
        ("published(1)", FIGURES, 'write published("name")'),
        ("published()", FIGURES, 'write published("name")'),
        ('published("../study")', FIGURES, 'write published("name")'),
        ('published("figures")', b"one = ", "cannot be read"),
        ('published("figures")', b'one = "\xff"', "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_at_the_call(call: str, content: bytes, said: str) -> None:
    catalogue = catalogue_of(call, figures=content)
    (fault,) = catalogue.faults
    assert (fault.line, said in fault.message) == (4, True), fault.message


def make_folder(root: Path, call: str = 'published("figures")') -> Folder:
    for name in ("cards", "data", "proofs/t"):
        (root / name).mkdir(parents=True)
    (root / "proofs/t/p.py").write_text(PROOF.format(call=call))
    (root / "data/figures.toml").write_bytes(FIGURES)
    return Folder(root)


def test_a_folder_is_read_with_its_tables(tmp_path: Path) -> None:
    entry = read_folder(make_folder(tmp_path)).catalogue["t.p"]
    assert entry.paths["data/figures.toml"] == str(tmp_path / "data/figures.toml")


def test_a_table_that_changes_is_seen(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    before = stamp_folder(folder)
    (tmp_path / "data/figures.toml").write_bytes(FIGURES + b"two = 2\n")
    assert stamp_folder(folder) != before


def test_a_proof_by_itself_finds_the_tables_of_its_own_folder_before_the_librarys(tmp_path: Path) -> None:
    make_folder(tmp_path)
    assert find_tables(tmp_path / "proofs/t/p.py")["figures"] == tmp_path / "data/figures.toml"
