"""Which folder is studied, and which files it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.errors import UsageError
from studyapp.folder import Folder, find_folder, find_shipped


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = tmp_path / "shipped"
    for name in ("autograd/gradients.md", "fsdp/sharding.md"):
        path = library / "cards" / name
        path.parent.mkdir(parents=True)
        path.write_text("shipped")
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    monkeypatch.delenv("STUDYAPP_FOLDER", raising=False)
    return library


def test_a_file_in_the_folder_takes_the_place_of_a_shipped_one(shipped: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "cards" / "fsdp" / "sharding.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    found = Folder(tmp_path / "mine").decks()
    assert [(str(file.relative), file.path.read_text()) for file in found] == [
        ("autograd/gradients.md", "shipped"),
        ("fsdp/sharding.md", "mine"),
    ]
    assert found[1].shown == "cards/fsdp/sharding.md"


def test_hidden_files_are_no_decks(shipped: Path) -> None:
    (shipped / "cards" / ".git").mkdir()
    (shipped / "cards" / ".git" / "x.md").write_text("")
    assert len(Folder(shipped).decks()) == 2


def test_the_order_is_option_variable_parent_own(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = tmp_path / "parent"
    (parent / "cards" / "deep").mkdir(parents=True)
    (parent / "studyapp.toml").write_text("")
    named, option, own = tmp_path / "named", tmp_path / "option", tmp_path / "own"
    named.mkdir()
    option.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(own))
    monkeypatch.chdir(parent / "cards" / "deep")
    assert find_folder().root == parent
    monkeypatch.setenv("STUDYAPP_FOLDER", str(named))
    assert find_folder().root == named
    assert find_folder(option).root == option
    monkeypatch.delenv("STUDYAPP_FOLDER")
    monkeypatch.chdir(tmp_path)
    assert (find_folder().root / "cards").is_dir()
    with pytest.raises(UsageError):
        find_folder(tmp_path / "nowhere")


def test_the_shipped_library_of_a_checkout_is_the_checkout() -> None:
    assert (find_shipped() / "cards" / "fsdp").is_dir()
