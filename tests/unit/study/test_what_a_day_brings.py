"""Which cards come today: prerequisites that are recalled, siblings apart, pauses, and after an absence."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.schedule.fsrs import Rating
from studyapp.study.cards import marking
from studyapp.study.opening import Study
from studyapp.study.review.allowance import allow, notice_return, pause_new
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from tests.unit.study.scene import answer, opened, waiting, write_deck


def test_a_new_card_opens_once_what_it_comes_after_is_recalled(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        assert waiting(study)[0] == "first"
        assert "second" not in waiting(study)
        answer(study, "first", 1)
        assert "second" not in waiting(study)  # answered, but not known
        answer(study, "first", 3)
        assert "second" in waiting(study)
        assert "last" not in waiting(study)


def test_a_prerequisite_that_is_nearly_forgotten_closes_what_comes_after(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        answer(study, "first", 4)  # a stability of 8.3 days
    with opened(folder, 20) as study:
        assert "second" in waiting(study)
    with opened(folder, 60) as study:  # recalled with 0.71
        assert "second" not in waiting(study)
        answer(study, "first", 3)
        assert "second" in waiting(study)


def test_of_siblings_a_day_brings_one(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        answer(study, "pair~a")
        assert "pair~b" not in waiting(study)
        assert Session(study).counts().total == len(waiting(study)) == 1
    with opened(folder, 2) as study:
        assert "pair~b" in waiting(study)


def test_a_sibling_that_is_due_waits_until_tomorrow_and_that_is_said(tmp_path: Path) -> None:
    folder = write_deck(tmp_path, "## Pair {#pair}\n==a:left== and ==b:right==\n")
    with opened(folder) as study:
        answer(study, "pair~a")
    with opened(folder, 2) as study:
        answer(study, "pair~b")
    with opened(folder, 31) as study:
        assert set(waiting(study)) == {"pair~a", "pair~b"}
        answer(study, "pair~a")
        assert waiting(study) == []
        assert Session(study).next_due() == (None, study.moment().day + 1)


PAIR = "## Pair {#pair}\n==a:left== and ==b:right==\n"
TWO = "## One {#one}\n> 1\n\n## Two {#two}\n> 2\n"


def test_a_new_sibling_comes_tomorrow_and_that_is_said(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path, PAIR)) as study:
        answer(study, "pair~a", 4)
        assert waiting(study) == []
        assert Session(study).next_due() == (None, study.moment().day + 1)


def test_a_new_card_that_was_buried_comes_tomorrow_and_one_suspended_does_not(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path, TWO)) as study:
        marking.bury(study, ["one"])
        marking.suspend(study, ["two"])
        assert Session(study).next_due() == (None, study.moment().day + 1)
        marking.suspend(study, ["one"])
        assert Session(study).next_due() == (None, None)


def test_the_new_cards_that_a_day_has_no_room_for_come_tomorrow_unless_none_are_wanted(
    tmp_path: Path,
) -> None:
    with opened(write_deck(tmp_path, TWO, "new_per_day = 1")) as study:
        answer(study, "one", 4)
        assert Session(study).next_due() == (None, study.moment().day + 1)
        pause_new(study, paused=True)
        assert Session(study).next_due() == (None, study.moment().day + 8)
    with opened(write_deck(tmp_path, TWO, "new_per_day = 0")) as study:
        pause_new(study, paused=False)
        assert Session(study).next_due() == (None, study.moment().day + 8)


def test_siblings_may_come_together_where_the_learner_wants_them(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path, settings="siblings_apart = false")) as study:
        answer(study, "pair~a")
        assert "pair~b" in waiting(study)


def test_new_cards_can_be_paused_across_a_restart(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        pause_new(study, paused=True)
    with opened(folder) as study:
        assert waiting(study) == []
        pause_new(study, paused=False)
        assert waiting(study)


BACKLOG = "".join(f"## Card {number} {{#c{number}}}\n> {number}.\n\n" for number in range(6))


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """Six cards learned on one day, one of them well, and then nothing for long."""
    folder = write_deck(tmp_path, BACKLOG + "## New {#new}\n> x\n", "catch_up = 2")
    with opened(folder) as study:
        for number in range(6):
            answer(study, f"c{number}", 4)
    with opened(folder, 9) as study:
        answer(study, "c5", 4)
    return tmp_path


def limits(study: Study) -> tuple[int, int | None]:
    notice_return(study)
    with study.store.read() as connection:
        allowed = allow(study, connection, study.moment().day)
    return allowed.new, allowed.due


def test_a_return_after_weeks_is_spread_over_days_and_brings_nothing_new(away: Path) -> None:
    folder = write_deck(away, BACKLOG + "## New {#new}\n> x\n", "catch_up = 2")
    with opened(folder, 80) as study:
        assert limits(study) == (0, 2)
        shown = waiting(study)
        assert len(shown) == 2
        assert shown[0] == "c5"  # the best remembered
        with study.store.read() as connection:
            back = allow(study, connection, study.moment().day).back
        assert back is not None
        assert (back.overdue, back.days) == (6, 3)
        assert "6 cards waited" in back.spell()
        for card in shown:
            answer(study, card, 4)
        assert limits(study) == (0, 0)
        assert waiting(study) == []
    with opened(folder, 81) as study:  # no absence any more, but its backlog is still there
        assert limits(study) == (0, 2)
        for card in waiting(study):
            answer(study, card, 4)
    with opened(folder, 82) as study:  # what is left is a usual day's
        assert limits(study)[0] > 0
        assert limits(study)[1] is None


def test_whoever_wants_all_at_once_gets_it(away: Path) -> None:
    folder = write_deck(away, BACKLOG, "catch_up = 0")
    with opened(folder, 80) as study:
        assert limits(study)[1] is None
        assert len(waiting(study)) == 6


def test_a_backlog_without_an_absence_is_no_return(tmp_path: Path) -> None:
    folder = write_deck(tmp_path, BACKLOG, "catch_up = 2")
    with opened(folder) as study:
        for number in range(5):
            answer(study, f"c{number}", 4)
    with opened(folder, 12) as study:
        answer(study, "c5", 4)
        assert limits(study)[1] is None


FACT = '''"""Two is even."""
from studyapp.proof import check, proof


@proof
def fact(number=2):
    yield check("it is even", number % 2, equals=0)


fact.must_fail("odd", number=3, at="it is even")
'''


def test_cards_of_one_proof_come_apart_while_others_wait(tmp_path: Path) -> None:
    path = tmp_path / "proofs" / "own" / "fact.py"
    path.parent.mkdir(parents=True)
    path.write_text(FACT)
    proven = "".join(f"## Proven {n} {{#proven-{n} proof=own.fact}}\n> {n}.\n\n" for n in range(3))
    others = "".join(f"## Other {n} {{#other-{n}}}\n> {n}.\n\n" for n in range(6))
    asked = []
    with opened(write_deck(tmp_path, f"---\ntitle: T\nsource: me\n---\n\n{proven}{others}")) as study:
        session = Session(study)
        while (presented := session.next()) is not None:
            asked.append(presented.card.id)
            session.grade(presented, Rating.EASY, Given())
    assert asked[0] == "proven-0"
    assert asked[1:6] == [f"other-{n}" for n in range(5)]
    assert asked[6:] == ["proven-1", "other-5", "proven-2"]


def test_a_session_remembers_what_was_answered_again_each_once(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        session = Session(study)
        for name, rating in (("first", 1), ("second", 3), ("first", 1)):
            presented = session.find(None, name)
            assert presented is not None
            session.grade(presented, Rating(rating), Given())
        assert session.forgotten == ["First"]


def test_what_waits_for_other_cards_is_said_with_the_first_of_them(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        closed = Session(study, found=("second", "last"))
        assert closed.next() is None
        assert closed.spell_nothing() == (
            "Nothing to review here now. 2 new cards wait for what they build on: first “First” (Small)."
        )
        assert (
            Session(study, found=("last",))
            .spell_nothing()
            .endswith("One new card waits for what it builds on: first “First” (Small).")
        )
        assert Session(study, found=("none",)).spell_nothing() == "Nothing to review here now."
