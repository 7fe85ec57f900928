"""A torch that changed: `prove` and `check` notice, and `list` names the cards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studyapp.proof.run.layers import count_gpus
from tests.altered import write_triangles
from tests.cli.conftest import Command, read
from tests.tui.conftest import PROOF


@pytest.fixture
def altered(root: Path, altered_torch: str) -> dict[str, str]:
    """The environment of the altered torch; the folder has a proof that notices."""
    write_triangles(root, root)
    return {"PYTHONPATH": altered_torch}


def contested(studyapp: Command) -> list[str]:
    return [card["id"] for card in read(studyapp("list", "--contested", "--json"))["cards"]]


def test_a_refuted_proof_is_tried_on_three_more_seeds_and_its_cards_are_listed(
    studyapp: Command, altered: dict[str, str]
) -> None:
    result = studyapp("prove", "triangles.hypotenuse", "--seed", "1", env=altered)
    assert result.returncode == 1
    assert "refuted; trying three more seeds" in result.stdout
    assert "contested: refuted on all 4 seeds (torch 2." in result.stdout
    assert contested(studyapp) == ["over-3-4", "over-6-8"]
    assert "✗ over-3-4" in studyapp("list", "triangles", "--contested").stdout
    shown = read(studyapp("next", "triangles", "--json"))
    assert shown["id"] is None
    confirmed = studyapp("prove", "triangles.hypotenuse")
    assert confirmed.returncode == 0
    assert "seeds" not in confirmed.stdout
    assert contested(studyapp) == []


def test_the_last_json_line_says_what_came_of_it(studyapp: Command, altered: dict[str, str]) -> None:
    result = studyapp("prove", "triangles.hypotenuse", "--json", env=altered)
    last = json.loads(result.stdout.splitlines()[-1])
    assert (last["verdict"], last["doubt"]) == ("refuted", "contested")
    assert [trial["verdict"] for trial in last["trials"]] == ["refuted"] * 4
    changed = ("--seed", "1", "--set", "n=1")  # which this seed does not draw
    knob = studyapp("prove", "triangles.hypotenuse", "--json", *changed, env=altered)
    assert "doubt" not in json.loads(knob.stdout.splitlines()[-1])


def test_check_records_what_holds_and_contests_what_does_not(
    studyapp: Command, root: Path, altered: dict[str, str]
) -> None:
    proofs = str(root / "proofs")
    recorded = studyapp("check", "--proofs", "--record", proofs)
    assert recorded.returncode == 0, recorded.stdout
    (path,) = (root / "data" / "verified").iterdir()
    assert f"data/verified/{path.name}" in recorded.stdout
    assert set(json.loads(path.read_text())["proofs"]) == {"small.doubling", "triangles.hypotenuse"}
    cards = {card["id"]: card for card in read(studyapp("list", "--json"))["cards"]}
    assert cards["over-3-4"]["confirmed"]["when"].startswith("2026-03-02")
    assert cards["sum"]["confirmed"] is None

    result = studyapp("check", "--proofs", "--record", "--json", proofs, env=altered)
    assert result.returncode == 1
    found = {proof["id"]: proof for proof in json.loads(result.stdout)["proofs"]}
    assert found["triangles.hypotenuse"]["contested"] == [1, 2, 3, 4]
    assert (found["small.doubling"]["verdict"], found["small.doubling"]["contested"]) == ("confirmed", [])
    assert set(json.loads(path.read_text())["proofs"]) == {"small.doubling"}
    assert contested(studyapp) == ["over-3-4", "over-6-8"]
    said = studyapp("check", "--proofs", proofs, env=altered).stdout
    assert "contested: refuted on seeds 1, 2, 3, 4" in said
    assert "no problems in the files" in said
    assert "2 proofs run: 1 confirmed, 1 refuted" in said
    assert studyapp("check", "--proofs", proofs).returncode == 0
    assert contested(studyapp) == []


def test_a_review_in_lines_warns_and_tries_again(studyapp: Command, altered: dict[str, str]) -> None:
    answers = "\n1\n\n3\nq\n"
    result = studyapp("review", "triangles", "--plain", stdin=answers, env=altered)
    assert "contested: refuted on all 4 seeds" in result.stdout, result.stderr
    again = studyapp("review", "triangles", "--plain", stdin="\n3\nq\n", env=altered)
    before, _, after = again.stdout.partition("How long is the hypotenuse")
    assert "Contested: this card" in before
    assert "trying three more seeds" not in after


def test_recording_says_nothing_without_proofs(studyapp: Command) -> None:
    result = studyapp("check", "--record")
    assert result.returncode == 2
    assert "--proofs" in result.stderr


def test_a_device_says_nothing_without_proofs_to_run_on_it(studyapp: Command) -> None:
    result = studyapp("check", "--device", "cuda")
    assert result.returncode == 2
    assert "--proofs" in result.stderr
    assert "It is cpu or cuda" in studyapp("check", "--proofs", "--device", "tpu").stderr


@pytest.mark.skipif(count_gpus() > 0, reason="takes a machine without a GPU")
def test_proofs_are_checked_on_the_device_that_is_asked_for(studyapp: Command) -> None:
    result = studyapp("check", "--proofs", "--device", "cuda", "small.doubling")
    assert result.returncode == 3
    assert "1 CUDA device, and torch" in result.stdout


def test_a_proof_that_is_no_torchs_business_is_left_alone(
    studyapp: Command, root: Path, altered: dict[str, str]
) -> None:
    assert (root / "proofs" / "small" / "doubling.py").read_text() == PROOF
    result = studyapp("prove", "small.doubling", env=altered)
    assert result.returncode == 0
    assert contested(studyapp) == []
