"""What a heading says about its card."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.deck.attributes import LISTS, VALUES, Attributes, quoted, read_heading

IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
WORDS = st.text(st.characters(exclude_characters=",", exclude_categories=["Z", "C"]), min_size=1, max_size=8)
LINES = st.text(st.characters(exclude_categories=["Z", "C"], include_characters=" "), min_size=1).filter(
    str.strip
)


def write(attributes: Attributes) -> str:
    """As they are written in a heading."""
    said = {name: value for name in VALUES if (value := getattr(attributes, name))}
    items = [f"{name}={quoted(','.join(value) if name in LISTS else value)}" for name, value in said.items()]
    return " ".join([f"#{attributes.id}", *items, *["both"] * attributes.both])


@given(
    st.builds(
        Attributes,
        id=IDS,
        proof=WORDS,
        predict=st.just(""),
        write=st.just("") | st.just("training.step:part"),
        after=st.lists(IDS, max_size=3).map(tuple),
        claims=st.lists(
            st.text(
                st.characters(exclude_characters=",", exclude_categories=["Z", "C"], include_characters=" ")
            )
            .map(str.strip)
            .filter(bool),
            max_size=3,
        ).map(tuple),
        tags=st.lists(WORDS, max_size=3).map(tuple),
        both=st.booleans(),
        was=st.just("") | IDS,
        source=st.just("") | LINES,
    )
)
def test_attributes_are_read_as_they_are_written(attributes: Attributes) -> None:
    found = read_heading(f"A title {{{write(attributes)}}}")
    assert found.errors == ()
    assert (found.title, found.attributes) == ("A title", attributes)


def test_a_value_with_spaces_stands_in_quotes() -> None:
    found = read_heading(r'T {#t source="He said \"so\", page {3}" both}')
    assert found.attributes == Attributes(id="t", source='He said "so", page {3}', both=True)


def test_commas_part_a_list_with_or_without_spaces() -> None:
    assert read_heading('T {#t tags="a, b" claims=1.1,6.6}').attributes.tags == ("a", "b")


def test_braces_that_name_a_draw_belong_to_the_title() -> None:
    assert read_heading("How many for {passes}?").title == "How many for {passes}?"
    assert read_heading("After {passes}").title == "After {passes}"
    assert read_heading("After {passes}").errors == (("missing-id", ""),)


def test_attributes_in_code_are_text() -> None:
    assert read_heading("What is `{#t}`").errors == (("missing-id", ""),)


def test_a_heading_may_consist_of_attributes_alone() -> None:
    found = read_heading("{#t}")
    assert (found.title, found.attributes.id) == ("", "t")


def test_each_error_is_named() -> None:
    errors = read_heading("T {#t once tags=a,,b #u}").errors
    assert [rule for rule, _ in errors] == ["unknown-attribute", "bad-attribute", "duplicate-attribute"]


@given(st.text(st.sampled_from(' {}#="\\ab,~\t')))
def test_any_heading_can_be_read(text: str) -> None:
    found = read_heading(text)
    assert text.startswith(found.title)
