"""Sessions of every sort: by deck, by query, for some minutes, ahead of the schedule, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.errors import UsageError
from studyapp.schedule.fsrs import Rating
from studyapp.store import memory
from studyapp.study.cards import marking
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from studyapp.study.review.sittings import open_session
from studyapp.study.review.wanted import Pace, Wanted
from tests.unit.study.scene import answer, candidates, opened, write_deck


def shown(session: Session) -> str:
    presented = session.next()
    return presented.card.id if presented else ""


def grade(session: Session, rating: int) -> None:
    presented = session.next()
    assert presented is not None
    session.grade(presented, Rating(rating), Given())


def test_a_query_makes_a_session(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        session = open_session(study, Wanted("note:pair"))
        assert candidates(session) == ["pair~a", "pair~b"]
        assert session.counts().new == 1  # the other one waits for tomorrow


def test_a_text_that_is_neither_deck_nor_query_is_named(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        with pytest.raises(UsageError, match="no deck 'nowhere'"):
            open_session(study, Wanted("nowhere"))
        with pytest.raises(UsageError, match="prop"):
            open_session(study, Wanted("prop:size>3"))


def test_after_its_minutes_no_further_card_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(write_deck(tmp_path)) as study:
        watch = [100.0]
        monkeypatch.setattr("studyapp.clock.Clock.stopwatch", staticmethod(lambda: watch[0]))
        session = open_session(study, Wanted("small", minutes=10))
        watch[0] += 599
        assert shown(session) == "first"
        watch[0] += 1
        assert shown(session) == ""
        assert session.is_over


def test_cramming_shows_everything_weakest_first_and_moves_no_due_date(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        answer(study, "first", 4)
        answer(study, "second", 3)
    with opened(folder, 3) as study:
        before = memory.all_rows(study.store.connection)
        session = open_session(study, Wanted(pace=Pace.CRAM))
        assert candidates(session)[:2] == ["second", "first"]
        assert session.counts().total == 5
        grade(session, 1)
        assert candidates(session)[-1] == "second"  # once more, at the end
        grade(session, 3)
        assert "first" not in candidates(session)
        assert memory.all_rows(study.store.connection) == before
        assert session.graded == [Rating.AGAIN, Rating.GOOD]


def test_practice_is_undone_card_by_card(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        session = open_session(study, Wanted("first", pace=Pace.CRAM))
        grade(session, 3)
        assert shown(session) == ""
        assert session.undo().card == "first"
        assert shown(session) == "first"
        assert session.graded == []


@pytest.mark.parametrize("pace", [Pace.SCHEDULED, Pace.CRAM])
def test_what_another_window_takes_back_is_counted_no_more(tmp_path: Path, pace: Pace) -> None:
    with opened(write_deck(tmp_path)) as study:
        session = open_session(study, Wanted("first or second", pace=pace))
        grade(session, 4)
        grade(session, 3)
        Session(study).undo()
        session.next()
        assert session.graded == [Rating.EASY]
        assert session.spell_done("9 seconds").split(" in ")[0].endswith((": 1 review", ": 1 answer"))


def test_looking_ahead_takes_what_falls_due_in_those_days(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        answer(study, "first", 4)  # due on the ninth
        assert open_session(study, Wanted(pace=Pace.AHEAD, days=7)).counts().total == 0
        assert candidates(open_session(study, Wanted(pace=Pace.AHEAD, days=8))) == ["first"]


def test_what_is_put_off_is_shown_no_more_in_practice(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        session = open_session(study, Wanted("first or note:pair", pace=Pace.CRAM))
        first = candidates(session)[0]
        marking.bury(study, [first])
        session.leave_out(first)
        assert first not in candidates(session)
        session.undo()
        assert candidates(session)[0] == first


def test_a_bury_is_undone_like_a_review_and_its_card_asked_again(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        session = open_session(study, Wanted())
        marking.bury(study, ["first"])
        assert shown(session) != "first"
        undone = session.undo()
        assert (undone.what, undone.card) == ("bury", "first")
        assert undone.presented is not None
        assert shown(session) == "first"


def test_a_card_that_is_no_part_of_the_pile_is_practised_all_the_same(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        marking.suspend(study, ["second"])
        session = open_session(study, Wanted("first", pace=Pace.CRAM))
        undone = session.undo()
        assert undone.presented is not None
        session.grade(undone.presented, Rating.GOOD, Given())
        assert shown(session) == "first"
