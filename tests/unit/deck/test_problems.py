"""What is wrong in a deck is named with its line and rule, and the other cards stay."""

from __future__ import annotations

import pytest

from studyapp.deck.faults import MESSAGES
from tests.unit.deck.samples import deck, faults

GOOD = "\n\n## Good {#good}\n> yes\n"

BROKEN = [
    # the file
    ("some text\n", 1, "stray-start"),
    ("<!-- a -->\ntext\n", 2, "stray-start"),
    ("- a list\n", 1, "stray-start"),
    ("# A title\n", 1, "title-heading"),
    ("A title\n=====\n", 2, "underlined-heading"),
    ("---\ntitle: x\n", 1, "open-front-matter"),
    ("---\ntitle: x\n\n## A {#a}\n> b\n\n---\n", 1, "open-front-matter"),
    ("\n---\ntitle: x\n---\n", 2, "front-matter"),
    ("---\ntitle: x\nauthor: y\n---\n", 3, "front-matter"),
    ("---\ntitle: x\ntitle: y\n---\n", 3, "front-matter"),
    ("---\njust words\n---\n", 2, "front-matter"),
    ("---\norder: first\n---\n", 2, "front-matter"),
    ("---\nrules: some\n---\n", 2, "front-matter"),
    ("---\norder: inf\n---\n", 2, "front-matter"),
    # the heading
    ("## {#t}\n> a\n", 1, "empty-heading"),
    ("## T\n> a\n", 1, "missing-id"),
    ("## T {proof=precision.gap}\n> a\n", 1, "missing-id"),
    ("## T {#Big}\n> a\n", 1, "bad-id"),
    ("## T {#a~b}\n> a\n", 1, "bad-id"),
    ("## T {#-a}\n> a\n", 1, "bad-id"),
    ("## T {#t prof=precision.gap}\n> a\n", 1, "unknown-attribute"),
    ("## T {#t once}\n> a\n", 1, "unknown-attribute"),
    ("## T {#t id=u}\n> a\n", 1, "unknown-attribute"),
    ("## T {#t both=yes}\n> a\n", 1, "unknown-attribute"),
    ("## T {#t proof=}\n> a\n", 1, "bad-attribute"),
    ("## T {#t proof}\n> a\n", 1, "bad-attribute"),
    ("## T {#t tags=a,,b}\n> a\n", 1, "bad-attribute"),
    ("## T {#t after=Some}\n> a\n", 1, "bad-attribute"),
    ("## T {#t write=precision.gap}\nq\n", 1, "bad-attribute"),
    ('## T {#t source="open}\n> a\n', 1, "bad-attribute"),
    ("## T {#t} and more\n> a\n", 1, "bad-attribute"),
    ("## T {#t\n> a\n", 1, "bad-attribute"),
    ("## T {#t #u}\n> a\n", 1, "duplicate-attribute"),
    ("## T {#t tags=a tags=b}\n> a\n", 1, "duplicate-attribute"),
    ("## T {#t proof=precision.gap predict=precision.gap}\n> a\n", 1, "two-proofs"),
    ("## T {#t check=one}\n> a\n", 1, "lone-check"),
    ("## T {#t proof=precision.gab}\n> a\n", 1, "unknown-proof"),
    ("## T {#t predict=no.such}\n> a\n", 1, "unknown-proof"),
    ("## T {#t write=no.such:part}\nq\n", 1, "unknown-proof"),
    ("## The ==gap== {#t}\n> a\n", 1, "gap-in-heading"),
    ("## After {passes} {#t proof=autograd.accumulation}\nq\n> a\n", 1, "slot-in-heading"),
    # the question
    ("## T {#t}\nq\n> a\n##Next {#next}\n> b\n", 4, "no-space"),
    ("## T {#t}\nq\n\n##Next\n> b\n", 4, "no-space"),
    ("## T {#t}\nif a==b\n", 2, "unbalanced-gap"),
    ("## T {#t}\n\nx\n==a b\n> c\n", 4, "unbalanced-gap"),
    ("## T {#t}\na b== c\n> d\n", 2, "unbalanced-gap"),
    ("## T {#t}\n==a ==b==\n", 2, "unbalanced-gap"),
    ("## T {#t}\nx ==== y\n> a\n", 2, "empty-gap"),
    ("## T {#t}\nx ==a:== y\n> a\n", 2, "empty-gap"),
    ("## T {#t}\n*a ==b* c==\n", 2, "crossing-gap"),
    ("## T {#t}\n==a [b== c](d)\n", 2, "crossing-gap"),
    ("## T {#t}\n*a ==b* and *c== d*\n", 2, "crossing-gap"),
    ("## T {#t}\n```py\nx = 1\n> a\n", 2, "open-fence"),
    ("## T {#t}\nq\n<!-- open\n\n## Next {#next}\n> a\n", 3, "open-html"),
    ("## T {#t}\nq\n<pre>\n\n## Next {#next}\n> a\n", 3, "open-html"),
    ("## T {#t}\nq\n---\n> a\n", 3, "underlined-heading"),
    ("## T {#t}\nq\n=\n> a\n", 3, "underlined-heading"),
    ("## T {#t}\n# Big\n> a\n", 2, "title-heading"),
    # the answer
    ("## T {#t}\n> a\n\nmore\n", 4, "stray-text"),
    ("## T {#t}\n- [x] a\n- [ ] b\n\nmore\n", 5, "stray-text"),
    ("## T {#t}\n= 5\nmore\n", 3, "stray-text"),
    ("## T {#t}\n> a\n\n<div>more</div>\n", 4, "stray-text"),
    ("## T {#t}\n> a\n\n<!-- b --> c\n", 4, "stray-text"),
    ("## T {#t}\n> a\n\n> b\n", 4, "two-answers"),
    ("## T {#t}\n= 5\n= 6\n", 3, "two-answers"),
    ("## T {#t}\n- [x] a\n- [ ] b\n\n* [ ] c\n", 5, "two-answers"),
    ("## T {#t}\nq\n", 1, "no-answer"),
    ("## T {#t}\n", 1, "no-answer"),
    ("## T {#t predict=precision.gap}\nq\n", 1, "no-answer"),
    ("## T {#t}\nq\n>\n", 3, "no-answer"),
    ("## T {#t}\nq\n> ==a==\n", 3, "gap-in-answer"),
    ("## T {#t}\n- [x] ==a==\n- [ ] b\n", 2, "gap-in-answer"),
    ("## T {#t}\n= ==a==\n", 2, "gap-in-answer"),
    ("## T {#t}\n\n=\n", 3, "empty-typed"),
    ("## T {#t}\n\n= ± 5\n", 3, "empty-typed"),
    ("## T {#t}\n= 5 ± small\n", 2, "bad-tolerance"),
    ("## T {#t}\n= 5 ±\n", 2, "bad-tolerance"),
    ("## T {#t}\n= 5 ± -1\n", 2, "bad-tolerance"),
    ("## T {#t}\n= 5 ± 0.1 GB\n", 2, "bad-tolerance"),
    ("## T {#t}\n= five ± 1\n", 2, "bad-tolerance"),
    ("## T {#t}\n- [x] a\n- b\n- [ ] c\n", 3, "mixed-choices"),
    ("## T {#t}\n- [x] a\n- [ ]\n", 3, "empty-choice"),
    ("## T {#t}\n- [x] a\n", 2, "one-choice"),
    ("## T {#t}\n- [x] a\n" + "- [ ] b\n" * 9, 2, "many-choices"),
    ("## T {#t}\n- [ ] a\n- [ ] b\n", 2, "no-right-choice"),
    ("## T {#t}\n- [x] a\n- [ ] b\n\n= 5\n", 1, "two-kinds"),
    ("## T {#t}\n==a==\n\n= 5\n", 1, "two-kinds"),
    ("## T {#t predict=precision.gap}\n- [x] a\n- [ ] b\n> c\n", 1, "two-kinds"),
    ("## T {#t write=precision.gap:part}\n= 5\n", 1, "two-kinds"),
    ("## T {#t both}\n= 5\n", 1, "both-ways"),
    ("## T {#t both}\n==a==\n", 1, "both-ways"),
]


