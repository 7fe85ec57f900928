"""What Browse is told of the cards that a query finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.query.grammar import parse
from studyapp.schedule.fsrs import Rating
from studyapp.store.search import Order
from studyapp.study.cards import marking
from studyapp.study.cards.browsing import Browser, find_cards
from studyapp.study.cards.saved_queries import save_query, saved_queries
from studyapp.study.opening import Study
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from tests.unit.study.browsed import FIRST, opened, write_decks


@pytest.fixture
def study(root: Path, library: Path) -> Iterator[Study]:
    write_decks(root, library)
    with opened(root) as study:
        yield study


def test_the_words_of_every_part_of_a_card_find_it(study: Study) -> None:
    assert find_cards(study, "zero_grad") == find_cards(study, "zero") == ("rule~a", "rule~b")
    assert find_cards(study, "three") == ("even",)
    assert find_cards(study, "four") == ("sum", "even")
    assert find_cards(study, "basics note:rule card:*b") == ("rule~b",)
    assert find_cards(study, "deck:more") == find_cards(study, "deck:second") == ("half",)
    assert find_cards(study, "decimals") == ("half",)


def test_a_page_has_what_the_table_shows(study: Study) -> None:
    session = Session(study, "first")
    presented = session.next()
    assert presented is not None
    session.grade(presented, Rating.EASY, Given())
    marking.flag(study, ["half"], 3)
    marking.suspend(study, ["half"])
    rows = {row.id: row for row in Browser(study).page(parse(""), Order.PLACE)}
    done, half = rows[presented.card.id], rows["half"]
    assert done.due.endswith("d")
    assert done.stability is not None
    assert (half.due, half.stability, half.flag, half.suspended) == ("new", None, 3, True)
    assert half.title == "A half · What is one half, in decimals?"
    assert rows["sum"].title == "What is two and two?"


def test_a_line_that_ends_hard_shows_no_sign_of_it(study: Study, root: Path) -> None:
    (root / "cards" / "hard.md").write_text("## q2 {#hard}\nq2\\\nline\n> a\n")
    study.close()
    with opened(root) as later:
        (row,) = Browser(later).page(parse("deck:hard"), Order.PLACE)
    assert row.title == "q2"


def test_a_card_from_near_has_its_answer_in_every_form(study: Study) -> None:
    browser = Browser(study)
    even, rule, half = (browser.preview(name) for name in ("even", "rule~a", "half"))
    assert even
    assert "· three" in even.answer
    assert "✓ four" in even.answer
    assert rule
    assert "[…] into" in rule.question
    assert "**adds**" in rule.answer
    assert half
    assert "0.5" in half.answer
    assert browser.preview("nowhere") is None


def test_an_edit_is_found_the_day_it_is_read(study: Study, root: Path) -> None:
    study.close()
    (root / "cards" / "first.md").write_text(FIRST.replace("> Four.", "> Quatre."))
    with opened(root, days=3) as later:
        assert find_cards(later, "edited:1") == ("sum",)
        assert find_cards(later, "quatre") == ("sum",)
        assert find_cards(later, "four") == ("even",)
        assert find_cards(later, "added:3") == ()
        assert "sum" in find_cards(later, "added:4")


def test_queries_are_kept_by_name_until_they_are_forgotten(study: Study) -> None:
    save_query(study, "weak", "prop:s<5")
    save_query(study, " first ", "deck:first")
    save_query(study, "weak", "prop:s<9")
    assert saved_queries(study) == {"first": "deck:first", "weak": "prop:s<9"}
    save_query(study, "weak", "")
    assert saved_queries(study) == {"first": "deck:first"}
