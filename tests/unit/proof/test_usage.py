"""What a run leaves to all else on the machine."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from studyapp.proof.process import usage
from studyapp.proof.process.crew import Crew

CREW = cast("Crew", SimpleNamespace(folder="/"))


def test_a_run_leaves_a_quarter_gibibyte_where_there_is_plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "read_available", lambda: 8 << 30)
    monkeypatch.setattr(usage, "read_free", lambda crew: 8 << 30)
    assert usage.find_floor(CREW) == usage.Floor(256 << 20, 256 << 20)


def test_a_run_is_not_blamed_for_what_was_never_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "read_available", lambda: 100 << 20)
    monkeypatch.setattr(usage, "read_free", lambda crew: 64 << 20)
    assert usage.find_floor(CREW) == usage.Floor(50 << 20, 32 << 20)
