"""From a deck's Markdown to its cards."""

from __future__ import annotations

from studyapp.deck.card import Choice, Kind, Typed
from studyapp.deck.parse import parse
from studyapp.deck.prose import Gap, Prose, Slot
from tests.unit.deck.samples import card, deck, file


def test_the_front_matter_gives_title_and_source() -> None:
    found = deck("---\n# a comment\ntitle: 'Autograd'\n\nsource: Docs, a: b\n---\n\n## T {#t}\n> a\n")
    assert (found.title, found.problems) == ("Autograd", ())
    assert found.cards[0].source == "Docs, a: b"


def test_a_deck_without_a_title_is_called_after_its_file() -> None:
    assert deck("## T {#t}\n> a\n").title == "gradients"
    assert parse(file("", "a/two_words-more"), {}).title == "two words more"


def test_a_cards_own_source_wins() -> None:
    assert card('---\nsource: deck\n---\n## T {#t source="own text"}\n> a\n').source == "own text"


def test_a_question_and_a_quote_make_a_recall_card() -> None:
    heading = "## Title {#t tags=a,b claims=6.6 after=x was=old}"
    found = card(f"{heading}\n\nWhat is `x`?\n\n```py\nx = 1\n```\n\n> One.\n>\n> Two.\n")
    assert found.kind is Kind.RECALL
    assert found.question == Prose("What is `x`?\n\n```py\nx = 1\n```")
    assert found.answer == Prose("One.\n\nTwo.")
    assert (found.id, found.title, found.line, found.file) == ("t", "Title", 1, "cards/autograd/gradients.md")
    assert (found.tags, found.claims, found.after, found.was) == (("a", "b"), ("6.6",), ("x",), "old")


def test_the_heading_is_the_question_where_there_is_no_other_text() -> None:
    found = card("## After {passes} calls? {#t predict=autograd.accumulation}\n> as many\n")
    assert found.question == Prose("After {passes} calls?", (Slot(6, 14, "passes"),))
    assert found.title == "After {passes} calls?"


def test_a_heading_may_end_in_a_draw_before_its_attributes() -> None:
    assert card("## After {passes} {#t proof=autograd.accumulation}\n> a\n").question.spans == (
        Slot(6, 14, "passes"),
    )


def test_a_task_list_makes_a_choice_card() -> None:
    found = card("## T {#t}\nQ?\n- [ ] one\n- [x] two\n- [X] three\n> why\n")
    assert found.kind is Kind.CHOICE
    assert found.question == Prose("Q?")
    assert found.choices == (
        Choice(Prose("one"), False),
        Choice(Prose("two"), True),
        Choice(Prose("three"), True),
    )
    assert found.answer == Prose("why")


def test_a_choice_may_hold_code_and_several_lines() -> None:
    found = card("## T {#t}\n- [x] this\n\n  ```py\n  def f():\n      return 1\n  ```\n\n- [ ] lazy\nline\n")
    assert found.choices[0].text.source == "this\n\n```py\ndef f():\n    return 1\n```"
    assert found.choices[1].text.source == "lazy\nline"


def test_a_choice_may_begin_on_the_next_line() -> None:
    found = card("## T {#t}\n- [x]\n  text\n- [ ] other\n")
    assert [choice.text.source for choice in found.choices] == ["text", "other"]


def test_an_equals_line_makes_a_typed_card() -> None:
    found = card("## T {#t}\nWhat is the gap?\n= 0.0078125 ± 1e-9\n")
    assert found.kind is Kind.TYPED
    assert found.typed == Typed(Prose("0.0078125"), 1e-9)
    assert found.question == Prose("What is the gap?")


def test_plus_minus_may_be_written_in_ascii() -> None:
    assert card("## T {#t}\n= 16 GB +- 0.5\n").typed == Typed(Prose("16 GB"), 0.5)
    assert card("## T {#t}\n= 16 +/- 1/2\n").typed == Typed(Prose("16"), 0.5)


def test_a_typed_answer_without_tolerance_is_compared_by_its_tokens() -> None:
    assert card("## T {#t}\n= `RuntimeError`\n").typed == Typed(Prose("`RuntimeError`"), None)


def test_a_typed_line_interrupts_paragraphs_quotes_and_lists() -> None:
    assert card("## T {#t}\na\nb\n= 5\n> why\n").typed is not None
    found = card("## T {#t}\nq\n> why\n= 5\n")
    assert (found.answer.source, found.typed) == ("why", Typed(Prose("5"), None))
    assert card("## T {#t}\n- a plain list\n= 5\n").question.source == "- a plain list"


def test_a_typed_line_is_none_inside_a_list_a_quote_or_code() -> None:
    found = card("## T {#t}\n- = 5\n\n      = 6\n\n```\n= 7\n```\n\n> = 8\n> = 9\n")
    assert found.kind is Kind.RECALL
    assert found.answer == Prose("= 8\n= 9")


