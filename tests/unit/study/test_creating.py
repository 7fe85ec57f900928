"""What is new starts from a template in which nothing is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp.deck.card import Kind
from studyapp.errors import UsageError
from studyapp.folder import find_folder
from studyapp.study.library.creating import create_card, create_deck, create_proof
from studyapp.study.library.editing import take_up
from studyapp.study.library.writing import judge_writing
from studyapp.study.opening import Study
from tests.unit.study.scene import opened, write_deck


def problems(study: Study) -> list[str]:
    take_up(study)
    found = [*study.reading.problems, *judge_writing(study.folder, study.reading)]
    return [str(problem) for problem in found]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_card_of_every_kind_is_read_without_a_remark(tmp_path: Path, kind: Kind) -> None:
    with opened(write_deck(tmp_path)) as study:
        create_proof(study, "own.sums")
        create_deck(study, "torch/new")
        take_up(study)
        proof = {Kind.PREDICT: "own.sums", Kind.WRITE: "own.sums:measure"}.get(kind, "")
        (tmp_path / "cards" / "small.md").unlink()
        place = create_card(study, "torch/new", "How strides move", kind, proof)
        assert not problems(study)
        card = study.reading.library.cards[place.name]
        assert (card.kind, card.line) == (kind, place.line)


def test_an_id_that_is_taken_is_counted_on(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        assert create_card(study, "small", "First").name == "first-2"
        take_up(study)
        assert {"first", "first-2"} <= set(study.reading.library.cards)


def test_a_new_proof_is_confirmed_and_its_variants_are_caught(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        place = create_proof(study, "own.sums")
    for variant, said in (
        ((), "confirmed"),
        (("--broken", "the mean instead"), "✓ caught"),
        (("--broken", "the largest instead"), "✓ caught"),
    ):
        command = [sys.executable, str(place.path), *variant]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert said in ran.stdout, ran.stdout + ran.stderr


def test_what_cannot_be_made_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        cases: list[tuple[Callable[[], object], str]] = [
            (lambda: create_deck(study, "Upper Case"), "torch/gradients"),
            (lambda: create_deck(study, "../out"), "torch/gradients"),
            (lambda: create_deck(study, "small"), "another name"),
            (lambda: create_proof(study, "flat"), "autograd.my_proof"),
            (lambda: create_card(study, "nowhere", "T"), "new deck"),
            (lambda: create_card(study, "small", " "), "heading"),
            (lambda: create_card(study, "small", "T", Kind.PREDICT), "--proof"),
            (lambda: create_card(study, "small", "T", Kind.RECALL, "no.proof"), "no proof"),
        ]
        for make, said in cases:
            with pytest.raises(UsageError) as error:
                make()
            assert said in str(error.value)


def test_a_prediction_is_not_made_where_nothing_is_measured(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        proof = create_proof(study, "own.sums").path
        proof.write_text(proof.read_text().replace("    yield predict(measure(values))\n", ""))
        take_up(study)
        with pytest.raises(UsageError, match="measures nothing"):
            create_card(study, "small", "How many", Kind.PREDICT, "own.sums")


def test_a_folder_with_something_new_in_it_is_found_from_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(write_deck(tmp_path)) as study:
        (tmp_path / "data" / ".gitignore").write_text("mine\n")
        create_deck(study, "torch/new")
    monkeypatch.delenv("STUDYAPP_FOLDER", raising=False)
    monkeypatch.chdir(tmp_path / "cards" / "torch")
    assert find_folder().root == tmp_path
    assert (tmp_path / "data" / ".gitignore").read_text() == "mine\n"


def test_what_is_the_learners_alone_stays_out_of_a_repository(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        create_deck(study, "torch/new")
        git = ["git", "-C", str(tmp_path)]
        subprocess.run([*git, "init", "-q"], check=True)
        listed = subprocess.run(
            [*git, "ls-files", "-o", "--exclude-standard"], capture_output=True, text=True, check=True
        ).stdout.split()
    assert listed == ["cards/small.md", "cards/torch/new.md", "data/.gitignore", "studyapp.toml"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_stands_in_the_deck_already_stays_byte_for_byte(tmp_path: Path, ending: str) -> None:
    with opened(write_deck(tmp_path)) as study:
        deck = tmp_path / "cards" / "small.md"
        before = deck.read_text().replace("\n", ending).replace("One.", "One \udcfc.").rstrip()
        deck.write_bytes(before.encode("utf-8", "surrogateescape"))
        take_up(study)
        place = create_card(study, "small", "What is a stride?")
        after = deck.read_bytes().decode("utf-8", "surrogateescape")
        assert after.startswith(before + ending)
        assert after.split(ending)[place.line - 1] == "## What is a stride? {#what-is-a-stride}"
