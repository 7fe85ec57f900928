"""What is said of cards side by side: sources and likeness; and how the rules are chosen."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.deck.library import assemble
from studyapp.deck.style.likeness import Asked, pairs
from studyapp.deck.style.rules import OF_ONE, RULES, judge_style
from tests.unit.deck.samples import DRAWS, file
from tests.unit.deck.test_properties import CONTENTS
from tests.unit.deck.written import judged, limits, rules

ONE = "## A {#a}\nWhat does a rank of the group hold after the reduce-scatter of a backward?\n> Its rows.\n"
NEAR = "## B {#b}\nWhat does a rank of the group hold before the reduce-scatter of a backward?\n> All rows.\n"


def unsourced(content: str) -> list[tuple[int, str]]:
    library = assemble([file(content)], DRAWS)
    found = judge_style(library.cards.values(), limits(), own=lambda card: True)
    return [(problem.line, problem.rule) for problem in found]


def test_a_card_without_a_source_is_named() -> None:
    assert unsourced('## A {#a source="a book"}\n> x\n\n## B {#b}\n> y\n') == [(4, "no-source")]


def test_a_deck_without_any_source_is_named_once() -> None:
    assert unsourced("## A {#a}\n> x\n\n## B {#b}\n> y\n") == [(1, "no-source")]


def test_a_source_in_the_front_matter_serves_every_card() -> None:
    assert unsourced("---\nsource: a book\n---\n\n## A {#a}\n> x\n") == []


def test_nearly_the_same_question_is_named_at_both_places() -> None:
    first, second = judged(ONE, NEAR)
    assert (first.file, first.rule, second.file) == ("cards/deck1.md", "similar-question", "cards/deck2.md")
    assert "cards/deck2.md:4 #b" in first.message
    assert "cards/deck1.md:4 #a" in second.message


def test_the_same_answer_makes_two_ways_of_asking_of_them() -> None:
    assert rules(ONE, NEAR.replace("All", "Its")) == []


def test_a_shipped_question_is_compared_with_and_not_judged() -> None:
    assert [problem.file for problem in judged(ONE, NEAR, own=(2,))] == ["cards/deck2.md"]
    assert judged("## A {#a}\nDoes it?\n> Yes.\n", own=()) == []


def test_names_and_numbers_tell_two_questions_apart() -> None:
    question = (
        "## {0} {{#{0}}}\nHow many bytes of state does {1} keep for each parameter of the model?\n= {2}\n"
    )
    cards = [("a", "`Adam`", 8), ("b", "`SGD`", 0), ("c", "AdamW", 9), ("d", "RMSprop", 4)]
    assert rules(*(question.format(*card) for card in cards)) == []


def test_siblings_and_titles_are_no_likeness() -> None:
    cloze = (
        "## The rule of a backward {#a}\n`backward()` ==a:adds== to a gradient; `step()` ==b:reads== it.\n"
    )
    other = "## The rule of a backward {#b}\nWhat does each rank keep?\n> Its rows.\n"
    assert rules(cloze + "\n" + other) == []


def test_choices_belong_to_their_question() -> None:
    card = "## {0} {{#{0}}}\nWhich of these statements on the loss holds?\n- [x] {1}\n- [ ] {2}\n"
    first = card.format("a", "a clamp silences it", "an overflow makes it infinite")
    second = card.format("b", "labels are int64 there", "probabilities serve as labels too")
    assert rules(first, second) == []


def test_the_likeness_of_questions_is_a_setting() -> None:
    assert rules(ONE, NEAR, similarity=1.0) == []


WORDS = st.frozensets(st.sampled_from("abcdefgh"), max_size=8)


@given(st.lists(WORDS, max_size=12), st.sampled_from([0.5, 0.7, 0.75, 0.8, 1.0]))
@settings(max_examples=300)
def test_no_pair_that_is_alike_is_missed(sets: list[frozenset[str]], share: float) -> None:
    every = [Asked(words, frozenset()) for words in sets]
    found = {later: earlier for earlier, later in pairs(every, share)}
    for later, words in enumerate(sets):
        near = [
            earlier
            for earlier, others in enumerate(sets[:later])
            if min(len(words), len(others)) >= 4 and len(words & others) >= share * len(words | others)
        ]
        assert found[later] in near if near else later not in found


@given(st.lists(CONTENTS, min_size=1, max_size=3))
@settings(max_examples=300)
def test_any_deck_can_be_judged(contents: list[bytes]) -> None:
    library = assemble([file(content, f"d{n}") for n, content in enumerate(contents)], DRAWS)
    for problem in judge_style(library.cards.values(), limits(), own=lambda card: True):
        assert problem.rule in RULES
        assert problem.message
        assert problem.severity == "warning" or problem.rule == "long-answer"


WORDS_AND_SIGNS = "Is which When it a or yes no 8 `x` $y$ ==b== ==c:d== “ ? . , : | ``` é 日本 \u2028"
BLOCKS = ["\n", "\n\n", "\n- e", "\n- [x] f", "\n- [ ] f f", "\n= 4"]
PIECES = [*WORDS_AND_SIGNS.split(" "), *BLOCKS]
WRITTEN = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=20).map(" ".join)


@given(st.lists(st.tuples(WRITTEN, WRITTEN, WRITTEN), min_size=1, max_size=3))
@settings(max_examples=300)
def test_any_words_can_be_judged(texts: list[tuple[str, str, str]]) -> None:
    cards = [f"## {a} {{#c{n}}}\n{b}\n\n> {c}\n\n" for n, (a, b, c) in enumerate(texts)]
    library = assemble([file("".join(cards))], DRAWS)
    found = judge_style(library.cards.values(), limits(), own=lambda card: True)
    assert {problem.line for problem in found} <= {card.line for card in library.cards.values()}


def test_a_rule_that_is_off_says_nothing() -> None:
    decks = ["## C {#c}\nExplain sums.\n> Yes.\n", ONE, NEAR]
    library = assemble([file(deck, f"d{n}") for n, deck in enumerate(decks)], DRAWS)
    cards = library.cards.values()
    found = {p.rule for p in judge_style(cards, limits(), own=lambda card: True)}
    assert found == {"yes-no", "vague-question", "similar-question", "no-source"}
    for name in found:
        left = {p.rule for p in judge_style(cards, limits(), own=lambda card: True, off=[name])}
        assert left == found - {name}


def test_names_of_rules_are_stable() -> None:
    assert set(OF_ONE) < set(RULES)
    assert sorted(RULES) == [
        "dangling-pronoun",
        "either-or",
        "long-answer",
        "long-code",
        "long-list",
        "long-question",
        "many-gaps",
        "much-hidden",
        "no-source",
        "no-unit",
        "similar-question",
        "telling-choice",
        "told-answer",
        "told-gap",
        "two-questions",
        "vague-question",
        "yes-no",
    ]