@pytest.mark.parametrize(("content", "line", "rule"), BROKEN)
def test_a_problem_is_named_where_it_stands(content: str, line: int, rule: str) -> None:
    assert faults(content) == [(line, rule)]


@pytest.mark.parametrize(("content", "rule"), [(content, rule) for content, _, rule in BROKEN])
def test_the_other_cards_stay(content: str, rule: str) -> None:
    assert rule in MESSAGES
    ids = [card.id for card in deck(content + GOOD).cards]
    assert "good" in ids
    assert "t" not in ids


def test_a_block_without_an_end_ends_at_the_next_card() -> None:
    card = "## A {{#a{0}}}\n```py\n# ## no\n## no card\n\n## B {{#b{0}}}\n```py\n1\n```\n> x\n\n"
    found = deck("".join(card.format(number) for number in range(4)))
    assert [card.id for card in found.cards] == ["b0", "b1", "b2", "b3"]
    assert [(problem.line, problem.rule) for problem in found.problems] == [
        (line, "open-fence") for line in (2, 13, 24, 35)
    ]


def test_a_card_in_a_code_block_that_ends_is_an_example() -> None:
    example = "````md\n## Not a card {#no}\n```py\n1\n```\n````\n\n```\n## Nor this {#nor}\n```\n"
    assert [card.id for card in deck(f"## A {{#a}}\n{example}\n> x\n").cards] == ["a"]


