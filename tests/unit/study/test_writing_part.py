"""What a written part earns, what is kept of it, and when no run can grade it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.source.stub import Stub
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.study.opening import Study, open_study
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.review.grading import Given
from studyapp.study.review.presenting import Presented, present
from studyapp.study.review.session import Session
from studyapp.study.review.writing_part import (
    MOST,
    Draft,
    Drafts,
    Written,
    complete,
    find_obstacle,
    find_written,
)
from tests.unit.study.told import Told, tell_runs, write_folder

STUB = Stub("def add(numbers):", '"""Their sum."""')
DECK = """---
title: Told
source: none
---

## Write it {#write-add write=told.sum:add}
Write `add(numbers)`.
> `return sum(numbers)`

## Nowhere {#nowhere write=told.sum:shift}
Write it.
> x
"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return tell_runs(monkeypatch)


@pytest.fixture
def study(tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    library = tmp_path / "library"
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    write_folder(tmp_path / "folder", library)
    (tmp_path / "folder" / "cards" / "told.md").write_text(DECK)
    study = open_study(Folder(tmp_path / "folder"), Clock())
    yield study
    study.close()


def show(study: Study, card: str = "write-add") -> Presented:
    return present(study, study.reading.library.cards[card], None)


def run(study: Study) -> Proving:
    presented = show(study)
    assert presented.entry is not None
    parts = {"add": "def add(numbers): ..."}
    return Proving(study, make_request(study, presented.entry, 1, presented.values, parts=parts))


def ended(study: Study, *verdicts: Verdict) -> Draft:
    """A draft whose runs have ended so."""
    draft = Draft(STUB, STUB.text)
    for number, verdict in enumerate(verdicts):
        draft.take(f"text = {number}", run(study), verdict)
    return draft


@pytest.mark.parametrize(
    ("verdicts", "rating", "sentence"),
    [
        ([Verdict.CONFIRMED], 3, "Right, at the first run."),
        ([Verdict.REFUTED, Verdict.CONFIRMED], 2, "Right, after 2 runs."),
        ([Verdict.ERROR, Verdict.TIMED_OUT, Verdict.CONFIRMED], 2, "Right, after 3 runs."),
        ([Verdict.UNSUPPORTED, Verdict.CONFIRMED], 3, "Right, at the first run."),
        ([Verdict.CONFIRMED, Verdict.REFUTED], 3, "Right, at the first run."),
        ([Verdict.REFUTED], None, ""),
        ([], None, ""),
    ],
)
def test_the_runs_decide_what_is_proposed(
    study: Study, verdicts: list[Verdict], rating: int | None, sentence: str
) -> None:
    judgement = ended(study, *verdicts).judge()
    assert (judgement.rating, judgement.sentence) == (rating, sentence)


def test_what_is_no_python_yet_is_no_try(study: Study) -> None:
    draft = ended(study)
    draft.take("def add(numbers):\nreturn 0", run(study), Verdict.ERROR)
    draft.take("def add(numbers):\n    return sum(numbers)", run(study), Verdict.CONFIRMED)
    assert draft.judge().sentence == "Right, at the first run."


def test_given_up_is_again_whatever_follows(study: Study) -> None:
    draft = ended(study, Verdict.REFUTED)
    draft.give_up()
    assert (draft.judge().rating, draft.judge().sentence) == (1, "Given up after 1 run.")
    draft.take("later", run(study), Verdict.CONFIRMED)
    assert draft.judge().sentence == "Given up after 1 run."
    draft.open()
    draft.take("undone, and asked again", run(study), Verdict.CONFIRMED)
    assert draft.judge().sentence == "Right, but the answer had been shown."
    assert draft.judge().rating == 1


def test_the_answer_after_a_pass_gives_nothing_up(study: Study) -> None:
    draft = ended(study, Verdict.CONFIRMED)
    draft.give_up()
    assert draft.judge().rating == 3


def test_what_was_confirmed_is_kept_or_else_what_stands_there(study: Study) -> None:
    draft = ended(study)
    assert draft.answer is None
    draft.text = f"{STUB.text}return 4\n"
    assert draft.answer == f"{STUB.text}return 4"
    draft.take("confirmed", run(study), Verdict.CONFIRMED)
    assert draft.answer == "confirmed"
    given_up = ended(study)
    given_up.text = "given up"
    given_up.give_up()
    given_up.text = "copied from the answer"
    assert given_up.answer == "given up"


def test_what_is_kept_is_capped(study: Study) -> None:
    draft = ended(study)
    draft.text = "x" * (MOST + 1)
    assert draft.answer == "x" * (MOST - 1) + "…"


def test_a_question_finds_its_draft_again_and_a_graded_card_starts_anew(study: Study) -> None:
    drafts, first, second = Drafts(), show(study), show(study)
    draft = drafts.find(first)
    draft.text = "begun"
    assert drafts.find(first) is draft
    assert drafts.find(second) is draft  # the same card, shown anew without a grade between
    drafts.close(second)
    assert drafts.find(show(study)).text == drafts.find(show(study)).stub.text
    assert drafts.find(second).text == "begun"  # the grade was undone


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["return 1"], 'def add(numbers):\n    """Their sum."""\n    return 1'),
        (["    return 1"], 'def add(numbers):\n    """Their sum."""\n    return 1'),
        (["if numbers:", "", "    return 1"], None),
        (["import math", "def add(n):", "    return 1"], "import math\ndef add(n):\n    return 1"),
    ],
)
def test_a_body_is_completed_and_a_whole_function_is_left(lines: list[str], text: str | None) -> None:
    made = complete(STUB, "add", lines)
    assert made == text or text is None
    compile(made, "made", "exec")


