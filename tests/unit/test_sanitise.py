"""Nothing that acts on a terminal, or hides, is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.sanitise import HIDDEN, visible, visible_line
from studyapp.tui.widgets.inline import inline


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\rb\x00\x7f", "a␍b␀␡"),
        ("\x9b31m", "‹U+009B›31m"),
        ("\u202eabc\u2066", "‹U+202E›abc‹U+2066›"),
        ("pass\u200bword", "pass‹U+200B›word"),
        ("a\u200db", "a‹U+200D›b"),
        ("\ud800", "‹U+D800›"),
        ("\U000e0041", "‹U+E0041›"),
        ("\ufeffx\u2028y", "‹U+FEFF›x‹U+2028›y"),
    ],
)
def test_it_is_shown_as_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_ordinary_text_newlines_and_tabs_stay() -> None:
    text = "é ∇ 渐变 שלום\n\t👩‍💻 🏳️ نمی\u200cخواهم ✓️"
    assert visible(text) is text or visible(text) == text


def test_a_name_is_one_line() -> None:
    assert visible_line("one\ntwo\tthree\x1b é") == "one␊two␉three␛ é"


def test_entities_of_markdown_that_become_such_characters_are_shown() -> None:
    shown = inline("&#x202e;a&zwj;&rlm;&shy;&amp;&lt;&alpha;").plain
    assert shown == "‹U+202E›a‹U+200D›‹U+200F›‹U+00AD›&<α"


@given(st.text(st.characters() | st.characters(categories=["Cc", "Cf", "Cs"])))
def test_nothing_hidden_is_left(text: str) -> None:
    assert not HIDDEN.search(visible(text))


@given(st.integers(0, 0x10FFFF), st.booleans())
def test_no_entity_becomes_hidden(code: int, decimal: bool) -> None:
    entity = f"a&#{code};b" if decimal else f"a&#x{code:x};b"
    assert not HIDDEN.search(inline(entity).plain)
