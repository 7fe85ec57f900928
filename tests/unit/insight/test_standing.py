"""Where the cards stand, against a slow count over them."""

from __future__ import annotations

import math
from pathlib import PurePosixPath

import pytest
from hypothesis import given

from studyapp.insight.figure import compute
from studyapp.insight.rows import Standing
from tests.unit.insight.histories import TODAY, Past, column, pasts, recalled, rows_of


@given(pasts)
def test_cards_are_counted_once_each(past: Past) -> None:
    rows = {row[0]: row[1] for row in compute("cards", past).rows}
    counted: dict[str, int] = {}
    for card in past.cards:
        if card.suspended:
            name = "suspended"
        elif card.buried:
            name = "buried"
        elif card.strength is None:
            name = "new"
        elif card.strength.phase == "review":
            old = not card.strength.in_steps and card.strength.due_day - card.strength.last_day >= 21
            name = "mature" if old else "young"
        else:
            name = card.strength.phase
        counted[name] = counted.get(name, 0) + 1
    assert {name: count for name, count in rows.items() if count} == counted


@given(pasts)
def test_histograms_hold_every_card_in_its_place(past: Past) -> None:
    known = [card.strength for card in past.cards if card.strength]
    spaces = [0 if k.in_steps else max(0, k.due_day - k.last_day) for k in known if k.phase == "review"]
    for name, values in (("intervals", spaces), ("stability", [k.stability for k in known])):
        figure = compute(name, past)
        for low, high, count, up_to_here in rows_of(figure):
            below = math.inf if high is None else high
            assert count == len([value for value in values if low <= value < below])
            assert up_to_here == pytest.approx(len([v for v in values if v < below]) / len(values))
        assert sum(column(figure, "cards")) == len(values)
    levels = compute("difficulty", past)
    for level, count in rows_of(levels):
        assert count == len([k for k in known if math.floor(k.difficulty) == level])
    assert compute("stability", past).facts["strong"] == len([k for k in known if k.stability >= 21])


@given(pasts)
def test_what_is_known_now(past: Past) -> None:
    values = [recalled(card) for card in past.cards if card.strength]
    figure = compute("retrievability", past)
    for low, high, count in rows_of(figure):
        last = high == 1.0
        assert count == len([v for v in values if low <= v and (v < high or last)])
    assert figure.facts["known"] == pytest.approx(math.fsum(values))
    decks = {row[0]: row for row in rows_of(compute("decks", past))}
    for name, row in decks.items():
        inside = [card for card in past.cards if card.deck == name]
        assert row[1] == pytest.approx(math.fsum(map(recalled, inside)) / len(inside))
        assert row[3:] == (len(inside), len([card for card in inside if card.strength]))
    assert set(decks) == {card.deck for card in past.cards}


@given(pasts)
def test_a_topic_is_a_folder_or_a_tag_with_all_that_is_within(past: Past) -> None:
    topics = {row[0]: row for row in rows_of(compute("topics", past))}
    paths = [PurePosixPath(card.deck) for card in past.cards]
    folders = {str(folder) for path in paths for folder in path.parents[:-1]}
    folders |= {path.name for path in paths if str(path.parent) == "."}
    tags = {tag for card in past.cards for tag in card.tags}
    tags |= {"gpu"} if "gpu::nccl" in tags else set()
    assert set(topics) == folders | {f"tag:{tag}" for tag in tags}
    for name, known, strong, cards, reviewed in topics.values():
        inside = [card for card in past.cards if is_in(card, name)]
        seen = [card for card in inside if card.strength]
        assert (cards, reviewed) == (len(inside), len(seen))
        assert known == pytest.approx(math.fsum(map(recalled, inside)) / len(inside))
        assert strong == len([card for card in seen if card.strength and card.strength.stability >= 21])
    shares = [row[1] for row in topics.values()]
    assert shares == sorted(shares)


def is_in(card: Standing, topic: str) -> bool:
    """Whether a topic has a card, by the beginnings of names."""
    if topic.startswith("tag:"):
        return any(f"tag:{tag}::".startswith(f"{topic}::") for tag in card.tags)
    return f"{card.deck}/".startswith(f"{topic}/")


@given(pasts)
def test_cards_that_came(past: Past) -> None:
    figure = compute("added", past)
    since = past.since or 1
    for day, count in rows_of(figure):
        assert count == len([card for card in past.cards if card.added == day])
    assert figure.facts["cards"] == len([card for card in past.cards if since <= card.added <= TODAY])
    assert figure.facts["unknown"] == len([card for card in past.cards if card.added == 0])


@given(pasts)
def test_weak_cards_and_what_they_build_on(past: Past) -> None:
    past.verdicts = {"p": "refuted", "q": "confirmed"}
    lapsed = {c.id: c for c in past.cards if c.strength and c.strength.lapses > 0 and not c.suspended}
    figure = compute("weak", past)
    assert set(column(figure, "card")) == set(lapsed)
    lapses = column(figure, "lapses")
    assert lapses == sorted(lapses, reverse=True)
    here = {card.id: recalled(card) for card in past.cards}
    for name, _, recall, needed, its_recall, proof in rows_of(figure):
        card = lapsed[name]
        assert recall == pytest.approx(recalled(card))
        known = [here[each] for each in card.after if each in here]
        assert its_recall == (pytest.approx(min(known)) if known else None)
        assert needed is None or needed in card.after
        assert proof == ("refuted" if card.proof == "p" else None)
