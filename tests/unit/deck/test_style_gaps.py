"""What is said of gaps, and of which gaps nothing is."""

from __future__ import annotations

import pytest

from tests.unit.deck.written import judged, rules

REST = " and many more words that nobody hides because they say what the sentence is all about"


def test_more_than_three_gaps_at_once_are_named() -> None:
    card = "## T {{#t}}\n{}" + REST + " with" * 20
    assert rules(card.format("==a== ==b== ==c==")) == []
    (problem,) = judged(card.format("==a== ==b== ==c== ==d=="), question_words=99)
    assert problem.rule == "many-gaps"


def test_gaps_that_are_hidden_one_by_one_are_fine() -> None:
    assert rules(f"## T {{#t}}\n==a:one== ==b:two== ==c:three== ==d:four=={REST}\n") == []


@pytest.mark.parametrize("text", ["==nearly all of it== is gone", "==one== and ==two== of six words"])
def test_too_much_hidden_is_named(text: str) -> None:
    assert rules(f"## T {{#t}}\n{text}\n") == ["much-hidden"]


@pytest.mark.parametrize("text", ["`backward()` ==adds==", "==adds== it", f"==three words here=={REST}"])
def test_a_single_word_or_a_small_share_is_fine(text: str) -> None:
    assert rules(f"## T {{#t}}\n{text}\n") == []


@pytest.mark.parametrize(
    "card",
    [
        "## Accumulation {#t}\nA second `backward()` ==accumulates== into what is there, as does a third.\n",
        f"## T {{#t}}\nAn ==unused leaf== has no gradient: to be an unused leaf is to take no part{REST}\n",
    ],
)
def test_what_stands_outside_of_its_gap_too_is_named(card: str) -> None:
    assert rules(card) == ["told-gap"]


@pytest.mark.parametrize(
    "text",
    [
        "The ==gradient== is added to the gradient that is there",
        "A step of the optimizer, ==`optimizer.step()`==, reads gradients",
        "A number of bytes for a parameter: ==12 bytes a parameter== at most",
    ],
)
def test_one_word_that_the_text_repeats_and_a_name_in_code_are_fine(text: str) -> None:
    assert rules(f"## T {{#t}}\n{text}{REST}\n") == []


def test_code_that_stands_outside_of_its_gap_too_is_named() -> None:
    assert rules("## T {#t}\n`.grad` is ==`None`== at first, and stays `None` for a frozen weight\n") == [
        "told-gap"
    ]
