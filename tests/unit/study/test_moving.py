"""Cards move to another deck with all that belongs to them, or nothing moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.errors import StudyError
from studyapp.store import undoing
from studyapp.study import files
from studyapp.study.cards import marking
from studyapp.study.library import moving
from studyapp.study.library.editing import take_up
from studyapp.study.opening import Study
from studyapp.study.review.session import Session
from tests.unit.study.browsed import FIRST, SECOND, SHIPPED, opened, write_decks


@pytest.fixture
def study(root: Path, library: Path) -> Iterator[Study]:
    write_decks(root, library)
    with opened(root) as study:
        yield study


def texts(root: Path) -> tuple[str, str]:
    return (root / "cards" / "first.md").read_text(), (root / "cards" / "more" / "second.md").read_text()


def decks(study: Study) -> dict[str, str]:
    return {card.id: card.deck for card in study.reading.library.cards.values()}


def test_a_section_leaves_one_file_and_ends_another(study: Study, root: Path) -> None:
    moved = moving.move(study, ["rule~a"], "more/second")
    assert moved.notes == ("rule",)
    first, second = texts(root)
    assert first == FIRST.replace(FIRST[FIRST.index("## The rule") : FIRST.index("## Which")], "")
    rule = '## The rule {#rule tags=basics source="a book"}\n`backward()` ==a:adds== into'
    assert second.startswith(f"{SECOND}\n{rule}")
    assert decks(study)["rule~a"] == decks(study)["rule~b"] == "more/second"
    assert study.reading.library.cards["rule~b"].source == "a book", "as before, whatever the new deck says"
    assert not study.reading.problems


def test_several_cards_move_at_once_and_can_be_taken_back(study: Study, root: Path) -> None:
    moved = moving.move(study, ["sum", "even", "half"], "more/second")
    assert [name for name, deck in decks(study).items() if deck == "more/second"] == ["half", "sum", "even"]
    moving.take_back(study, moved)
    assert texts(root) == (FIRST, SECOND)
    assert decks(study)["even"] == "first"


def test_a_shipped_deck_is_copied_before_it_changes(study: Study, root: Path, library: Path) -> None:
    moved = moving.move(study, ["far"], "first")
    own = root / "cards" / "shipped.md"
    assert "far" not in own.read_text()
    assert "near" in own.read_text()
    assert (library / "cards" / "shipped.md").read_text() == SHIPPED
    moving.take_back(study, moved)
    assert not own.exists()
    assert decks(study)["far"] == "shipped"


def test_a_deck_that_changed_meanwhile_is_left_alone(study: Study, root: Path) -> None:
    path = root / "cards" / "first.md"
    path.write_text(FIRST + "\n")
    with pytest.raises(StudyError, match="changed just now"):
        moving.move(study, ["sum"], "more/second")
    assert texts(root) == (FIRST + "\n", SECOND)


def test_a_move_is_not_taken_back_over_a_later_edit(study: Study, root: Path) -> None:
    moved = moving.move(study, ["sum"], "more/second")
    path = root / "cards" / "first.md"
    path.write_text(path.read_text() + "\n## Later {#later}\n> Yes.\n")
    with pytest.raises(StudyError, match="changed since the move"):
        moving.take_back(study, moved)
    assert "later" in path.read_text()
    assert moving.last_move(study) is None  # what was done before it is the next to undo


def test_a_move_is_the_next_to_undo_once_what_came_after_it_is_undone(study: Study) -> None:
    marking.suspend(study, ["even"])
    before = decks(study)
    moving.move(study, ["rule~a"], "more/second")
    marking.flag(study, ["even"], 2)
    assert Session(study).undo().what == "flag"
    assert Session(study).undo().what == "moved"
    assert decks(study) == before
    assert Session(study).undo().what == "suspend"


def test_a_move_is_undone_though_what_was_done_before_it_was_undone_elsewhere(study: Study) -> None:
    marking.suspend(study, ["even"])
    moving.move(study, ["rule~a"], "more/second")
    undoing.undo(study.store, at=study.clock.now(), utc_offset=0)
    assert Session(study).undo().what == "moved"


def test_a_target_that_would_swallow_them_is_refused(study: Study, root: Path) -> None:
    path = root / "cards" / "more" / "second.md"
    path.write_text(f"{SECOND}\n## Open {{#open}}\n<!-- never closed\n")
    take_up(study)
    before = texts(root)
    with pytest.raises(StudyError, match="would not be read"):
        moving.move(study, ["sum"], "more/second")
    assert texts(root) == before


def test_windows_line_ends_stay_as_they_are(study: Study, root: Path) -> None:
    path = root / "cards" / "more" / "second.md"
    path.write_bytes(SECOND.replace("\n", "\r\n").encode())
    take_up(study)
    moving.move(study, ["sum"], "more/second")
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert b"> Four." in content


def test_what_is_there_already_is_no_move(study: Study) -> None:
    with pytest.raises(StudyError, match="already"):
        moving.move(study, ["half"], "more/second")
    with pytest.raises(StudyError, match="no deck"):
        moving.move(study, ["half"], "nowhere")


def test_where_one_file_cannot_be_written_no_other_is(
    study: Study, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.replace

    def fail_at_the_second(path: Path, content: bytes) -> None:
        if path.name == "first.md":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(files, "replace", fail_at_the_second)
    with pytest.raises(StudyError, match="No space left"):
        moving.move(study, ["sum"], "more/second")
    assert texts(root) == (FIRST, SECOND)
    assert decks(study)["sum"] == "first"


def test_undo_says_how_many_cards_it_was_about(study: Study) -> None:
    marking.suspend(study, ["rule~a", "even"])
    undone = Session(study).undo().spell(study.moment().day)
    assert undone.startswith("Undone: suspending “")
    assert undone.endswith("” and 1 more.")
