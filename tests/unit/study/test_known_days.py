"""What was known on days gone by is kept where it can be, and found where it cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from studyapp.schedule.fsrs import curve
from studyapp.store import knowledge
from studyapp.study.opening import Study
from studyapp.study.progress.known_days import known_days
from studyapp.study.progress.progress import Progress
from studyapp.study.sampling import Sample
from tests.unit.study.scene import opened, write_deck

DAYS = 60


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with opened(write_deck(tmp_path), day=DAYS) as study:
        Sample(study, Random(5)).write(DAYS - 1)
        yield study


def kept(study: Study) -> set[int]:
    with study.store.read() as connection:
        return set(knowledge.kept(connection, curve(study.rules.weights)))


def test_days_that_are_over_are_kept_and_today_is_not(study: Study) -> None:
    today = study.moment().day
    known_days(study, study.store, [today - 9, today - 1, today])
    assert kept(study) == {today - 9, today - 1}


def test_of_some_cards_nothing_is_kept(study: Study) -> None:
    known_days(study, study.store, [study.moment().day - 9], ("first",))
    assert kept(study) == set()


def test_while_another_program_writes_the_figure_is_there_all_the_same(study: Study) -> None:
    with closing(sqlite3.connect(study.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        figure = Progress(study, days=30).figure("knowledge")
        assert kept(study) == set()
        other.rollback()
    assert Progress(study, days=30).figure("knowledge").rows == figure.rows
    assert kept(study), "now it can be kept"
