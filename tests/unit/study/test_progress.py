"""Statistics of a real folder with a random past, against a slow count over its journal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Row

from studyapp.insight.figures import ORDER
from studyapp.schedule.fsrs import retrievability
from studyapp.store import journal, memory
from studyapp.store.events import Review
from studyapp.study.cards.marking import bury, suspend
from studyapp.study.opening import Study, offset_minutes
from studyapp.study.overview import make_overview
from studyapp.study.progress.progress import PERIODS, Progress, Scope, aside, deck_scope
from studyapp.study.review.session import Session
from studyapp.study.sampling import Sample
from tests.reviews import standing_reviews
from tests.unit.study.scene import answer, opened, write_deck

DAYS = 200


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """Two hundred days of reviews, some undone, and a card that was started again."""
    with opened(write_deck(tmp_path_factory.mktemp("progress")), day=DAYS) as study:
        Sample(study, Random(7)).write(DAYS)
        now, offset = study.clock.now(), offset_minutes(study)
        events = [row.event for row in raws(study)]
        for event in events[5::9]:
            memory.withdraw(study.store, event, at=now, utc_offset=offset)
        memory.reset(study.store, "last", at=now, utc_offset=offset)
        yield study


def raws(study: Study) -> list[Row[Any]]:
    with study.store.read() as connection:
        return list(standing_reviews(connection))


def meant(progress: Progress) -> list[Row[Any]]:
    first = 0 if progress.days is None else progress.today - progress.days + 1
    cards = progress.scope.cards
    return [row for row in raws(progress.study) if row.day >= first and (cards is None or row.card in cards)]


SCOPES = (Scope(), Scope("two cards", ("first", "pair~a")), Scope("none", ()))


@pytest.fixture(params=[(scope, days) for scope in SCOPES for days in PERIODS.values()], ids=str)
def progress(study: Study, request: pytest.FixtureRequest) -> Progress:
    scope, days = request.param
    return Progress(study, scope, days)


def test_reviews_are_those_of_the_journal(progress: Progress) -> None:
    figure, rows = progress.figure("reviews"), meant(progress)
    assert figure.facts["reviews"] == len(rows)
    assert figure.column("day") == sorted({row.day for row in rows})
    hours = progress.figure("hours")
    assert sum(hours.numbers("reviews"), start=0) == len(rows)  # type: ignore[arg-type]


def test_each_review_is_held_against_the_one_before(progress: Progress) -> None:
    weights, before = progress.study.rules.weights, dict[str, Review]()
    chosen = {row.event for row in meant(progress)}
    pairs = []
    for event in journal.events(progress.study.store.connection):
        if isinstance(review := event.body, Review):  # all undos came later
            last = before.get(review.card)
            if event.id in chosen and last and review.day > last.day:
                foreseen = retrievability(last.stability, review.day - last.day, weights)
                pairs.append((foreseen, review.rating > 1))
            before[review.card] = review
    figure = progress.figure("predicted")
    assert figure.facts["reviews"] == len(pairs)
    if pairs:
        assert figure.facts["predicted"] == pytest.approx(math.fsum(p for p, _ in pairs) / len(pairs))
        assert figure.facts["actual"] == pytest.approx(sum(passed for _, passed in pairs) / len(pairs))


def test_confidence_is_held_against_what_the_answer_was_worth(progress: Progress) -> None:
    said = [row for row in meant(progress) if row.confidence is not None]
    figure = progress.figure("calibration")
    assert figure.facts["answers"] == len(said)
    worth = [(row.proposed or row.rating) > 1 for row in said]
    squares = [(float(row.confidence or 0) - right) ** 2 for row, right in zip(said, worth, strict=True)]
    assert figure.facts["brier"] == (pytest.approx(math.fsum(squares) / len(squares)) if said else None)


def test_what_was_known_is_found_again_day_by_day(progress: Progress) -> None:
    cards, weights = progress.scope.cards, progress.study.rules.weights
    for day, known, reviewed in rows_of(progress, "knowledge"):
        latest = {row.card: row for row in raws(progress.study) if row.day <= day}
        if day == progress.today:
            latest.pop("last", None)  # it was started again
        kept = [row for card, row in latest.items() if cards is None or card in cards]
        assert reviewed == len(kept)
        recalls = [retrievability(row.stability, day - row.day, weights) for row in kept]
        assert known == pytest.approx(math.fsum(recalls))


def rows_of(progress: Progress, name: str) -> list[Any]:
    return list(progress.figure(name).rows)


def test_every_figure_can_be_computed_and_read_by_a_connection_of_its_own(study: Study) -> None:
    with aside(study) as store, study.store.write():
        found = Progress(study, store=store, days=90).figures()
    assert list(found) == list(ORDER)
    assert found["cards"].facts == {"cards": 5, "new": 1}
    with pytest.raises(KeyError):
        Progress(study).figure("luck")


def test_a_deck_is_asked_for_by_its_name(study: Study) -> None:
    assert deck_scope(study, "") == deck_scope(study, "no-such-deck") == Scope()
    deck = deck_scope(study, "small")
    assert deck.name == "Small"
    assert deck.cards is not None
    assert "pair~a" in deck.cards


def assert_overview_agrees(study: Study) -> None:
    """Home's figures, against every review and every card."""
    overview, today = make_overview(study), study.moment().day
    assert overview.counts == Session(study).counts()
    with study.store.read() as connection:
        known = memory.all_rows(connection)
    weights = study.rules.weights
    (deck,) = overview.decks
    here = [known[card] for card in study.reading.library.cards if card in known]
    share = math.fsum(retrievability(row.stability, max(0, today - row.last_day), weights) for row in here)
    assert deck.known == pytest.approx(share / deck.cards, abs=1e-9)
    due = [today if row.due_day is None else row.due_day for row in here]
    assert list(overview.forecast) == [due.count(today + ahead) for ahead in range(14)]


