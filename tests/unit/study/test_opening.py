"""A study folder that is opened, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.errors import UsageError
from tests.unit.study.scene import opened, write_deck


def test_one_that_is_refused_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYAPP_LAYERS", "walls")
    with pytest.raises(UsageError, match="walls"), opened(write_deck(tmp_path)):
        pass
    assert not (tmp_path / "data").exists()
