"""Sessions that begin at a row of a statistic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.insight.figure import Figure
from studyapp.study.opening import Study
from studyapp.study.progress.progress import Progress, Scope
from studyapp.study.review.drilling import drill
from tests.unit.study.scene import answer, candidates, opened, write_deck

OTHER = """---
title: Other
source: none
---

## Fourth {#fourth tags=gpu::nccl}
> Four.

## Fifth {#fifth}
> Five.
"""


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """A deck in no folder and one in a folder, of which a card has a tag."""
    folder = write_deck(tmp_path)
    (tmp_path / "cards" / "more").mkdir()
    (tmp_path / "cards" / "more" / "other.md").write_text(OTHER)
    with opened(folder) as study:
        yield study


def cards_of(study: Study, figure: Figure, *names: str, scope: Scope | None = None) -> set[str]:
    """The cards that a session on these rows would ask, of those that are new."""
    rows = [number for number, row in enumerate(figure.rows) if row[0] in names]
    assert len(rows) == len(names)
    return set(candidates(drill(study, scope or Scope(), figure, rows)))


def test_a_deck_and_a_topic_are_the_cards_that_they_count(study: Study) -> None:
    progress = Progress(study)
    decks, topics = progress.figure("decks"), progress.figure("topics")
    assert {row[0]: row[3] for row in topics.rows} == {
        "small": 5,
        "more": 2,
        "tag:gpu": 1,
        "tag:gpu::nccl": 1,
    }
    assert cards_of(study, decks, "more/other") == {"fourth", "fifth"}
    assert cards_of(study, topics, "more") == {"fourth", "fifth"}
    assert cards_of(study, topics, "tag:gpu") == {"fourth"}
    assert cards_of(study, topics, "small", "tag:gpu") == {"first", "pair~a", "pair~b", "fourth"}


def test_only_cards_of_the_scope_are_asked(study: Study) -> None:
    scope = Scope("two cards", ("first", "fifth"))
    figure = Progress(study, scope).figure("topics")
    assert cards_of(study, figure, "more", scope=scope) == {"fifth"}


def test_a_deck_that_is_not_due_is_an_empty_session_and_a_weak_card_is_asked_all_the_same(
    study: Study,
) -> None:
    for card in ("fourth", "fifth"):
        answer(study, card)
    progress = Progress(study)
    assert not cards_of(study, progress.figure("decks"), "more/other")
    kind = progress.figure("weak").kind
    weak = Figure(kind, (("fifth", 2, 0.5, None, None, None), ("fourth", 1, 0.9, None, None, None)), {})
    assert cards_of(study, weak, "fifth") == {"fifth"}
    assert cards_of(study, weak, "fifth", "fourth") == {"fifth", "fourth"}
