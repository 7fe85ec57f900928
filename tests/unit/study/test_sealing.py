"""The key of decisions: made once, kept from others, and never a part of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.errors import StudyError
from studyapp.study.proofs.sealing import KEY_BYTES, is_sealed, key_path, seal, sign


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = tmp_path / "settings"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings))
    return settings


def test_a_seal_holds_for_exactly_what_was_said() -> None:
    given = seal("a.b", "hash", {"a/b.py": "x", "a/c.py": "y"})
    assert is_sealed(given, "a.b", "hash", {"a/c.py": "y", "a/b.py": "x"})
    assert not is_sealed(given, "a.b", "hash", {"a/c.py": "x", "a/b.py": "y"})
    assert not is_sealed(given, "a.bhash", {"a/b.py": "x", "a/c.py": "y"})
    assert not is_sealed("", "a.b", "hash", {})
    assert not is_sealed("š", "a.b", "hash", {})


def test_the_key_is_made_once_for_its_owner_alone_and_nothing_lies_beside_it() -> None:
    seal("a")
    key = key_path().read_bytes()
    seal("b")
    assert key_path().read_bytes() == key
    assert key_path().stat().st_mode & 0o777 == 0o600
    assert [place.name for place in key_path().parent.iterdir()] == ["trust.key"]


def test_looking_makes_no_key() -> None:
    assert not is_sealed("", "a")
    assert not key_path().exists()


@pytest.mark.parametrize("length", [0, KEY_BYTES - 1])
def test_a_part_of_a_key_seals_nothing_and_is_replaced(length: int) -> None:
    key_path().parent.mkdir(parents=True)
    key_path().write_bytes(bytes(length))
    assert not is_sealed(sign(bytes(length), ("a",)), "a")
    assert is_sealed(seal("a"), "a")


def test_where_no_key_can_be_kept_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/self/nothing")
    with pytest.raises(StudyError, match="the key of your decisions cannot be kept: ") as told:
        seal("a")
    assert told.value.where == "/proc/self/nothing/studyapp/trust.key"
    assert "Make its folder writable" in told.value.todo


def test_a_key_that_cannot_be_read_is_left_as_it_is() -> None:
    key_path().mkdir(parents=True)
    for use in (seal, is_sealed):
        with pytest.raises(StudyError, match="the key of your decisions cannot be read: Is a directory"):
            use("a")
    assert key_path().is_dir()
