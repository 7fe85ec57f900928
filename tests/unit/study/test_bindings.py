"""A card says which check of its proof shows its answer; what cannot be so is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.deck.card import Problem
from studyapp.folder import Folder
from studyapp.study.library.reading import read_folder
from studyapp.study.library.writing import judge_writing

PROOF = '''"""Two facts."""
from studyapp.proof import check, integers, predict, proof


@proof
def facts(n=integers(2, 9), one=1, size=abs):
{measure}
    yield check("one is one", one, equals=1)
    yield check("n is n", n, equals=n)


facts.must_fail("two", one=2, at="one is one")
facts.must_fail("three", one=3, at="one is one")
'''


def read(
    root: Path, cards: str, measure: str = "    yield predict(n)"
) -> tuple[list[Problem], list[Problem]]:
    """The problems and the warnings of a folder with this deck."""
    for place, text in (
        ("proofs/two/facts.py", PROOF.format(measure=measure)),
        ("cards/two.md", f"---\ntitle: Two\nsource: me\n---\n\n{cards}"),
    ):
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    folder = Folder(root)
    reading = read_folder(folder)
    return list(reading.problems), judge_writing(folder, reading)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('check="one is on"', "did you mean “one is one”?"),
        ("check=zero", "its checks are “one is one”, “n is n”"),
    ],
)
def test_a_check_that_the_proof_does_not_make_is_a_problem(tmp_path: Path, said: str, told: str) -> None:
    problems, _ = read(tmp_path, f"## What is one? {{#one proof=two.facts {said}}}\n> One.\n")
    ((line, rule, message),) = [(each.line, each.rule, each.message) for each in problems]
    assert (line, rule) == (6, "unknown-check")
    assert told in message
    assert "one" in read_folder(Folder(tmp_path)).library.cards


@pytest.mark.parametrize(
    ("part", "told"),
    [("sise", "did you mean “size”?"), ("measure", "its parts are “size”"), ("n", "parts are “size”")],
)
def test_a_part_that_the_proof_does_not_have_is_a_problem(tmp_path: Path, part: str, told: str) -> None:
    """A draw is no part: nobody can write one."""
    assert read(tmp_path, "## Write it. {#it write=two.facts:size}\n> `1`\n") == ([], [])
    (problem,), _ = read(tmp_path, f"## Write it. {{#it write=two.facts:{part}}}\n> `1`\n")
    assert (problem.line, problem.rule) == (6, "unknown-part")
    assert problem.message.startswith(f"two.facts has no part “{part}”; ")
    assert told in problem.message


def test_a_check_without_a_proof_is_a_problem(tmp_path: Path) -> None:
    (problem,), _ = read(tmp_path, "## What is one? {#one check=zero}\n> One.\n")
    assert problem.rule == "lone-check"


def test_a_card_that_says_which_check_shows_it_is_fine(tmp_path: Path) -> None:
    assert read(tmp_path, '## What is one? {#one proof=two.facts check="one is one"}\n> One.\n') == ([], [])


def test_a_card_that_names_none_of_several_is_warned_of(tmp_path: Path) -> None:
    problems, (warning,) = read(tmp_path, "## What is one? {#one proof=two.facts}\n> One.\n")
    assert not problems
    assert warning.rule == "no-check"
    assert "one of: “one is one”, “n is n”" in warning.message


def test_a_prediction_needs_something_that_is_measured(tmp_path: Path) -> None:
    card = "## What is n? {#n predict=two.facts}\nWhat is {n}?\n> Itself.\n"
    assert read(tmp_path, card) == ([], [])
    (problem,), _ = read(tmp_path, card, measure="")
    assert problem.rule == "nothing-measured"
    assert "yield predict(…)" in problem.message


def test_a_slot_that_nothing_fills_is_warned_of(tmp_path: Path) -> None:
    card = "## What? {#n predict=two.facts}\nWhat is {m} of {n}, as in `{m}`?\n> Itself.\n"
    _, (warning,) = read(tmp_path, card)
    assert warning.rule == "unfilled-slot"
    assert warning.message.startswith("{m} stays as it is: two.facts draws no m; its draws are n")


def test_the_settings_switch_these_warnings_off(tmp_path: Path) -> None:
    (tmp_path / "studyapp.toml").write_text('[cards]\noff = ["no-check"]\n')
    assert read(tmp_path, "## What is one? {#one proof=two.facts}\n> One.\n") == ([], [])


def test_a_check_whose_name_only_a_run_can_tell_may_be_any(tmp_path: Path) -> None:
    card = '## What is one? {#one proof=two.facts check="n is 3"}\n> One.\n'
    assert read(tmp_path, card, measure='    yield check(f"n is {{n}}", n, equals=n)') == ([], [])
    predicts = "## What is n? {#n predict=two.facts}\nWhat is {n}?\n> Itself.\n"
    assert read(tmp_path, predicts, measure="    yield from ()") == ([], [])


@pytest.mark.parametrize("made", ["mine('three')", "claims[0]", "check(name, True)", "from more()"])
def test_a_check_whose_name_only_a_run_can_tell_may_be_the_one(tmp_path: Path, made: str) -> None:
    card = "## What is three? {#three proof=two.facts check=three}\n> Three.\n"
    problems, _ = read(tmp_path, card, measure=f"    yield {made}")
    assert problems == []
