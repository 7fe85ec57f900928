"""`fit`: the memory model follows the learner's own reviews, where that foresees better."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studyapp.schedule.fsrs import DEFAULT_WEIGHTS
from studyapp.store import journal
from studyapp.store.engine import open_store
from studyapp.store.events import Review
from tests.cli.conftest import Command, read
from tests.learner import FORGETFUL, write_history


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("written")
    write_history(root, FORGETFUL, cards=300)
    return root


@pytest.fixture
def forgetful(root: Path, written: Path) -> None:
    shutil.copytree(written / "data", root / "data")


def test_too_few_answers_are_said_with_what_to_do(studyapp: Command) -> None:
    studyapp("grade", "sum", "good")
    said = studyapp("fit")
    assert said.returncode == 2
    assert "0 answers tell of memory" in said.stderr
    assert "A fit takes 400 of them" in said.stderr


@pytest.mark.usefixtures("forgetful")
def test_what_foresees_better_is_adopted_and_given_up_again(studyapp: Command) -> None:
    before = read(studyapp("show", "sum", "--json"))
    tried = read(studyapp("fit", "--dry-run", "--json"))
    assert not tried["adopted"]
    assert read(studyapp("show", "sum", "--json")) == before
    said = studyapp("fit").stdout
    assert "answers that came after a day or more, of 300 cards." in said
    assert "these weights are in use now" in said
    after = read(studyapp("show", "sum", "--json"))
    assert after["stability"] != before["stability"]
    assert after["due"] == before["due"]
    again = read(studyapp("fit", "--json"))
    assert again["before"] == again["weights"] == tried["weights"]
    assert studyapp("doctor").returncode == 0
    back = studyapp("fit", "--defaults")
    assert "The weights that FSRS-6 begins with are in use." in back.stdout
    assert read(studyapp("fit", "--dry-run", "--json"))["before"] == list(DEFAULT_WEIGHTS)


@pytest.mark.usefixtures("forgetful")
def test_the_next_answer_is_scheduled_by_them(studyapp: Command, root: Path) -> None:
    fitted = read(studyapp("fit", "--json"))
    studyapp("grade", "even", "easy")
    with open_store(root / "data" / "study.db") as store:
        (event,) = journal.events(store.connection, "even")
        assert isinstance(event.body, Review)
        assert event.body.parameters == fitted["name"]
        assert event.body.stability == pytest.approx(fitted["weights"][3])


def test_what_foresees_no_better_changes_nothing(studyapp: Command, root: Path) -> None:
    write_history(root, DEFAULT_WEIGHTS, cards=150)
    said = studyapp("fit").stdout
    assert "no gain beyond chance: nothing was changed" in said
    assert read(studyapp("fit", "--json"))["before"] == list(DEFAULT_WEIGHTS)


def test_options_that_contradict_each_other_are_refused(studyapp: Command) -> None:
    assert "Leave one of them out" in studyapp("fit", "--dry-run", "--defaults").stderr
