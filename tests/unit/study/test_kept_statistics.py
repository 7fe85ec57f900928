"""What is kept from one look at the statistics to the next: after whatever was done, it is as read anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.insight.figure import Cell, Figure
from studyapp.insight.figures import ORDER
from studyapp.store import journal, knowledge, memory, rollup
from studyapp.study.cards import marking
from studyapp.study.library.editing import take_up
from studyapp.study.opening import Study, offset_minutes
from studyapp.study.progress.progress import Progress
from studyapp.study.progress.standings import Standings
from studyapp.study.sampling import Sample
from tests.reviews import standing_reviews
from tests.unit.study.scene import answer, opened, write_deck

CARDS = ("first", "second", "pair~a", "pair~b", "last")
DAYS = 60


def undo_a_review(study: Study) -> None:
    rows = standing_reviews(study.store.connection)
    at, offset = study.clock.now(), offset_minutes(study)
    memory.withdraw(study.store, rows[-3].event, at=at, utc_offset=offset)


def rename(study: Study) -> None:
    deck = study.folder.root / "cards" / "small.md"
    renamed = deck.read_text().replace("{#first}", "{#one was=first}")
    deck.write_text(renamed.replace("after=first", "after=one"))
    take_up(study)


def reset(study: Study) -> None:
    marking.reset(study, ["pair~a"])


def rebuild(study: Study) -> None:
    with study.store.write() as connection:
        journal.rebuild(connection)


DEEDS: dict[str, Callable[[Study], object]] = {
    "review": lambda study: answer(study, "pair~b", 3),
    "lapse": lambda study: answer(study, "pair~b", 1),
    "another": lambda study: answer(study, "second", 2),
    "undo": undo_a_review,
    "reset": reset,
    "suspend": lambda study: marking.suspend(study, ["second"]),
    "resume": lambda study: marking.resume(study, ["second"]),
    "bury": lambda study: marking.bury(study, ["last"]),
    "rename": rename,
    "rebuild": rebuild,
}


def figures(study: Study) -> dict[str, Figure]:
    return Progress(study).figures()


def read_anew(study: Study) -> dict[str, Figure]:
    with study.store.write() as connection:
        rollup.recount(connection)
        knowledge.forget(connection, 0)
    return figures(replace(study, standings=Standings()))


def assert_alike(kept: dict[str, Figure], anew: dict[str, Figure]) -> None:
    for name in ORDER:
        lines = zip(told(kept[name]), told(anew[name]), strict=True)
        for line, other in lines:
            assert line == [pytest.approx(cell) if isinstance(cell, float) else cell for cell in other], name


def told(figure: Figure) -> list[list[Cell]]:
    return [*map(list, figure.rows), list(figure.facts.values())]


@settings(max_examples=12)
@given(deeds=st.lists(st.sampled_from(list(DEEDS)), min_size=1, max_size=5))
def test_after_whatever_was_done_it_is_as_read_anew(
    tmp_path_factory: pytest.TempPathFactory, deeds: Sequence[str]
) -> None:
    with opened(write_deck(tmp_path_factory.mktemp("kept")), day=DAYS) as study:
        Sample(study, Random(5)).write(DAYS - 1)
        assert_alike(figures(study), read_anew(study))
        for deed in deeds:
            DEEDS[deed](study)
            assert_alike(figures(study), read_anew(study))


def test_what_was_reviewed_meanwhile_is_added_without_reading_the_rest(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path), day=DAYS) as study:
        Sample(study, Random(5)).write(DAYS - 1)
        before = figures(study)["predicted"].facts["reviews"]
        standing = study.standings.cards["last"]
        answer(study, "first", 3)
        assert figures(study)["predicted"].facts["reviews"] == int(before or 0) + 1
        assert study.standings.cards["last"] is standing


def test_tomorrow_all_is_a_day_older(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder, day=DAYS) as study:
        Sample(study, Random(5)).write(DAYS - 1)
        known = figures(study)["retrievability"].facts["known"]
        study.clock = replace(study.clock, shift=study.clock.shift + timedelta(days=1))
        later = figures(study)["retrievability"].facts["known"]
        assert float(later or 0) < float(known or 0)
        assert_alike(figures(study), read_anew(study))


def test_what_could_not_be_read_is_read_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(write_deck(tmp_path)) as study:
        standings = Standings()
        with study.store.read() as connection:
            standings.refresh(study, connection)
        answer(study, "first")
        with monkeypatch.context() as patch:
            patch.setattr("studyapp.study.progress.standings.strengths", lambda *_: 1 / 0)
            with study.store.read() as connection, pytest.raises(ZeroDivisionError):
                standings.refresh(study, connection)
        with study.store.read() as connection:
            kept, anew = standings.refresh(study, connection), Standings().refresh(study, connection)
        assert kept == anew
        assert kept["first"].strength is not None
