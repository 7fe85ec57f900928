"""The text that was trusted is the text that runs, whatever the files say by then."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.evidence import Check
from studyapp.proof.verdict import Verdict
from studyapp.study.opening import open_study
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.proofs.trusting import UntrustedError, trust

PROOF = '''"""It is what was read."""

from _seen import value

from studyapp.proof import check, proof


@proof
def seen():
    yield check("the file", "read", equals="read")
    yield check("the module", value, equals="read")
'''


async def run(proving: Proving) -> None:
    async with aclosing(proving.events()) as events:
        async for _ in events:
            pass


def test_files_that_were_swapped_after_approval_do_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "library"
    empty.mkdir()
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: empty)
    folder = tmp_path / "folder"
    topic = folder / "proofs" / "small"
    topic.mkdir(parents=True)
    (topic / "seen.py").write_text(PROOF)
    (topic / "_seen.py").write_text('value = "read"\n')
    study = open_study(Folder(folder), Clock())
    try:
        entry = study.reading.catalogue["small.seen"]
        with pytest.raises(UntrustedError):
            Proving(study, make_request(study, entry, 1, {}))
        trust(study, entry)
        (topic / "seen.py").write_text(PROOF.replace('"read"', '"swapped"'))
        (topic / "_seen.py").write_text('value = "swapped"\n')
        proving = Proving(study, make_request(study, entry, 1, {}))
        asyncio.run(run(proving))
    finally:
        study.close()
    assert proving.run.finished is not None
    assert proving.run.finished.ruling.verdict is Verdict.CONFIRMED, proving.run.finished.ruling.reason
    assert [item.got for item in proving.run.items if isinstance(item, Check)] == ["read", "read"]
