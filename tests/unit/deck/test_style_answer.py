"""What is said of an answer, and of which answers nothing is."""

from __future__ import annotations

import pytest

from tests.unit.deck.written import judged, rules


@pytest.mark.parametrize(
    "card",
    [
        "## T {#t}\nHow do gradients accumulate over microbatches?\n> They accumulate over microbatches.\n",
        "## Gradients accumulate {#t}\nWhat happens without `zero_grad()`?\n> Gradients accumulate.\n",
        "## T {#t}\nWhich sum of squares is it?\n- [ ] the mean\n- [x] the sum of squares\n- [ ] a maximum\n",
        "## The RuntimeError {#t}\nWhat does a second `backward()` raise?\n= RuntimeError\n",
    ],
)
def test_an_answer_in_its_question_or_heading_is_named(card: str) -> None:
    assert rules(card) == ["told-answer"]


@pytest.mark.parametrize(
    "card",
    [
        # names in code repeat, and numbers are the question's own
        "## T {#t}\nWhat of `optimizer` clears gradients?\n> `optimizer.zero_grad()` clears gradients.\n",
        "## T {#t}\nHow do you freeze a layer?\n> `layer.requires_grad_(False)` freezes it.\n",
        "## T {#t}\nA float32 and an int64 tensor are added. Which dtype comes out?\n= float32\n",
        "## float32 and int64 {#t}\nTwo tensors are added. Which dtype comes out?\n= float32\n",
        "## T {#t}\nOf 5 layers, layer 2 is frozen. How many learn?\n= 4\n",
        # it says more than the question does
        "## T {#t}\nWhy must ranks have a seed?\n> Ranks broadcast nothing; many seeds make a patchwork.\n",
        # one small word is the answer
        "## T {#t}\nOne element is nan. So?\n- [ ] it is 0\n- [x] every element is nan\n- [ ] an error\n",
        "## T {#t}\nWhere in a training step are they cleared?\n> Before the training step, or after it.\n",
        # every choice repeats the question
        "## T {#t}\nRows and columns: what does a rank keep?\n- [ ] rows of columns\n- [x] columns of rows\n",
    ],
)
def test_an_answer_that_says_something_new_is_fine(card: str) -> None:
    assert rules(card) == []


def test_the_share_of_words_that_may_be_told_is_a_setting() -> None:
    card = "## T {#t}\nWhat do hooks of a module see?\n> Hooks see inputs.\n"
    assert rules(card) == []
    assert rules(card, told_share=0.6) == ["told-answer"]


def test_a_long_answer_is_a_warning_and_a_very_long_one_an_error() -> None:
    card = "## T {{#t}}\nWhat is the story?\n> {}\n"
    found = [judged(card.format("word " * count)) for count in (25, 26, 60, 61)]
    assert [[(p.rule, p.severity) for p in problems] for problems in found] == [
        [],
        [("long-answer", "warning")],
        [("long-answer", "warning")],
        [("long-answer", "error")],
    ]
    assert "61 words, over 60" in found[3][0].message


def test_a_long_right_choice_is_a_long_answer() -> None:
    card = "## T {{#t}}\nWhat is the story?\n- [x] {}\n- [ ] {}\n- [ ] {}\n"
    short, long = "word " * 20, "word " * 30
    assert rules(card.format(long, long, long)) == ["long-answer"]
    assert rules(card.format(short, long, long)) == []


def test_code_of_an_answer_is_counted_in_lines() -> None:
    card = "## T {{#t}}\nHow is the loop written?\n> ```python\n{}> ```\n"
    assert rules(card.format("> x = 1\n>\n" * 12)) == []
    assert rules(card.format("> x = 1\n>\n" * 13)) == ["long-code"]


def test_a_long_list_is_named() -> None:
    card = "## T {{#t}}\nWhat are the stages?\n{}"
    assert rules(card.format("> - one\n" * 5)) == []
    assert rules(card.format("> - one\n" * 6)) == ["long-list"]
    assert rules(card.format("> 1. one\n" * 6)) == ["long-list"]


def test_the_items_of_lists_within_lists_are_counted_by_themselves() -> None:
    assert rules("## T {#t}\nWhat are the stages?\n" + "> - one\n>   - a\n>   - b\n" * 3) == []


@pytest.mark.parametrize(
    "question",
    [
        "How much memory does Adam keep for a parameter?",
        "How long does a step take?",
        "What is the bandwidth between two ranks?",
    ],
)
def test_a_number_without_a_unit_is_named(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}\n= 8\n") == ["no-unit"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much memory does Adam keep for a parameter?", "8 B"),
        ("How many bytes of memory does Adam keep for a parameter?", "8"),
        ("How long does a step take, in seconds?", "8 ± 1"),
        ("How many layers learn?", "4"),
        ("How large is the gap above 1.0 in bfloat16?", "0.0078125"),
        ("From which logit on is the output exactly 1?", "16.64 ± 0.2"),
        ("How long does a race stay unseen?", "forever"),
    ],
)
def test_a_number_whose_unit_is_known_or_that_has_none_is_fine(question: str, answer: str) -> None:
    assert rules(f"## T {{#t}}\n{question}\n= {answer}\n") == []


def test_a_right_choice_that_stands_out_by_its_length_is_named() -> None:
    card = "## T {#t}\nWhat does a rank keep?\n- [ ] the weights\n- [x] {}\n- [ ] the gradients\n"
    assert rules(card.replace("{}", "its own rows of weights, gradients and moments")) == ["telling-choice"]
    assert rules(card.replace("{}", "its own rows alone")) == []


def test_short_choices_and_several_right_ones_do_not_stand_out() -> None:
    assert rules("## T {#t}\nWhat comes out?\n- [ ] 1\n- [x] the sum of all\n- [ ] 2\n") == []
    several = "- [x] its own rows of all weights\n- [x] its own rows of all gradients\n- [ ] none\n"
    assert rules(f"## T {{#t}}\nWhat does a rank keep?\n{several}") == []
