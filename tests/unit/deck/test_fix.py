"""Missing ids are written; every other byte stays."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from studyapp.deck.fix import slug, write_ids
from tests.unit.deck.samples import deck, file


def fixed(content: str | bytes, taken: set[str] | None = None) -> str:
    return write_ids(file(content), taken or set()).decode("utf-8", "surrogateescape")


def test_an_id_is_made_from_the_title() -> None:
    assert (
        fixed("## Two *backwards* of `x`\n> a\n") == "## Two *backwards* of `x` {#two-backwards-of-x}\n> a\n"
    )


def test_an_id_joins_other_attributes() -> None:
    assert fixed("## T {proof=a.b both}\n") == "## T {#t proof=a.b both}\n"


def test_a_draw_in_the_title_is_left_alone() -> None:
    assert fixed("## After {passes}\n") == "## After {passes} {#after-passes}\n"


def test_closing_hashes_stay_last() -> None:
    assert fixed("##  T  ##  \n") == "##  T {#t}  ##  \n"


def test_ids_are_unique_among_all_files() -> None:
    written = fixed("## T\n\n## T\n\n## T-2 {#t-3}\n\n## U {#u was=t-4}\n\n## T\n\n## T\n", {"t"})
    assert re.findall("{#(.*?)[ }]", written) == ["t-2", "t-5", "t-3", "u", "t-6", "t-7"]


def test_a_title_without_latin_letters_becomes_a_card() -> None:
    assert slug("渐变 ∇") == "card"
    assert slug("Überlauf: wann?") == "uberlauf-wann"


def test_a_long_title_is_cut_between_words() -> None:
    assert (
        slug("What does the optimizer do with gradients that are None") == "what-does-the-optimizer-do-with"
    )
    assert slug("x" * 60) == "x" * 40


def test_headings_that_start_no_card_are_left_alone() -> None:
    content = (
        "# A\n\n### B\n\n> ## C\n\n```\n## D\n```\n\n- ## E\n\nF\n---\n\n##\n\n## {proof=x}\n\n## Bad {#Id}\n"
    )
    assert fixed(content) == content


def test_bytes_that_are_no_text_line_ends_and_marks_stay() -> None:
    content = b"\xef\xbb\xbf## A\r\n\xff\xfe\0> a\r## B\n\xed\xa0\x80\r\n## C {#c}"
    assert write_ids(file(content), ()) == (
        b"\xef\xbb\xbf## A {#a}\r\n\xff\xfe\0> a\r## B {#b}\n\xed\xa0\x80\r\n## C {#c}"
    )


PIECES = [
    "## ",
    "T",
    " {passes}",
    " {proof=p}",
    " {#t}",
    " ##",
    "\n",
    "\r\n",
    "\r",
    "\ufeff",
    "> a",
    "```",
    "é",
    '"',
    " {",
    "\\",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.binary(max_size=3))
def test_only_ids_are_added_and_only_once(text: str, noise: bytes) -> None:
    content = text.encode() + noise
    once = write_ids(file(content), {"card"})
    assert write_ids(file(once), {"card"}) == once
    rest = iter(once)
    assert all(byte in rest for byte in content)
    rules: dict[int, set[str]] = {}
    for problem in deck(once).problems:
        rules.setdefault(problem.line, set()).add(problem.rule)
    assert all("empty-heading" in found for found in rules.values() if "missing-id" in found)
