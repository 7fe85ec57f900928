"""A proof that is refuted here, on fresh seeds too: what becomes of its cards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.draws import Value, take
from studyapp.proof.run.events import Request
from studyapp.schedule.fsrs import Rating
from studyapp.store import contests, runs
from studyapp.study.doubt.cases import read_cases
from studyapp.study.doubt.contested import contested_cards
from studyapp.study.doubt.doubting import Doubt, Upshot, look_again, may_doubt
from studyapp.study.library.editing import take_up
from studyapp.study.opening import Study, open_study
from studyapp.study.overview import make_overview
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.review.choosing import ChosenSession
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from tests.unit.study.told import Told, fails, holds, tell_runs, write_folder, write_proof


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return tell_runs(monkeypatch)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = tmp_path / "library"
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    write_folder(tmp_path / "folder", library)
    return library


@pytest.fixture
def study(tmp_path: Path, library: Path, told: Told) -> Iterator[Study]:
    study = open_study(Folder(tmp_path / "folder"), Clock())
    yield study
    study.close()


def request_of(
    study: Study, seed: int, changed: Mapping[str, Value] | None = None, variant: str = ""
) -> Request:
    entry = study.reading.catalogue["told.sum"]
    return make_request(study, entry, seed, {**take(entry.draws, seed), **(changed or {})}, variant=variant)


def run(study: Study, seed: int, changed: Mapping[str, Value] | None = None, variant: str = "") -> Proving:
    return follow(Proving(study, request_of(study, seed, changed, variant)))


def follow(proving: Proving) -> Proving:
    """Run it to its end, which is stored."""

    async def hear() -> None:
        async for _ in proving.events():
            pass

    asyncio.run(hear())
    return proving


def doubt(study: Study, proving: Proving) -> list[Doubt]:
    async def collect() -> list[Doubt]:
        return [doubt async for doubt in look_again(proving)]

    return asyncio.run(collect())


def contest(study: Study) -> None:
    """Refute the proof on four seeds."""
    for seed in range(4):
        run(study, seed)


def is_contested(study: Study) -> bool:
    with study.store.read() as connection:
        return contests.is_contested(connection, "told.sum")


def answered(study: Study, card: str, rating: Rating = Rating.GOOD) -> None:
    session = Session(study)
    presented = session.find(None, card)
    assert presented is not None
    session.grade(presented, rating, Given())


def test_a_refuted_run_is_repeated_on_three_fresh_seeds(study: Study, told: Told) -> None:
    told.script = fails
    doubts = doubt(study, run(study, 7))
    assert [each.upshot for each in doubts] == [Upshot.TRYING] * 3 + [Upshot.CONTESTED]
    assert "refuted; trying three more seeds" in doubts[0].spell()
    seeds = [trial.seed for trial in doubts[-1].trials]
    assert len(set(seeds)) == 4
    assert seeds[0] == 7
    assert "contested: refuted on all 4 seeds (torch 2.14.0, cpu)" in doubts[-1].spell()
    assert is_contested(study)
    with study.store.read() as connection:
        assert all(run.plain for run in runs.history(connection, "told.sum"))


def test_one_confirmation_among_them_means_that_the_verdict_varies(study: Study, told: Told) -> None:
    told.on({7: fails})
    doubts = doubt(study, run(study, 7))
    assert doubts[-1].upshot is Upshot.VARIES
    assert len(doubts[-1].trials) == 2
    assert "its verdict varies with the seed" in doubts[-1].spell()
    assert not is_contested(study)


def test_what_ends_in_an_error_decides_nothing(study: Study, told: Told) -> None:
    told.script = lambda request: {}
    told.on({7: fails})
    doubts = doubt(study, run(study, 7))
    assert doubts[-1].upshot is Upshot.OPEN
    assert "error" in doubts[-1].spell()
    assert not is_contested(study)


def test_a_proof_that_is_contested_already_is_not_repeated_again(study: Study, told: Told) -> None:
    told.script = fails
    contest(study)
    doubts = doubt(study, run(study, 9))
    assert [each.upshot for each in doubts] == [Upshot.CONTESTED]
    assert len(doubts[-1].trials) == 1


@pytest.mark.parametrize(
    ("changed", "variant"), [({"count": 10}, ""), ({"size": 4}, ""), ({}, "largest")], ids=str
)
def test_a_run_of_anything_but_the_proof_as_it_is_doubts_nothing(
    study: Study, told: Told, changed: Mapping[str, Value], variant: str
) -> None:
    told.script = fails
    proving = run(study, 7, changed, variant)
    assert not may_doubt(proving)
    for seed in range(4):
        run(study, seed, changed, variant)
    assert not is_contested(study)


def test_a_part_of_the_learners_own_doubts_nothing(study: Study, told: Told) -> None:
    told.script = fails
    entry = study.reading.catalogue["told.sum"]
    for seed in range(4):
        values, parts = take(entry.draws, seed), {"add": "def add(x): return 3"}
        proving = follow(Proving(study, make_request(study, entry, seed, values, parts=parts)))
        assert not may_doubt(proving)
    assert not is_contested(study)


def test_a_device_that_the_proof_is_not_about_doubts_nothing(study: Study, told: Told) -> None:
    told.script = fails
    entry = study.reading.catalogue["told.sum"]
    for seed in range(4):
        proving = follow(
            Proving(study, make_request(study, entry, seed, take(entry.draws, seed), device="cuda"))
        )
        assert not may_doubt(proving)
    assert not is_contested(study)


def test_a_later_confirmation_clears_it(study: Study, told: Told) -> None:
    told.script = fails
    contest(study)
    assert is_contested(study)
    told.script = holds
    run(study, 99, {"size": 4})
    assert is_contested(study)
    run(study, 99)
    assert not is_contested(study)


def test_another_torch_leaves_the_question_open_until_runs_there_decide(
    study: Study, told: Told, tmp_path: Path
) -> None:
    told.script = fails
    contest(study)
    told.torch = "2.15.0"
    study.close()
    again = open_study(Folder(tmp_path / "folder"), Clock())
    assert not is_contested(again)
    contest(again)
    assert is_contested(again)
    told.torch = "2.14.0+cpu"
    again.close()
    third = open_study(Folder(tmp_path / "folder"), Clock())
    assert is_contested(third)
    third.close()


def test_an_edit_of_the_proof_clears_it_and_taking_it_back_does_not(
    study: Study, told: Told, library: Path
) -> None:
    told.script = fails
    contest(study)
    write_proof(library, more="# edited\n")
    assert take_up(study)
    assert not is_contested(study)
    write_proof(library)
    assert take_up(study)
    assert is_contested(study)


def test_new_cards_wait_and_due_ones_keep_coming_with_a_warning(study: Study, told: Told) -> None:
    answered(study, "due", Rating.AGAIN)
    told.script = fails
    contest(study)
    assert {card.id for card in contested_cards(study)} == {"new", "due"}
    session = Session(study)
    counts = session.counts()
    assert (counts.new, counts.learning) == (1, 1)
    shown = []
    while (presented := session.next()) is not None:
        shown.append((presented.card.id, presented.contested))
        session.grade(presented, Rating.EASY, Given())
    assert shown == [("other", False), ("due", True)]


def test_a_session_by_choice_shows_each_of_them_once(study: Study, told: Told) -> None:
    answered(study, "due", Rating.EASY)
    told.script = fails
    contest(study)
    cards = tuple(card.id for card in contested_cards(study))
    session = ChosenSession(study, chosen=cards)
    assert session.counts().total == 2
    shown = []
    while (presented := session.next()) is not None:
        shown.append(presented.card.id)
        session.grade(presented, Rating.EASY, Given())
    assert shown == ["new", "due"]
    assert session.counts().total == 0


def test_a_step_of_a_session_by_choice_comes_back(study: Study, told: Told) -> None:
    session = ChosenSession(study, chosen=("new",))
    for rating in (Rating.AGAIN, Rating.EASY):
        presented = session.next()
        assert presented is not None
        assert session.counts().total == 1
        session.grade(presented, rating, Given())
    assert session.next() is None


def test_home_counts_contested_cards_and_no_new_ones(study: Study, told: Told) -> None:
    told.script = fails
    contest(study)
    overview = make_overview(study)
    assert [card.id for card in overview.contested] == ["new", "due"]
    assert overview.counts.new == 1
    assert overview.torch == "2.14.0"


def test_a_case_has_the_evidence_before_and_now(study: Study, told: Told) -> None:
    run(study, 5)
    told.script = fails
    contest(study)
    (case,) = read_cases(study)
    assert case.entry.id == "told.sum"
    assert [card.id for card in case.cards] == ["new", "due"]
    assert case.before is not None
    assert (case.before.verdict, case.now.verdict) == ("confirmed", "refuted")
    assert [check.name for check in case.now.checks] == ["two", "counted"]
    assert [check.passed for check in case.now.checks] == [False, True]
    assert [check.name for check in case.before.checks] == ["two", "counted"]
    assert case.now.facts[:2] == ("torch 2.14.0", "cpu")


def test_the_checks_that_failed_come_first_on_both_sides(study: Study, told: Told) -> None:
    run(study, 5)
    told.script = lambda request: {"two": True, "counted": False}
    contest(study)
    (case,) = read_cases(study)
    assert case.before is not None
    assert [check.name for check in case.now.checks] == ["counted", "two"]
    assert [check.name for check in case.before.checks] == ["counted", "two"]


def test_a_run_on_more_ranks_is_a_question_of_its_own(study: Study, told: Told, library: Path) -> None:
    write_proof(library, options="(ranks=(2, 4))")
    take_up(study)
    told.script = lambda request: fails(request) if request.world == 4 else holds(request)
    for seed in range(4):
        follow(Proving(study, replace(request_of(study, seed), world=4)))
    assert is_contested(study)
    run(study, 9)
    assert is_contested(study)
    told.script = holds
    follow(Proving(study, replace(request_of(study, 9), world=4)))
    assert not is_contested(study)