def test_a_card_that_is_left_out_is_named_as_such() -> None:
    found = deck("## T {#t prof=x}\n> a\n" + GOOD)
    assert (found.left_out, [card.id for card in found.cards]) == (("t",), ["good"])


def test_a_byte_that_is_no_text_takes_out_its_card_only() -> None:
    content = b"## A {#a}\n> x\n\n## B {#b}\n> caf\xe9\n\n## C {#c}\n> z\n"
    assert faults(content) == [(5, "bad-byte")]
    assert [card.id for card in deck(content).cards] == ["a", "c"]


def test_a_byte_that_is_no_text_before_the_cards_takes_out_none() -> None:
    content = b"---\ntitle: caf\xe9\n---\n\n## A {#a}\n> x\n"
    assert faults(content) == [(2, "bad-byte")]
    assert [card.id for card in deck(content).cards] == ["a"]


def test_a_nul_is_no_text() -> None:
    assert faults(b"## A {#a}\n> x\0y\n") == [(2, "bad-byte")]


def test_a_file_in_utf_16_is_named_once() -> None:
    assert faults("## A {#a}\n> x\n".encode("utf-16")) == [(1, "bad-byte")]


def test_many_stray_blocks_are_one_problem() -> None:
    assert faults("one\n\ntwo\n\nthree\n") == [(1, "stray-start")]
    assert faults("## T {#t}\n> a\n\none\n\ntwo\n") == [(4, "stray-text")]


def test_a_message_says_what_to_write_instead() -> None:
    (problem,) = deck("## T {#t proof=autograd.acumulation}\n> a\n").problems
    assert str(problem) == (
        "cards/autograd/gradients.md:1: there is no proof autograd.acumulation (did you mean "
        "autograd.accumulation?); a proof's id is its path, as in autograd.accumulation"
    )


def test_no_message_is_left_unfilled() -> None:
    messages = [problem.message for content, _, _ in BROKEN for problem in deck(content).problems]
    assert not [message for message in messages if "%s" in message]


def test_every_rule_of_a_deck_is_tried_here() -> None:
    between_decks = {"duplicate-id", "duplicate-was", "unknown-after", "after-cycle"}
    assert {rule for _, _, rule in BROKEN} | between_decks | {"bad-byte"} == set(MESSAGES)
