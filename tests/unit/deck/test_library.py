"""What is wrong between decks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.deck.card import DeckFile
from studyapp.deck.library import Library, assemble
from studyapp.deck.order import circles
from tests.unit.deck.samples import DRAWS, file


def library(*contents: str) -> Library:
    return assemble([file(content, f"deck{number}") for number, content in enumerate(contents, 1)], DRAWS)


def problems(found: Library) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.rule) for problem in found.problems]


def test_cards_are_in_the_order_of_their_decks() -> None:
    found = library("## B {#b}\n> x\n\n## A {#a}\n==m:x== ==n:y==\n", "## C {#c}\n> x\n")
    assert list(found.cards) == ["b", "a~m", "a~n", "c"]
    assert found.problems == ()
    assert [deck.name for deck in found.decks] == ["deck1", "deck2"]


def test_decks_that_say_no_order_come_first_as_they_are_and_then_the_others_by_theirs() -> None:
    card = "## T {{#{}}}\n> x\n"
    headers = ("", "---\norder: 2\n---\n", "", "---\norder: '1.5'\n---\n", "---\norder: 2\n---\n")
    found = library(*(header + card.format(name) for header, name in zip(headers, "abcde", strict=True)))
    assert list(found.cards) == ["a", "c", "d", "b", "e"]
    assert [deck.name for deck in found.decks] == ["deck1", "deck3", "deck4", "deck2", "deck5"]


def test_an_id_in_two_decks_is_named_at_both_and_the_first_is_studied() -> None:
    found = library("## A {#a}\n> first\n", "\n## A {#a}\n> second\n")
    assert problems(found) == [("cards/deck1.md", 1, "duplicate-id"), ("cards/deck2.md", 2, "duplicate-id")]
    assert found.cards["a"].answer.source == "first"
    assert found.decks[1].cards == ()
    assert "cards/deck2.md:2" in found.problems[0].message
    assert "cards/deck1.md:1" in found.problems[1].message


def test_an_id_twice_in_one_deck_is_named_once_at_each_place() -> None:
    found = library("## A {#a}\n==x:1== ==y:2==\n\n## B {#a}\n==x:3== ==z:4==\n")
    assert problems(found) == [("cards/deck1.md", 1, "duplicate-id"), ("cards/deck1.md", 4, "duplicate-id")]
    assert list(found.cards) == ["a~x", "a~y"]


def test_after_may_name_a_card_a_sibling_or_all_siblings() -> None:
    found = library("## A {#a}\n==x:1==\n\n## B {#b after=a,a~x,c}\n> x\n", "## C {#c}\n> x\n")
    assert found.problems == ()
    assert found.cards["b"].after == ("a", "a~x", "c")


def test_read_again_what_did_not_change_is_the_same_card() -> None:
    first, second = "## A {#a}\n> x\n\n## B {#b after=a}\n> x\n", "## C {#c}\n> x\n"
    before = library(first, second).cards
    after = library(first, second.replace("x", "y")).cards
    assert [after[name] is before[name] for name in "abc"] == [True, True, False]


def test_after_an_unknown_card_is_a_problem_and_holds_nothing_back() -> None:
    found = library("## A {#a after=b,nowhere}\n> x\n\n## B {#b}\n> x\n")
    assert problems(found) == [("cards/deck1.md", 1, "unknown-after")]
    assert found.cards["a"].after == ("b",)
    assert found.decks[0].cards == tuple(found.cards.values())


def test_after_a_card_that_is_left_out_is_no_second_problem() -> None:
    found = library("## A {#a after=b}\n> x\n\n## B {#b}\nno answer\n")
    assert problems(found) == [("cards/deck1.md", 4, "no-answer")]
    assert found.cards["a"].after == ()


def test_cards_that_wait_for_each_other_are_named_and_stay() -> None:
    found = library("## A {#a after=b}\n> x\n\n## B {#b after=c}\n> x\n\n## C {#c after=a}\n> x\n")
    assert problems(found) == [("cards/deck1.md", 7, "after-cycle")]
    assert "a → b → c → a" in found.problems[0].message
    assert [card.after for card in found.cards.values()] == [("b",), ("c",), ()]


def test_a_card_that_waits_for_itself_is_named() -> None:
    found = library("## A {#a after=a~x}\n==x:1== ==y:2==\n")
    assert problems(found) == [("cards/deck1.md", 1, "after-cycle")]
    assert found.cards["a~x"].after == ()


def test_a_long_circle_is_shortened() -> None:
    cards = [f"## C {{#c{n} after=c{(n + 1) % 40}}}\n> x\n" for n in range(40)]
    (problem,) = library("\n".join(cards)).problems
    assert "c0 → c1 → c2 → c3 → c4 → … → c39 → c0" in problem.message


def test_an_earlier_id_has_one_owner() -> None:
    found = library("## A {#a was=old}\n> x\n\n## B {#b was=old}\n> x\n")
    assert problems(found) == [("cards/deck1.md", 1, "duplicate-was"), ("cards/deck1.md", 4, "duplicate-was")]
    assert [card.was for card in found.cards.values()] == ["old", ""]


def test_an_earlier_id_is_none_that_a_card_has_now() -> None:
    found = library("## A {#a was=b}\n> x\n\n## B {#b}\n> x\n\n## C {#c was=c}\n> x\n")
    assert problems(found) == [
        ("cards/deck1.md", 1, "duplicate-was"),
        ("cards/deck1.md", 4, "duplicate-was"),
        ("cards/deck1.md", 7, "duplicate-was"),
    ]
    assert {card.was for card in found.cards.values()} == {""}


def test_what_was_one_sibling_may_be_a_card_of_its_own() -> None:
    found = library("## A {#a}\n==x:1==\n\n## B {#b was=a~y}\n==x:2== ==z:3==\n")
    assert found.problems == ()
    assert [card.was for card in found.cards.values()] == ["", "a~y", ""]


def test_problems_are_in_the_order_of_files_and_lines() -> None:
    found = library("## A {#a after=x}\n> x\n\nstray\n\n## B {#b after=x}\n> x\n", "stray\n")
    assert problems(found) == sorted(problems(found))


NAMES = st.integers(0, 6).map(str)


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=4), min_size=7, max_size=7))
def test_without_the_closing_edges_no_circle_is_left(edges: dict[str, list[str]]) -> None:
    closing = {(circle[-1], circle[0]) for circle in circles(edges)}
    for start, end in closing:
        assert end in edges[start]
    left = {name: [other for other in after if (name, other) not in closing] for name, after in edges.items()}
    assert list(circles(left)) == []
    while left:  # what waits for nothing goes first, until all have gone
        free = {name for name, after in left.items() if not set(after) & left.keys()}
        assert free
        left = {name: after for name, after in left.items() if name not in free}


@given(
    st.lists(
        st.sampled_from(
            [
                "## A {#a after=b was=c}\n> x\n\n",
                "## B {#b after=a,c}\n> x\n\n",
                "## C {#c was=a}\n> x\n\n",
                "## A {#a}\nx\n\n",
            ]
        ),
        max_size=6,
    )
)
def test_a_library_keeps_its_promises(parts: list[str]) -> None:
    found = assemble([DeckFile("d", "d.md", "".join(parts).encode()), file(parts[0] if parts else "")], {})
    assert [card.id for deck in found.decks for card in deck.cards] == list(found.cards)
    for card in found.cards.values():
        assert set(card.after) <= set(found.cards)
        assert card.was not in found.cards
