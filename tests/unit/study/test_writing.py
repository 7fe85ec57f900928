"""How cards are written is for `check` to say: nothing that studies them hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.study.library.reading import read_folder
from studyapp.study.library.writing import judge_writing

VAGUE = "## Sums {#sums}\nExplain sums.\n> Terms are added.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A deck of one's own before a shipped one, both badly written."""
    library, own = tmp_path / "library", tmp_path / "own"
    for root, name in ((library, "shipped"), (own, "mine")):
        (root / "cards").mkdir(parents=True)
        (root / "cards" / f"{name}.md").write_text(VAGUE.replace("sums}", f"{name}}}"))
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    return Folder(own)


def test_a_badly_written_card_is_no_problem_for_its_study(folder: Folder) -> None:
    reading = read_folder(folder)
    assert reading.problems == ()
    assert set(reading.library.cards) == {"shipped", "mine"}


def test_only_the_folders_own_cards_are_judged(folder: Folder) -> None:
    problems = judge_writing(folder, read_folder(folder))
    assert [(problem.file, problem.rule, problem.severity) for problem in problems] == [
        ("cards/mine.md", "vague-question", "warning"),
        ("cards/mine.md", "no-source", "warning"),
    ]


def test_a_deck_can_say_that_it_is_not_judged(folder: Folder) -> None:
    deck = folder.root / "cards" / "mine.md"
    deck.write_text(f"---\nrules: off\n---\n\n{deck.read_text()}")
    assert judge_writing(folder, read_folder(folder)) == []
    deck.write_text(deck.read_text().replace("rules: off", "rules: on"))
    assert judge_writing(folder, read_folder(folder)) != []


def test_a_rule_that_there_is_not_is_named_with_the_file(folder: Folder) -> None:
    folder.settings.write_text('[cards]\noff = ["no-source", "nonsense"]\n')
    with pytest.raises(StudyError, match="'nonsense'") as caught:
        judge_writing(folder, read_folder(folder))
    assert caught.value.where == str(folder.settings)
    assert "similar-question" in caught.value.todo
