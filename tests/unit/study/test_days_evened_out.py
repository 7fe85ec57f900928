"""What a card comes back to: how full the days are within its reach, in the preview as in the grade."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from studyapp.folder import Folder
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.plan import reach
from studyapp.store import memory
from studyapp.study.cards.marking import suspend
from studyapp.study.opening import Study
from studyapp.study.review.grading import Given
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from tests.unit.study.scene import answer, opened

CARDS = [f"card-{number}" for number in range(40)]


def write_many(root: Path, settings: str = "") -> Folder:
    (root / "cards").mkdir(exist_ok=True)
    deck = "\n".join(f"## Card {name} {{#{name}}}\n> Its answer.\n" for name in CARDS)
    (root / "cards" / "many.md").write_text(f"---\ntitle: Many\nsource: none\n---\n\n{deck}")
    (root / "studyapp.toml").write_text(f"[study]\n{settings}\n[proofs]\nwarm = false\n")
    return Folder(root)


def find(study: Study, card: str) -> Presented:
    presented = Session(study).find(None, card)
    assert presented is not None
    return presented


def due_days(study: Study) -> list[int]:
    with study.store.read() as connection:
        return [row.due_day for row in memory.all_rows(connection).values() if row.due_day is not None]


def test_the_days_within_reach_are_known_before_the_answer(tmp_path: Path) -> None:
    with opened(write_many(tmp_path)) as study:
        for card in CARDS[:30]:
            answer(study, card)  # Easy: due in six days or more
        presented, found = find(study, CARDS[30]), due_days(study)
        days = {day for span in reach(None, study.moment(), study.rules) for day in span}
        assert presented.due == {day: found.count(day) for day in days if day in found}
        assert sum(presented.due.values()) == 30


@pytest.mark.parametrize(
    ("setting", "counts"), [("", [6, 8, 10, 9, 7]), ("balance = false", [5, 6, 9, 10, 10])]
)
def test_they_fill_more_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, counts: list[int]
) -> None:
    """Forty cards over five days, each with the same luck whether days are evened out or not."""
    monkeypatch.setattr(Presented, "luck", property(lambda shown: Random(shown.card.id).random()))
    with opened(write_many(tmp_path, setting)) as study:
        for card in CARDS:
            answer(study, card)
        found = Counter(due_days(study))
        assert found.total() == 40
        assert [found[day] for day in sorted(found)] == counts


def test_a_grade_leads_where_its_button_said(tmp_path: Path) -> None:
    with opened(write_many(tmp_path)) as study:
        for card in CARDS[:30]:
            answer(study, card)
        session, presented = Session(study), find(study, CARDS[30])
        said = session.previews(presented)[Rating.EASY]
        review = session.grade(presented, Rating.EASY, Given())
        assert said == f"{review.due_day - study.moment().day}d"  # type: ignore[operator, union-attr]


def test_what_is_suspended_fills_no_day(tmp_path: Path) -> None:
    with opened(write_many(tmp_path)) as study:
        answer(study, CARDS[0])
        assert find(study, CARDS[1]).due
        suspend(study, [CARDS[0]])
        assert not find(study, CARDS[1]).due


@pytest.mark.parametrize("setting", ["balance = false", "fuzz = false"])
def test_where_days_are_not_evened_out_they_are_not_counted(tmp_path: Path, setting: str) -> None:
    with opened(write_many(tmp_path, setting)) as study:
        answer(study, CARDS[0])
        assert not find(study, CARDS[1]).due


def test_easy_days_are_a_setting(tmp_path: Path) -> None:
    """1 March 2026 is a Sunday, and Easy leads to the Saturday after it or the four days that follow."""
    settings = "easy_days = { saturday = 0, sunday = 0, monday = 0, wednesday = 0 }"
    with opened(write_many(tmp_path, settings)) as study:
        for card in CARDS:
            answer(study, card)
        assert {day - study.moment().day for day in due_days(study)} == {9}, "all on a Tuesday"