def test_home_follows_every_review_undo_and_reset(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path), day=40) as study:
        Sample(study, Random(3)).write(39)
        assert_overview_agrees(study)
        at, offset = study.clock.now(), offset_minutes(study)
        for number, card in enumerate(("first", "pair~a", "pair~b", "first")):
            answer(study, card, 1 + number)
            assert_overview_agrees(study)
        memory.withdraw(study.store, raws(study)[-1].event, at=at, utc_offset=offset)
        assert_overview_agrees(study)
        memory.reset(study.store, "pair~a", at=at, utc_offset=offset)
        assert_overview_agrees(study)
        with study.store.write() as connection:
            journal.rebuild(connection)
        assert_overview_agrees(study)


def test_home_foresees_no_card_that_is_put_aside(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder) as study:
        for card in ("first", "pair~a"):
            answer(study, card)
        ((due, cards, _),) = rows_of(Progress(study), "due")
        assert cards == 2
        days = due - study.moment().day
    with opened(folder, day=1 + days) as study:
        assert make_overview(study).forecast[0] == 2
        for put_aside in (suspend, bury):
            put_aside(study, ["first"])
            ((_, cards, _),) = rows_of(Progress(study), "due")
            assert make_overview(study).forecast[0] == cards == 1
            Session(study).undo()
            assert make_overview(study).forecast[0] == 2


def test_home_forgets_a_deck_that_is_gone(tmp_path: Path) -> None:
    from studyapp.study.library.editing import take_up

    with opened(write_deck(tmp_path), day=3) as study:
        answer(study, "first")
        assert make_overview(study).decks[0].known > 0
        (tmp_path / "cards" / "small.md").write_text(
            "---\ntitle: Small\nsource: none\n---\n\n## New {#new}\n> It is.\n"
        )
        take_up(study)
        overview = make_overview(study)
        assert [deck.known for deck in overview.decks] == [0.0]
        assert sum(overview.forecast) == 0
        assert overview.streak == 1, "the review was done all the same"


def test_nothing_is_known_where_nothing_was_reviewed(tmp_path: Path) -> None:
    with opened(write_deck(tmp_path)) as study:
        overview = make_overview(study)
        assert [deck.known for deck in overview.decks] == [0.0]
        answer(study, "first")
        memory.withdraw(
            study.store, raws(study)[0].event, at=study.clock.now(), utc_offset=offset_minutes(study)
        )
        assert [deck.known for deck in make_overview(study).decks] == [0.0]