def test_gaps_with_names_make_siblings() -> None:
    first, second, plain = deck(
        "## T {#t was=old}\n==a:adds== and ==b:clears==, ==a:too== or ==not==.\n"
    ).cards
    assert [one.id for one in (first, second, plain)] == ["t~a", "t~b", "t"]
    assert [one.hidden for one in (first, second, plain)] == ["a", "b", ""]
    assert [one.was for one in (first, second, plain)] == ["old~a", "old~b", "old"]
    assert first.note == "t"
    assert first.question.render(hide="a") == "[…] and clears, […] or not."


def test_both_asks_in_each_direction() -> None:
    there, back = deck("## T {#t both}\nA question\n> An answer\n").cards
    assert (there.id, back.id) == ("t", "t~back")
    assert (back.question, back.answer) == (there.answer, there.question)


def test_predict_and_write_name_their_proof() -> None:
    found = card("## T {#t predict=precision.gap}\n> a\n")
    assert (found.kind, found.proof, found.part) == (Kind.PREDICT, "precision.gap", "")
    found = card("## T {#t write=training.microbatches:scale}\nWrite it.\n")
    assert (found.kind, found.proof, found.part) == (Kind.WRITE, "training.microbatches", "scale")


def test_a_choice_card_may_have_a_proof() -> None:
    found = card("## T {#t proof=autograd.accumulation}\n- [x] {passes}\n- [ ] none\n")
    assert (found.kind, found.proof) == (Kind.CHOICE, "autograd.accumulation")
    assert found.choices[0].text.render({"passes": 3}) == "3"


def test_comments_are_left_out() -> None:
    written = "Q\n\n<!-- note\n## old card\n-->\n\nmore\n<!-- x -->\n> a\n\n<!-- end -->\n"
    found = card(f"<!-- top -->\n\n## T {{#t}}\n{written}")
    assert found.question.source == "Q\n\n\nmore"
    assert found.answer.source == "a"


def test_a_rule_may_part_cards() -> None:
    found = deck("## T {#t}\n> a\n\n---\n\n## U {#u}\n- [x] a\n- [ ] b\n***\n")
    assert ([card.id for card in found.cards], found.problems) == (["t", "u"], ())


def test_headings_in_quotes_lists_and_fences_start_no_card() -> None:
    found = card(
        "## T {#t}\n- ## in a list\n\n```\n## in a fence\n```\n\n### a smaller one\n\n> ## in a quote\n"
    )
    assert "in a fence" in found.question.source
    assert found.answer.source == "## in a quote"


def test_a_question_may_hold_tables_rules_html_and_indented_code() -> None:
    text = "| a | b |\n|---|---|\n| 1 | 2 |\n\n***\n\n    code\n\n<b>bold</b>"
    assert card(f"## T {{#t}}\n{text}\n\n> a\n").question.source == text


def test_an_answer_may_hold_paragraphs_lists_and_code() -> None:
    found = card("## T {#t}\n> One\n> two.\n>\n> - a\n>   - b\n>\n> ```py\n> x = [1]\n>\n>     y\n> ```\n")
    assert found.answer.source == "One\ntwo.\n\n- a\n  - b\n\n```py\nx = [1]\n\n    y\n```"


def test_a_lazy_line_continues_the_answer() -> None:
    assert card("## T {#t}\n> one\ntwo\n").answer.source == "one\ntwo"
    assert card("## T {#t}\n> one\n===\n").answer.source == "one\n    ==="


def test_quotes_in_the_answer_keep_their_own_marks() -> None:
    assert card("## T {#t}\n> a\n> > b\n>> c\n").answer.source == "a\n> b\n> c"


def test_windows_line_ends_a_mark_of_byte_order_and_tabs_are_read() -> None:
    found = card(b"\xef\xbb\xbf## T {#t}\r\nq\r\n-\t[x] a\r\n-\t[ ] b\r\n>\tone\r\n>\r\n>\t\tcode\r\n")
    assert found.question.source == "q"
    assert [choice.text.source for choice in found.choices] == ["a", "b"]
    assert found.answer.source == "  one\n\n      code"


def test_old_macs_line_ends_are_read() -> None:
    assert card("## T {#t}\rq\r> a").answer.source == "a"


def test_an_empty_deck_has_neither_cards_nor_problems() -> None:
    for content in ("", "\n \n", "<!-- later -->\n", "---\ntitle: T\n---\n"):
        found = deck(content)
        assert (found.cards, found.problems) == ((), ())


def test_a_closing_row_of_hashes_is_no_part_of_the_heading() -> None:
    found = card("## T {#t} ##\n> a\n")
    assert (found.id, found.title) == ("t", "T")


def test_gaps_keep_their_offsets() -> None:
    found = deck("## T {#t}\nIt is\n==a:a *b*\nc== so ==d==.\n").cards[0]
    assert found.question.spans == (Gap(6, 19, "a", "a *b*\nc"), Gap(23, 28, "", "d"))
