"""A lapse: the weakest thing it builds on, and when it makes a leech."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.schedule.fsrs import Rating
from studyapp.study.opening import Study
from studyapp.study.review.grading import Given
from studyapp.study.review.lapses import Lapse, find_lapse, is_leech
from studyapp.study.review.session import Session
from tests.unit.study.scene import answer, opened, write_deck


def forget(study: Study, name: str) -> Lapse | None:
    session = Session(study)
    presented = session.find(None, name)
    assert presented is not None
    return find_lapse(study, presented.card, session.grade(presented, Rating.AGAIN, Given()))


def test_a_lapse_names_the_weakest_prerequisite(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        answer(study, "first", 2)
        answer(study, "second", 4)
        answer(study, "last", 4)
    with opened(folder, 20) as study:
        lapse = forget(study, "last")
        assert lapse is not None
        assert lapse.weakest is not None
        assert (lapse.lapses, lapse.weakest.card.id) == (1, "first")
        assert lapse.spell() == f"Forgotten. {lapse.spell_weakest()}"
        assert "It builds on “First” (known: " in lapse.spell_weakest()


def test_what_was_never_learned_is_no_lapse(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        assert forget(study, "first") is None


def test_a_card_forgotten_often_becomes_a_leech_and_again_at_half_as_many_more(
    tmp_path: Path,
) -> None:
    folder = write_deck(tmp_path, settings="leech_lapses = 2")
    found = []
    for number in range(4):
        with opened(folder, 1 + 30 * number) as study:
            answer(study, "first", 4)
        with opened(folder, 16 + 30 * number) as study:
            lapse = forget(study, "first")
            found.append(lapse is not None and lapse.is_leech)
    assert found == [False, True, True, True]


@pytest.mark.parametrize(("lapses", "leech"), [(7, False), (8, True), (9, False), (12, True), (15, False)])
def test_leeches_are_told_as_anki_tells_them(lapses: int, leech: bool) -> None:
    assert is_leech(lapses, 8) is leech
