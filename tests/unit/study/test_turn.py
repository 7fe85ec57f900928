"""A question from being asked to being graded: what is proposed, what is kept, and what does not stay."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.evidence import Predict
from studyapp.proof.run.runner import Run, finish
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError
from studyapp.store.events import Review
from studyapp.study.opening import Study, open_study
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.review.confidence import surer
from studyapp.study.review.judging import Response
from studyapp.study.review.session import Session
from studyapp.study.review.turn import Turn
from studyapp.study.review.writing_part import Drafts
from tests.unit.study.told import Told, fails, holds, tell_runs, write_folder

DECK = """---
title: Told
source: none
---

## Which are even? {#even}
Pick them.
- [ ] three
- [x] four
- [x] six

## A half {#half}
What is one half, in decimals?
= 0.5 ± 1e-9

## Foresee {#foresee predict=told.sum}
What comes out?
> Two.

## Write it {#write-add write=told.sum:add}
Write `add(numbers)`.
> `return sum(numbers)`

## Nowhere {#nowhere write=told.sum:shift}
Write it.
> x
"""
RIGHT = "def add(numbers):\n    return sum(numbers)\n"


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


def ask(study: Study, card: str, drafts: Drafts | None = None) -> Turn:
    session = Session(study)
    presented = session.find(None, card)
    assert presented is not None
    return Turn(session, presented, drafts or Drafts())


def prove(turn: Turn, measured: float | None = None, parts: Mapping[str, str] | None = None) -> None:
    """Run the turn's proof to its end; it measures this."""
    study, presented = turn.session.study, turn.presented
    assert presented.entry is not None
    request = make_request(study, presented.entry, presented.seed, presented.values, parts=parts)
    turn.proving = Proving(study, request)
    asyncio.run(finish(turn.proving))
    if measured is not None:
        assert isinstance(turn.proving.run, Run)
        turn.proving.run.items.append(Predict(value=measured))


def test_what_is_picked_is_judged_proposed_and_kept(study: Study) -> None:
    turn = ask(study, "even")
    four = [text for text, _ in turn.presented.choices].index("four")
    turn.reveal(Response(picked=frozenset({four})))
    assert turn.proposal is Rating.AGAIN
    saved = turn.grade(Rating.AGAIN)
    assert isinstance(saved, Review)
    assert (saved.answer, saved.proposed, saved.rating_from) == ("four", 1, "proposal")


def test_a_hint_makes_good_hard_and_the_last_hint_stays(study: Study) -> None:
    turn = ask(study, "half")
    assert [turn.hint(), turn.hint()] == [turn.known_hints[0]] * 2
    turn.reveal(Response("0.5"))
    assert (turn.proposal, turn.given.hints) == (Rating.HARD, len(turn.known_hints))


def test_a_wrong_answer_stays_again_whatever_was_hinted(study: Study) -> None:
    turn = ask(study, "half")
    turn.hint()
    turn.reveal(Response("0.7"))
    assert turn.proposal is Rating.AGAIN


def test_beyond_the_ends_of_how_sure_one_is_lies_not_saying_it() -> None:
    assert [surer(None, 1), surer(None, -1), surer(0.9, 1), surer(0.99, 1)] == [0.9, 0.99, 0.99, None]
    assert surer(0.5, -1) is None


def test_how_sure_one_was_is_held_against_this_answer_too(study: Study) -> None:
    turn = ask(study, "half")
    assert turn.calibration == ""
    turn.confidence = 0.8
    turn.reveal(Response("0.5"))
    assert turn.calibration == "You were 80% sure; at 80% you are right 100% of 1."


def test_a_prediction_is_judged_once_a_confirmed_run_has_measured(study: Study) -> None:
    turn = ask(study, "foresee")
    turn.reveal(Response("2"))
    assert (turn.judgement, turn.proposal, turn.measure()) == (None, None, False)
    prove(turn, measured=2)
    assert turn.measure()
    assert (turn.proposal, turn.left_open) == (Rating.GOOD, "")
    assert turn.proving is not None
    assert turn.given.run == turn.proving.id != ""


def test_what_nobody_measured_is_not_proposed_to_be_right(study: Study) -> None:
    turn = ask(study, "foresee")
    turn.reveal(Response("2"))
    prove(turn)
    assert not turn.measure()
    assert turn.left_open == "Nothing was measured, so grade yourself by the written answer."
    assert (turn.proposal, turn.given.proposed, turn.given.answer) == (None, None, "2")


def test_what_a_refuted_run_measured_judges_nothing(study: Study, told: Told) -> None:
    told.script = fails
    turn = ask(study, "foresee")
    turn.reveal(Response("2"))
    prove(turn, measured=2)
    assert not turn.measure()
    assert turn.left_open.startswith("What was measured is not confirmed, so")
    assert turn.proposal is None


def test_the_run_that_counts_goes_with_a_written_answer(study: Study, told: Told) -> None:
    turn = ask(study, "write-add")
    assert turn.draft is not None
    for script in (fails, holds):
        told.script = script
        turn.draft.text = RIGHT
        prove(turn, parts={"add": RIGHT})
        turn.count_run()
    assert turn.proving is not None
    counts = turn.proving.id
    turn.reveal(Response())
    prove(turn)
    turn.count_run()
    assert (turn.tried, turn.run) == (None, counts)
    assert (turn.proposal, turn.given.answer) == (Rating.HARD, RIGHT.rstrip())


def test_what_no_run_can_grade_is_the_learners_to_grade(study: Study) -> None:
    turn = ask(study, "nowhere")
    assert (turn.draft, turn.obstacle) == (None, "its proof has no part shift here")
    turn.reveal(Response())
    assert (turn.proposal, turn.given.proposed) == (Rating.GOOD, None)


def test_a_draft_goes_on_until_it_is_graded_wherever_that_was(study: Study) -> None:
    drafts = Drafts()
    turn = ask(study, "write-add", drafts)
    assert turn.draft is not None
    turn.draft.text = RIGHT
    again = ask(study, "write-add", drafts)
    assert again.draft is turn.draft
    again.reveal(Response())
    again.session.grade(again.presented, Rating.GOOD, again.given)  # in another window
    with pytest.raises(AlreadyGradedError):
        again.grade(Rating.GOOD)
    fresh = ask(study, "write-add", drafts)
    assert fresh.draft is not None
    assert fresh.draft.text == fresh.draft.stub.text


def test_nothing_of_a_turn_is_in_the_next_one(study: Study) -> None:
    turn = ask(study, "half")
    turn.hint()
    turn.confidence = 0.9
    turn.reveal(Response("0.5"))
    turn.grade(Rating.HARD)
    after = ask(study, "half")
    given = after.given
    assert (given.answer, given.confidence, given.hints, given.run) == (None, None, 0, None)
    assert (after.revealed, after.judgement) == (False, None)
