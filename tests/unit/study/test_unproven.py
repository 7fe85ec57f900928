"""Nothing new is taught of a proof that cannot run here, and that nobody confirmed elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.store import queue
from studyapp.study.cards.card_info import inform
from studyapp.study.opening import Study, open_study, sync_cards
from studyapp.study.review.session import Session
from tests.unit.store.samples import answer
from tests.unit.store.test_contests import keep
from tests.unit.study.conftest import write

PROOF = '''"""It overlaps."""

from studyapp.proof import check, gpus, proof


@proof(needs={needs})
def overlap(one=1):
    yield check("one", one, equals=1)


overlap.must_fail("two", one=2, at="one")
overlap.must_fail("three", one=3, at="one")
'''
DECK = """---
title: Streams
source: me
---

## What overlaps? {#overlaps proof=gpu.overlap}
> Copies and products.

## And what does not? {#alone proof=gpu.overlap}
> Two products.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    library = tmp_path / "library"
    library.mkdir()
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    root = tmp_path / "folder"
    write(root, "gpu/overlap.py", PROOF.format(needs='"cuda"'))
    (root / "cards").mkdir()
    (root / "cards" / "streams.md").write_text(DECK)
    return Folder(root)


@pytest.fixture
def study(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    """Open, on a machine without a GPU."""
    monkeypatch.setattr("studyapp.study.doubt.unproven.count_gpus", lambda: 0)
    study = open_study(folder, read_clock("2026-03-02T09:00:00+01:00"))
    yield study
    study.close()


def new_cards(study: Study) -> list[str]:
    sync_cards(study)
    return queue.new_cards(study.store.connection, study.moment().day, limit=9)


def test_its_cards_wait_and_say_why(study: Study) -> None:
    assert new_cards(study) == []
    said = Session(study).spell_nothing()
    assert said.endswith(
        "2 new cards wait: their proofs need a GPU, and have not been confirmed anywhere yet."
    )
    card = study.reading.library.cards["alone"]
    assert inform(study, card).why.startswith("New. It waits: its proof needs a GPU")


def test_they_come_where_there_is_a_gpu(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studyapp.study.doubt.unproven.count_gpus", lambda: 1)
    assert new_cards(study) == ["overlaps", "alone"]


def test_what_was_learned_keeps_coming(study: Study) -> None:
    answer(study.store, "alone", due_day=study.moment().day)
    assert queue.review_cards(study.store.connection, study.moment().day) == ["alone"]


@pytest.mark.parametrize(("fresh", "come"), [(True, ["overlaps", "alone"]), (False, [])])
def test_a_record_of_exactly_this_content_opens_them(study: Study, fresh: bool, come: list[str]) -> None:
    content = study.reading.catalogue.entries["gpu.overlap"].hash if fresh else "0" * 64
    record = {"hash": content, "when": "2026-03-01", "ranks": [1], "seeds": 3, "variants": 2, "checks": []}
    verified = {
        "torch": "2.11.0",
        "device": "NVIDIA H100",
        "python": "3.12",
        "when": "2026-03-01",
        "seeds": 3,
    }
    path = study.folder.root / "data" / "verified" / "torch-2.11.0-h100.json"
    path.parent.mkdir()
    path.write_text(json.dumps({**verified, "proofs": {"gpu.overlap": record}}))
    study.records.texts = None
    assert new_cards(study) == come


def test_they_come_once_it_was_confirmed_here(study: Study) -> None:
    entry = study.reading.catalogue.entries["gpu.overlap"]
    keep(study.store, "confirmed", 1, entry.id, source_hash="0" * 64)
    assert new_cards(study) == []
    keep(study.store, "confirmed", 2, entry.id, source_hash=entry.hash)
    assert new_cards(study) == ["overlaps", "alone"]