def grade(study: Study, answer: str | None) -> None:
    session = Session(study)
    presented = session.find(None, "write-add")
    assert presented is not None
    session.grade(presented, Rating.GOOD, Given(answer=answer))


def test_the_last_answer_that_stands_is_found_again(study: Study) -> None:
    assert find_written(study, "write-add") is None
    grade(study, "return 1")
    grade(study, None)
    assert (found := find_written(study, "write-add")) is not None
    assert found.text == "return 1"
    grade(study, "return 2")
    assert (found := find_written(study, "write-add")) is not None
    assert found.text == "return 2"
    Session(study).undo()
    assert (found := find_written(study, "write-add")) is not None
    assert found.text == "return 1"


def test_the_day_is_named_and_another_year_with_it() -> None:
    written = Written("x", datetime(2025, 11, 12, 9, tzinfo=UTC))
    assert written.spell(datetime(2025, 12, 1, tzinfo=UTC)) == "What you wrote on 12 November"
    assert written.spell(datetime(2026, 1, 1, tzinfo=UTC)) == "What you wrote on 12 November 2025"


def test_nothing_stands_in_the_way_of_a_shipped_proof(study: Study) -> None:
    assert find_obstacle(study, show(study)) == ""


def test_what_stands_in_the_way_is_said(study: Study, told: Told, tmp_path: Path) -> None:
    assert find_obstacle(study, show(study, "nowhere")) == "its proof has no part shift here"
    assert find_obstacle(study, replace(show(study), entry=None)) == "its proof cannot be read"
    assert find_obstacle(study, replace(show(study), contested=True)) == "its proof is contested"
    told.torch = ""
    assert find_obstacle(study, show(study)) == "torch is not installed"


def test_a_proof_of_the_folder_waits_for_a_decision(study: Study, tmp_path: Path) -> None:
    presented = show(study)
    assert presented.entry is not None
    own = replace(presented.entry, path=str(tmp_path / "folder" / "proofs" / "told" / "sum.py"))
    why = find_obstacle(study, replace(presented, entry=own))
    assert why == "you have not decided on its proof yet"


def test_the_learners_own_line_comes_first_and_is_said_once() -> None:
    wrong = "SyntaxError: invalid syntax (<your scale>, line 3)"
    assert Ruling(Verdict.ERROR, wrong, 3, "", "<your scale>").sentence == (
        "line 3 of your scale: SyntaxError: invalid syntax"
    )
    assert Ruling(Verdict.ERROR, "TypeError: no", 3).sentence == "TypeError: no"
