"""Records: what a check confirmed, written for others to see, and read again."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.proof.run.events import Request
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from studyapp.study.checking.checking import check_proofs
from studyapp.study.checking.findings import ProofReport
from studyapp.study.checking.recording import record
from studyapp.study.checking.records import Records, name_file, read_verified
from tests.unit.study.told import PROOF, Script, ToldRun, fails, holds

DAY = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
LATER = datetime(2027, 1, 5, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    library = tmp_path / "library"
    for root in (tmp_path / "folder", library):
        (root / "data").mkdir(parents=True)
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    monkeypatch.setattr("studyapp.study.system.find_torch", lambda: "2.14.0+cpu")
    return Folder(tmp_path / "folder")


def entry_of(name: str = "sum", more: str = "") -> Entry:
    text = PROOF.replace("{options}", "") + more
    return read_entry(ProofFile(f"told.{name}", f"proofs/told/{name}.py", text.encode()))


def check(
    *entries: Entry, script: Script = holds, seeds: int = 2, torch: str = "2.14.0+cpu"
) -> list[ProofReport]:
    def start(request: Request) -> ToldRun:
        return ToldRun(request, script=script, torch=torch)

    return asyncio.run(check_proofs(entries, seeds=seeds, jobs=2, tell=lambda outcome: None, start=start))


def path_of(folder: Folder, name: str = "torch-2.14.0-cpu.json") -> Path:
    return folder.root / "data" / "verified" / name


def read(folder: Folder) -> Any:
    return json.loads(path_of(folder).read_text("utf-8"))


def test_what_was_confirmed_is_written_by_torch_and_device(folder: Folder) -> None:
    entry = entry_of()
    assert record(folder, check(entry_of("zero"), entry), DAY) == [path_of(folder)]
    told = read(folder)
    assert list(told) == ["version", "torch", "device", "python", "when", "seeds", "proofs"]
    assert (told["torch"], told["device"], told["python"]) == ("2.14.0", "cpu", "3.11.7")
    assert (told["when"], told["seeds"]) == ("2026-11-26", 2)
    assert list(told["proofs"]) == ["told.sum", "told.zero"]
    assert told["proofs"]["told.sum"] == {
        "hash": entry.hash,
        "verdict": "confirmed",
        "when": "2026-11-26",
        "ranks": [1],
        "seeds": 2,
        "variants": 2,
        "checks": [
            {"name": "two", "got": "2", "expected": "= 2"},
            {"name": "counted", "got": "2", "expected": "= 2"},
        ],
    }


def test_a_check_that_confirms_the_same_leaves_the_file_alone(folder: Folder) -> None:
    record(folder, check(entry_of(), entry_of("zero")), DAY)
    before = path_of(folder).read_bytes()
    assert record(folder, check(entry_of("zero"), entry_of()), LATER) == []
    assert record(folder, check(entry_of(), seeds=1), LATER) == []
    assert path_of(folder).read_bytes() == before


def test_another_content_or_more_seeds_are_recorded_anew_and_only_there(folder: Folder) -> None:
    record(folder, check(entry_of(), entry_of("zero")), DAY)
    changed = entry_of("zero", "# changed\n")
    assert record(folder, check(changed), LATER) == [path_of(folder)]
    told = read(folder)
    assert [told["proofs"][name]["when"] for name in ("told.sum", "told.zero")] == [
        "2026-11-26",
        "2027-01-05",
    ]
    assert told["proofs"]["told.zero"]["hash"] == changed.hash
    assert told["when"] == "2027-01-05"
    record(folder, check(entry_of(), seeds=3), LATER)
    assert read(folder)["proofs"]["told.sum"]["seeds"] == 3


def test_a_refuted_proof_loses_its_record_and_the_others_keep_theirs(folder: Folder) -> None:
    record(folder, check(entry_of(), entry_of("zero")), DAY)
    record(folder, check(entry_of(), script=fails), LATER)
    assert list(read(folder)["proofs"]) == ["told.zero"]
    record(folder, check(entry_of("zero"), script=fails), LATER)
    assert not path_of(folder).exists()


@pytest.mark.parametrize("what", ["error", "survivor"])
def test_what_is_neither_confirmed_nor_refuted_is_not_recorded_and_keeps_its_record(
    folder: Folder, what: str
) -> None:
    def survive(request: Request) -> dict[str, bool]:
        return {"two": True, "counted": True}

    script: Script = survive if what == "survivor" else lambda request: {}
    assert record(folder, check(entry_of(), script=script), DAY) == []
    record(folder, check(entry_of()), DAY)
    before = path_of(folder).read_bytes()
    assert record(folder, check(entry_of(), script=script), LATER) == []
    assert path_of(folder).read_bytes() == before


def test_another_torch_has_a_file_of_its_own(folder: Folder) -> None:
    record(folder, check(entry_of()), DAY)
    record(folder, check(entry_of(), torch="2.15.0", script=fails), LATER)
    assert [path.name for path in path_of(folder).parent.iterdir()] == ["torch-2.14.0-cpu.json"]
    record(folder, check(entry_of(), torch="2.15.0"), LATER)
    assert path_of(folder, "torch-2.15.0-cpu.json").exists()
    assert name_file("2.14.0", "NVIDIA H100 80GB HBM3/x") == "torch-2.14.0-nvidia-h100-80gb-hbm3-x.json"


def test_a_record_is_found_for_exactly_the_content_that_it_is_of(folder: Folder) -> None:
    record(folder, check(entry_of()), DAY)
    recorded = Records(folder).find(entry_of())
    assert recorded is not None
    assert recorded.spell() == "confirmed on torch 2.14.0, cpu, 26 Nov 2026"
    assert Records(folder).find(entry_of(more="# changed\n")) is None
    assert Records(folder).find(entry_of("zero")) is None


def test_the_folder_comes_before_the_library_and_the_torch_that_is_here_before_newer_ones(
    folder: Folder, tmp_path: Path
) -> None:
    shipped = Folder(tmp_path / "library")
    record(shipped, check(entry_of(), entry_of("zero")), DAY)
    record(shipped, check(entry_of(), torch="2.15.0"), LATER)
    assert {path.name for path in path_of(shipped).parent.iterdir()} == {
        "torch-2.14.0-cpu.json",
        "torch-2.15.0-cpu.json",
    }
    found = Records(folder).find(entry_of())
    assert found is not None
    assert (found.torch, found.proof.when) == ("2.14.0", date(2026, 11, 26))
    record(folder, check(entry_of(), seeds=9), DAY)
    again = Records(folder).find(entry_of())
    assert again is not None
    assert again.proof.seeds == 9
    assert Records(folder).find(entry_of("zero")) is not None


def test_a_file_that_is_no_record_confirms_nothing_and_is_not_overwritten(folder: Folder) -> None:
    path_of(folder).parent.mkdir()
    path_of(folder).write_text('{"version": 9}')
    assert Records(folder).find(entry_of()) is None
    with pytest.raises(StudyError, match="no record"):
        record(folder, check(entry_of()), DAY)
    assert path_of(folder).read_text() == '{"version": 9}'


def test_a_record_that_cannot_be_written_says_so(folder: Folder) -> None:
    path_of(folder).parent.write_text("a file where the folder should be")
    with pytest.raises(StudyError, match="cannot be written"):
        record(folder, check(entry_of()), DAY)


def test_what_is_written_can_be_read(folder: Folder) -> None:
    record(folder, check(entry_of()), DAY)
    assert read_verified(path_of(folder)).proofs["told.sum"].seeds == 2
