"""Two programs at one database: both write, none overwrites the other, and a question counts once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from studyapp.store import journal, meta, shown
from tests.faults import children
from tests.faults.processes import assert_sound, at_once, child
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, new_store


def test_two_programs_that_read_and_then_write_lose_nothing(tmp_path: Path) -> None:
    path, times = tmp_path / "study.db", 150
    new_store(tmp_path).close()
    with child(children.count_up, path, times) as one, child(children.count_up, path, times) as other:
        at_once([one, other])
    with new_store(tmp_path) as store:
        assert meta.get(store.connection, "count") == str(2 * times)
        clocks = [event.hlc for event in journal.events(store.connection)]
        assert len(set(clocks)) == 2 * times
        assert_sound(store)


def test_a_question_graded_in_two_programs_counts_once(tmp_path: Path) -> None:
    path, questions = tmp_path / "study.db", 25
    with new_store(tmp_path) as store:
        cards = [f"card-{number:02}" for number in range(questions)]
        keys = [shown.add(store, card, seed=1, arguments={}, at=NOW) for card in cards]
    with (
        child(children.grade_what_is_shown, path, questions) as one,
        child(children.grade_what_is_shown, path, questions) as other,
    ):
        said = Counter(tuple(words) for words in at_once([one, other]))
    assert said == Counter({(word, key): 1 for key in keys for word in ("counted", "refused")})
    with new_store(tmp_path) as store:
        assert sorted(row.card for row in standing_reviews(store.connection)) == cards
        assert_sound(store)


def test_two_programs_that_start_for_the_first_time_share_one_database(tmp_path: Path) -> None:
    path = tmp_path / "new" / "study.db"
    with child(children.open_at_once, path) as one, child(children.open_at_once, path) as other:
        devices = at_once([one, other])
    assert len(devices) == 2
    assert devices[0] == devices[1]
    assert [place.name for place in path.parent.iterdir()] == ["study.db"]
