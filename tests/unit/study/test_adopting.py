"""Weights that another window adopts while this one is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.schedule.fsrs import DEFAULT_NAME, Rating, retrievability
from studyapp.schedule.spell import spell_interval
from studyapp.store import memory
from studyapp.store.refolding import find_drift
from studyapp.study.cards.browsing import find_cards
from studyapp.study.cards.card_info import inform
from studyapp.study.opening import Study
from studyapp.study.progress.fitting import adopt
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from tests.learner import FORGETFUL
from tests.unit.study.scene import answer, opened, write_deck

AGED = 5  # days since the first answer


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        answer(study, "first", 4)
    with opened(folder, 1 + AGED) as study:
        yield study


def adopt_elsewhere(study: Study) -> None:
    with opened(study.folder, 1 + AGED) as other:
        adopt(other, FORGETFUL)


def test_a_question_that_was_shown_before_keeps_what_its_buttons_promised(study: Study) -> None:
    """Even where this window has heard of them meanwhile, as by a look at Home."""
    session = Session(study)
    presented = session.find(None, "first")
    assert presented
    promised = session.previews(presented)[Rating.GOOD]
    adopt(study, FORGETFUL)
    assert session.previews(presented)[Rating.GOOD] == promised
    session.grade(presented, Rating.GOOD, Given())
    row = memory.get(study.store.connection, "first")
    assert row
    assert spell_interval(row.interval) == promised
    assert find_drift(study.store, mend=False) == {}


def test_a_question_that_is_shown_again_is_scheduled_by_them(study: Study) -> None:
    adopt_elsewhere(study)
    presented = Session(study).find(None, "first")
    assert presented
    assert presented.rules.weights == FORGETFUL


def test_what_is_told_of_a_card_follows_them(study: Study) -> None:
    now = retrievability(FORGETFUL[3], AGED, FORGETFUL)
    adopt_elsewhere(study)
    with study.store.read() as connection:
        study.knowledge.refresh(study, connection)
        assert study.standings.refresh(study, connection)["first"].recall == pytest.approx(now)
    assert sum(study.knowledge.known.values()) == pytest.approx(now)


@pytest.mark.parametrize("look", ["info", "query"])
def test_whoever_looks_first_hears_of_them(study: Study, look: str) -> None:
    adopt_elsewhere(study)
    if look == "info":
        info = inform(study, study.reading.library.cards["first"])
        assert info.recall == pytest.approx(retrievability(FORGETFUL[3], AGED, FORGETFUL))
    else:
        find_cards(study, "prop:r<0.9")
    assert study.rules.parameters != DEFAULT_NAME
