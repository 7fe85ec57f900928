"""A hint says something of the answer, and never all of it."""

from __future__ import annotations

import pytest

from studyapp.deck.card import Card, DeckFile
from studyapp.deck.hints import hints
from studyapp.deck.parse import parse


def card(text: str) -> Card:
    deck = parse(DeckFile("d", "cards/d.md", f"---\ntitle: D\nsource: s\n---\n\n{text}".encode()), {})
    assert not deck.problems, deck.problems
    return deck.cards[0]


def test_a_cards_own_hint_comes_first() -> None:
    found = hints(card('## Why? {#why hint="think of the chain rule"}\n> Because it multiplies.\n'), {})
    assert found[0] == "think of the chain rule"


def test_a_long_answer_is_begun_and_most_of_it_stays_hidden() -> None:
    answer = "The sum of both gradients since backward adds into what is there already and clears nothing"
    found = hints(card(f"## Why? {{#why}}\n> {answer}.\n"), {})
    assert found == ["The sum of …", "The sum of both gradients since …"]
    assert not hints(card("## Why? {#why}\n> The sum.\n"), {})


def test_of_wrong_choices_one_stays() -> None:
    text = "## Which? {#w}\nOne.\n- [ ] ant\n- [x] bee\n- [ ] cat\n- [ ] dog\n"
    assert hints(card(text), {}, [3, 1, 0, 2]) == ["not: dog", "not: ant"]


def test_a_gap_shows_first_letters() -> None:
    assert hints(card("## Rule {#r}\nIt ==adds up== always.\n"), {}) == ["a··· u·"]


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("0.0078125 ± 1e-9", "a number, between 0 and 1"),
        ("128", "a number, 3-digit"),
        ("16 GB", "a number, 2-digit, in GB"),
        ("(5, 2)", "2 numbers"),
        ("RuntimeError", "R···········"),
    ],
)
def test_a_typed_answers_kind_is_told(answer: str, hint: str) -> None:
    assert hints(card(f"## What? {{#w}}\nSay it.\n= {answer}\n"), {}) == [hint]
