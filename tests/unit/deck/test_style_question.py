"""What is said of a question, and of which questions nothing is."""

from __future__ import annotations

import pytest

from tests.unit.deck.written import judged, rules

ANSWER = "\n> Because memory is shared.\n"


@pytest.mark.parametrize(
    "question",
    [
        "Does `as_tensor` copy a float32 array?",
        "Is `.grad` filled for every tensor?",
        "Isn't the root resharded?",
        "After `zero_grad()`, is `.grad` a tensor?",
        "You call `backward()` a second time. Can it succeed?",
        "If the learning rate is 0, will the weights move?",
        "Do you know the shape of `.grad`?",
    ],
)
def test_a_question_that_yes_or_no_answers_is_named(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}{ANSWER}") == ["yes-no"]


@pytest.mark.parametrize(
    "card",
    [
        "## Is it copied? {#t}\nYou call `as_tensor` on a float64 array.\n> A copy is made.\n",
        "## T {#t}\nWhat happens to frozen weights?\n> No. They stay.\n",
        "## T {#t}\nFrozen weights move under momentum:\n= yes\n",
        "## T {#t}\nA float32 array is copied.\n- [ ] yes, always\n- [x] no, it shares memory\n",
        "## T {#t predict=precision.gap}\nIs the product exact?\n> The digits fit.\n",
    ],
)
def test_so_is_one_whose_answer_is_yes_or_no(card: str) -> None:
    assert "yes-no" in rules(card)


@pytest.mark.parametrize(
    "question",
    [
        "What is the shape of `.grad` after a backward?",
        "When the weights are frozen, what does `step()` do?",
        "Should a run fail, what is left of it?",
        "If `backward()` runs twice, how many times larger is `.grad`?",
        "In which case does the buffer hold stale values?",
        "Freezing a layer in the middle: how is it done?",
        "Why is the root not resharded?",
        "When, in FSDP2, is the root resharded?",
        "At which logit, if any, does the sigmoid return 1.0?",
        "With FSDP on 8 ranks, how much does each of them hold?",
    ],
)
def test_an_open_question_is_fine(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}{ANSWER}") == []


def test_a_closed_question_with_choices_is_fine() -> None:
    card = "## T {#t}\nIs `.grad` filled?\n- [ ] only for leaves\n- [x] for leaves used\n- [ ] always\n"
    assert rules(card) == []


def test_an_answer_that_begins_with_no_is_not_always_a_no() -> None:
    assert rules("## T {#t}\nWhat does a frozen weight receive?\n> No gradient at all.\n") == []


@pytest.mark.parametrize(
    "question",
    [
        "Does `as_tensor` share or copy?",
        "Is the gradient a sum or a mean?",
        "Which is larger, the mean or the sum?",
        "Which of the two stays: weights or gradients?",
    ],
)
def test_a_question_that_offers_two_answers_is_named(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}{ANSWER}") == ["either-or"]


@pytest.mark.parametrize(
    "question",
    [
        "Which exception, if any, does a second `backward()` or `step()` raise?",
        "Which dtype has the gradient, in fp16 or bf16?",
        "How many bytes does a parameter take in fp16 or bf16?",
        "What happens to a leaf that is unused or frozen?",
    ],
)
def test_an_or_within_an_open_question_is_fine(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}{ANSWER}") == []


def test_the_choices_of_a_list_are_no_either_or() -> None:
    card = "## T {#t}\nDoes `as_tensor` share or copy?\n- [ ] share\n- [x] copy\n- [ ] neither of them\n"
    assert rules(card) == []


def test_two_questions_in_one_are_named() -> None:
    card = f"## T {{#t}}\nWhat does `step()` read? What does `backward()` write?{ANSWER}"
    (problem,) = judged(card)
    assert problem.rule == "two-questions"
    assert problem.message.startswith("2 questions in one")


def test_a_heading_that_asks_too_and_question_marks_in_code_are_not_counted() -> None:
    assert rules(f'## T {{#t}}\nWhat does the message "is it set?" mean, e.g. in a log?{ANSWER}') == []
    card = f"## What is stored? {{#t}}\nIn `a ? b : c?`, what is `c?`, the last?\n```\nwhy? how?\n```{ANSWER}"
    assert rules(card) == []


def test_a_long_question_is_named_with_its_words() -> None:
    words = "One more word, and one more, is in this text. " * 4
    (problem,) = judged(f"## T {{#t}}\n{words}What is the name of that?{ANSWER}")
    assert problem.rule == "long-question"
    assert "46 words, over 40" in problem.message


def test_code_is_one_word_in_a_sentence_and_none_in_a_block() -> None:
    code = "`a, b, c, d, e, f, g, h, i, j, k, l`"
    block = "```python\n" + "a b c d e f g h\n" * 10 + "```\n"
    question = f"What do {code} and {code} and {code} and {code} print?\n{block}"
    assert rules(f"## T {{#t}}\n{question}{ANSWER}") == []
    assert rules(f"## T {{#t}}\n{question}{ANSWER}", question_words=8) == ["long-question"]


@pytest.mark.parametrize(
    "question",
    [
        "Explain the chain rule.",
        "You have two ranks. Describe what each of them does.",
        "Tell me about autograd.",
        "Can you explain how autograd works?",
        "In your own words, discuss sharding.",
        "What do you know about FSDP?",
        "What about the optimizer?",
    ],
)
def test_a_vague_question_is_named(question: str) -> None:
    assert "vague-question" in rules(f"## T {{#t}}\n{question}{ANSWER}")


@pytest.mark.parametrize(
    "question",
    [
        "What explains the higher loss?",
        "Which function describes the model's state?",
        "`describe()` prints what?",
        "Write `scale(loss, n)` so that it explains itself.",
    ],
)
def test_a_sentence_with_such_a_word_elsewhere_is_fine(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}{ANSWER}") == []


@pytest.mark.parametrize(
    "question",
    [
        "It is doubled three times. What comes out?",
        "This stays on one rank. Which one?",
        "These are summed by what?",
        "Their gradients come from where?",
    ],
)
def test_a_question_that_points_at_nothing_is_named(question: str) -> None:
    (problem,) = judged(f"## T {{#t}}\n{question}{ANSWER}")
    assert problem.rule == "dangling-pronoun"
    assert f"“{question.split()[0]}”" in problem.message


@pytest.mark.parametrize(
    "question",
    [
        "A tensor is doubled. What is it then?",
        "This loop prints what?\n```python\nfor x in y: print(x)\n```",
        "It is often said that sums are exact. Which ones are not?",
        "Iterators end after how many passes?",
    ],
)
def test_a_pronoun_with_something_before_it_is_fine(question: str) -> None:
    assert rules(f"## T {{#t}}\n{question}\n{ANSWER}") == []
