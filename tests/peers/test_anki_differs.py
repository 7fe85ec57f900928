"""Where figures differ from Anki's on purpose: what each makes of the same; docs/statistics.md says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studyapp.clock import Clock
from studyapp.schedule.days import study_day
from studyapp.schedule.fsrs import Rating, retrievability
from studyapp.schedule.plan import Moment
from studyapp.store import journal, memory
from studyapp.store.events import Practised
from studyapp.study.opening import Study, offset_minutes
from studyapp.study.progress.progress import Progress
from studyapp.study.sampling import Sample
from tests.days import start_of_day
from tests.peers.asking import ask
from tests.peers.collection import Writer
from tests.peers.learner import Habits, opened

pytestmark = pytest.mark.anki

ZONE = Habits(0, "13:20").zone
DECK = "---\ntitle: Deck\nsource: none\n---\n\n## One {#one}\n> It is.\n\n## Two {#two}\n> It is.\n"
STARTS = timedelta(hours=4)


@dataclass
class Hand(Sample):
    """Reviews one by one."""

    rating: Rating = Rating.EASY

    def rate(self, known: bool) -> Rating:
        return self.rating

    def answer(self, card: str, at: datetime) -> None:
        offset = self.study.clock.now().utcoffset()
        assert offset is not None
        self.review(card, Moment(at, study_day(at, offset, STARTS)))

    def start(self, ago: int) -> datetime:
        """When the study day began that was so many days ago."""
        return start_of_day(self.study.moment().day - ago, ZONE, STARTS)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "deck.md").write_text(DECK)
    (tmp_path / "studyapp.toml").write_text("[study]\nfuzz = false\n[proofs]\nwarm = false\n")
    return tmp_path


@pytest.fixture
def study(root: Path) -> Iterator[Study]:
    with opened(root, Clock(zone=ZONE)) as study:
        yield study


def anki(study: Study, *, whole_days: bool = True) -> Any:
    return ask(Writer(study, whole_days).write({"": ""}), ZONE)["graphs"][""]


def test_practice_is_in_no_figure_and_in_anki_in_some(study: Study) -> None:
    hand = Hand(study)
    hand.answer("one", hand.start(3) + timedelta(hours=5))
    at, offset = hand.start(0) + timedelta(hours=1), offset_minutes(study)
    journal.append(study.store, Practised(card="one", rating=1, seconds=4.0), at=at, utc_offset=offset)
    theirs, ours, today = anki(study), Progress(study), study.moment().day
    assert theirs["reviews"]["count"]["0"]["filtered"] == 1
    assert theirs["today"]["answer_count"] == 1
    assert theirs["buttons"]["all_time"]["learning"] == [1, 0, 0, 1]
    assert ours.figure("reviews").column("day") == [today - 3]
    assert ours.figure("today").is_empty
    assert ours.figure("buttons").rows[0][:5] == ("learning", 0, 0, 0, 1)
    # In neither does it test memory, or have an hour.
    assert theirs["true_retention"]["all_time"]["young_failed"] == 0
    assert ours.figure("retention").rows[-1][:3] == ("all", None, 0)
    assert sum(hour["total"] for hour in theirs["hours"]["all_time"]) == 1
    assert sum(ours.figure("hours").numbers("reviews")) == 1  # type: ignore[arg-type]


def test_a_card_that_is_being_relearned_has_no_interval_and_in_anki_the_next_one(study: Study) -> None:
    hand = Hand(study)
    for ago in (300, 200):
        hand.answer("one", hand.start(ago) + timedelta(hours=5))
    hand.rating = Rating.AGAIN
    hand.answer("one", hand.start(0) + timedelta(hours=1))
    theirs, ours = anki(study), Progress(study)
    (interval,) = map(int, theirs["intervals"]["intervals"])
    assert interval > 1
    assert theirs["future_due"]["daily_load"] == 0  # a fraction, cut off
    assert ours.figure("intervals").is_empty
    assert ours.figure("due").facts["daily_load"] == 1
    assert theirs["card_counts"]["excluding_inactive"]["relearn"] == 1


def test_recall_falls_by_study_days_and_in_anki_by_seconds(study: Study) -> None:
    hand = Hand(study)
    at = hand.start(0) - timedelta(hours=1)  # late yesterday evening, by the study day
    hand.answer("one", at)
    with study.store.read() as connection:
        known = memory.get(connection, "one")
    assert known is not None
    seconds = (study.clock.now() - at).total_seconds()
    theirs = anki(study, whole_days=False)["retrievability"]["sum_by_card"]
    assert theirs == pytest.approx(retrievability(known.stability, seconds / 86_400), abs=1e-5)
    ours = Progress(study).figure("retrievability").facts["known"]
    assert ours == pytest.approx(retrievability(known.stability, 1))
    assert ours != pytest.approx(theirs, abs=1e-4)


def test_hour_and_day_are_those_where_you_were_and_in_anki_those_where_you_are(root: Path) -> None:
    there = ZONE - timedelta(hours=6)
    with opened(root, Clock(zone=there)) as away:
        midnight = start_of_day(away.moment().day - 10, there, STARTS) + timedelta(hours=20)
        Hand(away).answer("one", midnight)  # six in the morning here, and another study day
    with opened(root, Clock(zone=ZONE)) as home:
        theirs, ours = anki(home), Progress(home)
        assert [hour for hour, count in enumerate(theirs["hours"]["all_time"]) if count["total"]] == [6]
        assert list(theirs["reviews"]["count"]) == ["-9"]
        assert ours.figure("hours").column("hour") == [0]
        assert ours.figure("reviews").column("day") == [ours.today - 10]


def test_the_first_second_of_a_day_is_of_that_day_and_in_one_of_ankis_graphs_of_another(study: Study) -> None:
    hand = Hand(study)
    hand.answer("one", hand.start(0) + timedelta(seconds=0.5))
    hand.answer("two", hand.start(0) + timedelta(seconds=1.5))
    theirs, ours = anki(study), Progress(study)
    assert {day: counts["learn"] for day, counts in theirs["reviews"]["count"].items()} == {"0": 1, "-1": 1}
    assert theirs["today"]["answer_count"] == 2, "as its other figures have it"
    assert ours.figure("reviews").rows == ((ours.today, 2, 0, 0, 0),)
