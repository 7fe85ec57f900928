"""A review and the memory that follows from it are one: graded once, undone exactly, replayed the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from studyapp.schedule.plan import Phase
from studyapp.store import journal, memory, shown, tables
from studyapp.store.engine import Store, open_store
from studyapp.store.errors import AlreadyGradedError, NothingToUndoError
from studyapp.store.memory import MemoryRow
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, TODAY, answer, graded, new_store


def test_a_first_review_makes_the_memory(store: Store) -> None:
    key = answer(store, "one", due_at=NOW + timedelta(minutes=10), step=1)
    assert memory.get(store.connection, "one") == MemoryRow(
        card="one",
        phase=Phase.LEARNING,
        step=1,
        stability=10.0,
        difficulty=5.0,
        due_at=NOW + timedelta(minutes=10),
        due_day=None,
        first_day=TODAY,
        last_at=NOW,
        last_day=TODAY,
        reps=1,
        lapses=0,
        event=key,
    )


def test_reviews_and_lapses_are_counted(store: Store) -> None:
    answer(store, "one", rating=1)  # a first Again is no lapse: nothing was known yet
    answer(store, "one", rating=1, day=TODAY + 10)
    answer(store, "one", day=TODAY + 20)
    row = memory.all_rows(store.connection)["one"]
    assert (row.reps, row.lapses, row.first_day, row.last_day) == (3, 1, TODAY, TODAY + 20)


def test_a_card_graded_in_two_windows_counts_once(tmp_path: Path) -> None:
    with new_store(tmp_path) as one, open_store(tmp_path / "study.db") as other:
        before = memory.get(one.connection, "card")
        memory.record(one, graded("card"), before, at=NOW, utc_offset=OFFSET)
        with pytest.raises(AlreadyGradedError, match="card was graded already"):
            memory.record(other, graded("card", rating=1), before, at=NOW, utc_offset=OFFSET)
        assert [row.rating for row in standing_reviews(other.connection)] == [3]


def test_a_question_is_answered_once(store: Store) -> None:
    key = shown.add(store, "one", seed=7, arguments={"passes": 3}, at=NOW)
    event = answer(store, "one", shown=key)
    question = shown.get(store.connection, key)
    assert question is not None
    assert question.answered == event
    with pytest.raises(AlreadyGradedError):
        answer(store, "one", shown=key)
    assert len(standing_reviews(store.connection)) == 1


def test_a_question_whose_review_was_undone_can_be_answered_again(store: Store) -> None:
    key = shown.add(store, "one", seed=7, arguments={}, at=NOW)
    memory.withdraw(store, answer(store, "one", shown=key), at=NOW, utc_offset=OFFSET)
    again = answer(store, "one", shown=key, rating=1)
    question = shown.get(store.connection, key)
    assert question is not None
    assert question.answered == again


def test_undoing_puts_back_exactly_what_was(store: Store) -> None:
    states = [memory.get(store.connection, "one")]
    for day in range(5):
        answer(store, "one", day=TODAY + day, rating=1 + day % 4, at=NOW + timedelta(days=day))
        states.append(memory.get(store.connection, "one"))
    while (event := journal.last_deed(store.connection)) is not None:
        assert memory.get(store.connection, "one") == states.pop()
        restored = memory.withdraw(store, event.id, at=NOW, utc_offset=OFFSET)
        assert restored == memory.get(store.connection, "one") == states[-1]
    assert states == [None]


def test_a_review_is_undone_once(store: Store) -> None:
    key = answer(store, "one")
    memory.withdraw(store, key, at=NOW, utc_offset=OFFSET)
    for unknown in (key, "no-such-event"):
        with pytest.raises(NothingToUndoError):
            memory.withdraw(store, unknown, at=NOW, utc_offset=OFFSET)
    assert len(list(journal.events(store.connection))) == 2


def test_undo_survives_a_restart(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        answer(store, "one")
    with new_store(tmp_path) as store:
        event = journal.last_deed(store.connection)
        assert event is not None
        assert memory.withdraw(store, event.id, at=NOW, utc_offset=OFFSET) is None


def test_a_card_that_was_reset_is_new_and_keeps_its_history(store: Store) -> None:
    answer(store, "one")
    memory.reset(store, "one", at=NOW, utc_offset=OFFSET)
    assert memory.get(store.connection, "one") is None
    answer(store, "one", day=TODAY + 30)
    row = memory.get(store.connection, "one")
    assert row is not None
    assert (row.reps, row.first_day) == (1, TODAY + 30)
    assert row == memory.replay(store.connection, "one")
    assert len(journal.ratings(store.connection, "one")) == 2


def test_a_memory_is_due_either_at_an_instant_or_on_a_day(store: Store) -> None:
    answer(store, "one")
    row = memory.get(store.connection, "one")
    for wrong in ({"due_at": NOW}, {"due_day": None}):
        with pytest.raises(IntegrityError, match="memory_due"), store.write() as connection:
            connection.execute(update(tables.memory).values(wrong))
    assert memory.get(store.connection, "one") == row


CARDS = st.sampled_from(["a", "b", "c"])


class Learner(RuleBasedStateMachine):
    """Grades, undoes, resets and restarts, with a clock that jumps; a list of states is the model."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = new_store(Path(self.folder.name))
        self.model: dict[str, list[tuple[str, int]]] = {}  # card: its standing (event, rating)
        self.order: list[tuple[str, str]] = []  # (event, card) that stand, in order

    @rule(card=CARDS, rating=st.integers(1, 4), minutes=st.integers(-10_000, 10_000))
    def grade(self, card: str, rating: int, minutes: int) -> None:
        event = answer(self.store, card, rating=rating, at=NOW + timedelta(minutes=minutes))
        self.model.setdefault(card, []).append((event, rating))
        self.order.append((event, card))

    @rule(minutes=st.integers(-10_000, 10_000))
    def undo(self, minutes: int) -> None:
        last = [review.event for review in standing_reviews(self.store.connection)][-1:]
        assert last == [event for event, _ in self.order[-1:]]
        for event in last:
            memory.withdraw(self.store, event, at=NOW + timedelta(minutes=minutes), utc_offset=OFFSET)
            event, card = self.order.pop()
            self.model[card] = [kept for kept in self.model[card] if kept[0] != event]

    @rule(card=CARDS)
    def start_again(self, card: str) -> None:
        memory.reset(self.store, card, at=NOW, utc_offset=OFFSET)
        self.model[card] = []

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = new_store(Path(self.folder.name))

    @invariant()
    def the_memory_is_what_the_model_and_the_journal_say(self) -> None:
        for card in ("a", "b", "c"):
            row = memory.get(self.store.connection, card)
            assert row == memory.replay(self.store.connection, card)
            stands = self.model.get(card, [])
            assert (row.event if row else None) == (stands[-1][0] if stands else None)
            assert (row.reps if row else 0) == len(stands)
        assert [row.event for row in standing_reviews(self.store.connection)] == [
            key for key, _ in self.order
        ]

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


Learner.TestCase.settings = settings(max_examples=15, stateful_step_count=20)
TestLearner = Learner.TestCase
