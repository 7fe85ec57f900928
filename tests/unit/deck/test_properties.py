"""What holds for every deck, however it was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.deck.card import Card, Deck, Kind
from studyapp.deck.grammar import SLOT
from studyapp.deck.markdown import reader
from studyapp.deck.outline import outline
from studyapp.deck.parse import parse
from studyapp.deck.prose import Gap, Prose, Slot
from studyapp.deck.source import NEWLINE, Source, decode
from tests.unit.deck.samples import DRAWS, deck, file

PIECES = [
    *[
        "## T {#a}\n",
        "## T {#b proof=autograd.accumulation}\n",
        "## {passes} {#c predict=autograd.accumulation}\n",
    ],
    *[
        "---\n",
        "title: x\n",
        "==",
        "==a:",
        "== ",
        "{passes}",
        "{n}",
        "\\{passes}",
        "\\==",
        "`",
        "``",
        "```\n",
        "~~~\n",
    ],
    *[
        "$",
        "$$",
        "$$\n",
        "> ",
        ">",
        "- [ ] ",
        "- [x] ",
        "1. ",
        "- ",
        "= 5 ± 1\n",
        "= \n",
        "=",
        "===\n",
        "\n",
        "\n\n",
    ],
    *[
        "    ",
        "\t",
        " ",
        "*",
        "**",
        "_",
        "[a](b)",
        "[",
        "](x)",
        "![",
        "<!-- ",
        "-->",
        "<b>",
        "<div>",
        "|",
        "|-|-|\n",
    ],
    *[
        "| a | b |\n",
        "\\|",
        "\r\n",
        "\r",
        "\0",
        "\ufeff",
        "\x0b",
        "\u2028",
        "\u00a0",
        "é",
        "word",
        "±",
        "+-",
        "# ",
    ],
]
DECKS = st.lists(st.sampled_from(PIECES), max_size=30).map(
    lambda parts: "## T {#t proof=autograd.accumulation}\n" + "".join(parts)
)
CONTENTS = (
    st.binary()
    | st.text().map(str.encode)
    | DECKS.map(str.encode)
    | st.tuples(DECKS.map(str.encode), st.binary(max_size=3)).map(b"".join)
)


def proses(card: Card) -> list[Prose]:
    typed = [card.typed.text] if card.typed else []
    return [card.question, card.answer, *(choice.text for choice in card.choices), *typed]


def every_prose(found: Deck) -> list[Prose]:
    return [prose for card in found.cards for prose in proses(card)]


@given(CONTENTS)
@settings(max_examples=300)
def test_any_bytes_can_be_parsed_and_problems_stand_within_them(content: bytes) -> None:
    found = parse(file(content), DRAWS)
    lines = len(NEWLINE.split(decode(content)))
    assert all(1 <= problem.line <= lines for problem in found.problems)
    assert len({card.id for card in found.cards}) <= len(found.cards)


@given(DECKS)
@settings(max_examples=300)
def test_spans_stand_where_their_text_is(content: str) -> None:
    for prose in every_prose(deck(content)):
        end = 0
        for span in prose.spans:
            assert span.start >= end
            end = span.end
            written = prose.source[span.start : span.end]
            if isinstance(span, Gap):
                assert re.fullmatch(r"==([a-z0-9][a-z0-9-]*:)?" + re.escape(span.text) + "==", written)
                assert [span.text[slot.start : slot.end].lstrip("\\") for slot in span.slots] == [
                    "{passes}"
                ] * len(span.slots)
            else:
                assert written == ("\\{passes}" if span.escaped else "{passes}")


@given(DECKS)
def test_what_has_no_spans_is_shown_as_written(content: str) -> None:
    for prose in every_prose(deck(content)):
        assert Prose(prose.source).render() == prose.source
        assert prose.spans or prose.render({"passes": 1}, hide="", mark="a") == prose.source


@given(DECKS)
def test_only_draws_are_filled(content: str) -> None:
    for prose in every_prose(deck(content)):
        before, after = (SLOT.findall(text) for text in (prose.source, prose.render({"passes": 3, "n": 4})))
        assert [name for name in before if name != "passes"] == [name for name in after if name != "passes"]


LETTERS = st.text(st.sampled_from("ab =:{}.,"), max_size=12)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: f"`` {text} ``",
        lambda text: f"```\n{text}\n```",
        lambda text: f"    x{text}",
        lambda text: f"$x{text}x$",
        lambda text: f"$$\n{text}\n$$",
        lambda text: f"a <b c='{text}'>",
    ],
)
@given(st.tuples(LETTERS, LETTERS, LETTERS).map("==".join))
@settings(max_examples=40)
def test_a_gap_in_code_maths_or_html_is_none(wrap: Callable[[str], str], text: str) -> None:
    found = deck(f"## T {{#t}}\n{wrap(text)}\n\n> a\n")
    assert found.problems == ()
    assert found.cards[0].question.spans == ()


@dataclass(frozen=True)
class Written:
    """A card as an author thinks of it."""

    title: str
    question: list[str]
    choices: list[tuple[str, bool]]
    typed: str
    gap: tuple[str, str] | None
    answer: list[str]

    def markdown(self, number: int) -> str:
        lines = [f"## {self.title} {{#card-{number}}}", "", "\n\n".join(self.question), ""]
        if self.gap:
            name, text = self.gap
            lines += ["So " + (f"=={name}:{text}==" if name else f"=={text}==") + " it is.", ""]
        lines += [f"- [{'x' if right else ' '}] {text}" for text, right in self.choices]
        lines += [f"= {self.typed}"] if self.typed else []
        lines += ["\n>\n".join(f"> {text}" for text in self.answer), ""]
        return "\n".join(lines)


WORDS = (
    st.text(st.sampled_from("abcdefgh é.,?"), min_size=3, max_size=20)
    .map(str.strip)
    .filter(lambda s: s[:1].isalpha())
)
BLOCKS = WORDS | st.sampled_from(
    ["`x == y`", "```py\nif x == y:\n    f({n})\n```", "* one\n* two", "| a |\n|---|\n| b |", "$x$"]
)
CHOICES = st.lists(st.tuples(WORDS, st.booleans()), min_size=2, max_size=4).filter(
    lambda cs: any(right for _, right in cs)
)


def cards_like(**given: st.SearchStrategy[object]) -> st.SearchStrategy[Written]:
    empty = {
        "choices": st.just([]),
        "typed": st.just(""),
        "gap": st.none(),
        "answer": st.lists(WORDS, min_size=1, max_size=2),
    }
    return st.builds(
        Written, title=WORDS, question=st.lists(BLOCKS, min_size=1, max_size=3), **(empty | given)
    )


CARDS = (
    cards_like()
    | cards_like(choices=CHOICES, answer=st.lists(WORDS, max_size=1))
    | cards_like(typed=WORDS, answer=st.lists(WORDS, max_size=1))
    | cards_like(gap=st.tuples(st.sampled_from(["", "a", "b2"]), WORDS), answer=st.lists(WORDS, max_size=1))
)


@given(st.lists(CARDS, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]))
def test_cards_are_read_as_they_were_written(written: list[Written], ending: str) -> None:
    text = "\n".join(card.markdown(number) for number, card in enumerate(written))
    found = deck(text.replace("\n", ending))
    assert found.problems == ()
    assert len(found.cards) == len(written)
    for number, (card, asked) in enumerate(zip(found.cards, written, strict=True)):
        assert (card.note, card.title) == (f"card-{number}", asked.title)
        assert card.question.source.startswith("\n\n".join(asked.question))
        assert card.answer.source == "\n\n".join(asked.answer)
        assert [(choice.text.source, choice.right) for choice in card.choices] == asked.choices
        assert (card.typed.text.source if card.typed else "") == asked.typed
        assert [(gap.name, gap.text) for gap in card.question.gaps()] == ([asked.gap] if asked.gap else [])
        kinds = {Kind.CHOICE: asked.choices, Kind.TYPED: asked.typed, Kind.CLOZE: asked.gap}
        assert card.kind == next((kind for kind, form in kinds.items() if form), Kind.RECALL)


QUOTED = st.lists(
    st.sampled_from(
        ["> ", ">", "    ", "- ", "1. ", "a", "b c", "\n> ", "\n>", "\nlazy", "```", "# x", "$$", "*", "`"]
    ),
    max_size=12,
)


@given(QUOTED.map("".join))
def test_an_answer_without_its_marks_is_the_markdown_that_it_was(text: str) -> None:
    source = Source.read(f"## T {{#t}}\n\n> {text}".encode())
    quote = outline(source).sections[0].blocks[0]
    answer = source.prose(source.unquoted(quote.first, quote.stop)).source
    blocks = reader().parse("x\n\n" + answer)[3:]  # after a paragraph, so that no front matter begins
    assert [(t.type, t.tag, t.content.split()) for t in blocks] == [
        (t.type, t.tag, t.content.split()) for t in quote.tokens[1:-1]
    ]


def test_no_slot_lies_in_what_a_card_has_none_of() -> None:
    found = deck("## T {#t}\n`{passes}` {passes}\n> {passes}\n").cards[0]
    assert not [span for prose in proses(found) for span in prose.spans if isinstance(span, Slot)]
