"""Which `==` are gaps, which `{name}` are slots, and where they stand."""

from __future__ import annotations

import pytest

from studyapp.deck.prose import Gap, Slot
from tests.unit.deck.samples import card, deck, faults

NO_GAPS = [
    "`a ==b== c`",
    "`` ==b== ` ==c== ``",
    "```\n==a==\n```",
    "~~~py\nif a ==b==:\n~~~",
    "    ==a==",
    "$a ==b== c$",
    "$$a ==b== c$$",
    "$$\n==a==\n$$",
    r"\==a\==",
    r"a \== b",
    "a == b",
    "a == b and c == d",
    "a === b",
    "a =====b===== c",
    "x = y, z != w, v >= u",
    "[a](b==c==d)",
    "<a href='==b=='>c</a>",
    "<https://a.b/?x==y==>",
    "<div>\n==a==\n</div>",
    "![==a==](b.png)",
    "a\n== b",
    "- [ a == b",
]


@pytest.mark.parametrize("text", NO_GAPS)
def test_no_gap(text: str) -> None:
    assert card(f"## T {{#t}}\n{text}\n\n> a\n").question.gaps() == ()


GAPS = [
    ("==a==", ["a"]),
    ("un==shard==ed", ["shard"]),
    ("==a== ==b==", ["a", "b"]),
    ("==a====b==", ["a", "b"]),
    ("==`x == y`==", ["`x == y`"]),
    ("==$a == b$==", ["$a == b$"]),
    ("==a = b==", ["a = b"]),
    ("==a == b==", ["a == b"]),
    (r"==a \== b==", [r"a \== b"]),
    ("**==a==**", ["a"]),
    ("==**a**==", ["**a**"]),
    ("[==a==](b)", ["a"]),
    ("==[a](b)==", ["[a](b)"]),
    ("- ==a==\n  - ==b==", ["a", "b"]),
    ("1. > ==a==", ["a"]),
    ("### ==a==", ["a"]),
    ("| x | ==a== |\n|---|---|\n| ==b== | ==c== |", ["a", "b", "c"]),
    ("| ==`a\\|b`== | c |\n|---|---|\n|\\|==d\\|e== f||", ["`a\\|b`", "d\\|e"]),
    ("==a\nb==", ["a\nb"]),
    ("  ==a==\n\t==b==", ["a", "b"]),
    ("==std::move==", ["std::move"]),
    ("==https://a.b==", ["https://a.b"]),
]


@pytest.mark.parametrize(("text", "hidden"), GAPS)
def test_a_gap(text: str, hidden: list[str]) -> None:
    found = deck(f"## T {{#t}}\n{text}\n")
    assert found.problems == ()
    question = found.cards[0].question
    assert [gap.text for gap in question.gaps()] == hidden
    for gap in question.gaps():
        written = question.source[gap.start : gap.end]
        assert written.startswith("==")
        assert written.endswith(gap.text + "==")


def test_a_name_is_split_off_only_where_text_follows() -> None:
    question = card("## T {#t}\n==note: a==\n").question
    assert question.spans == (Gap(0, 11, "", "note: a"),)
    assert card("## T {#t}\n==1:a==\n").question.spans == (Gap(0, 7, "1", "a"),)
    assert card("## T {#t}\n==A:a==\n").question.spans == (Gap(0, 7, "", "A:a"),)
    assert card("## T {#t}\n==cuda\\:0==\n").question.spans == (Gap(0, 11, "", "cuda\\:0"),)


def test_comparisons_in_prose_are_faults_where_they_touch_their_text() -> None:
    assert faults("## T {#t}\nwhen a==b\n> c\n") == [(2, "unbalanced-gap")]
    assert faults("## T {#t}\nwhen a== b\n> c\n") == [(2, "unbalanced-gap")]


def test_hashes_inside_a_line_or_a_cell_are_text() -> None:
    text = "a ##b\n- ##c\n\n\\##d\n\n| ##e |\n|---|\n| f |\n\n```\n##g\n```"
    assert card(f"## T {{#t}}\n{text}\n\n> a\n").question.source == text


def slots(text: str) -> list[tuple[str, bool]]:
    """What is filled in a question, and whether it's escaped."""
    found = card(f"## T {{#t proof=autograd.accumulation}}\n{text}\n\n> a\n").question
    return [(found.source[s.start : s.end], s.escaped) for s in found.spans if isinstance(s, Slot)]


def test_slots_are_filled_in_prose_code_and_tables() -> None:
    assert slots("a {passes} **{passes}** [{passes}](x)") == [("{passes}", False)] * 3
    assert slots("`x * {passes}`") == [("{passes}", False)]
    assert slots("```\nfor _ in range({passes}):\n```") == [("{passes}", False)]
    assert slots("    {passes}\n\n\t{passes}") == [("{passes}", False)] * 2
    assert slots("| {passes} | b |\n|---|---|\n| `{passes}` | {passes} |") == [("{passes}", False)] * 3
    assert slots("- - {passes}\n  - ```\n    {passes}\n    ```") == [("{passes}", False)] * 2


def test_slots_are_not_filled_in_maths_links_and_html() -> None:
    assert slots(r"$x^{passes}$ and $$\frac{passes}{2}$$") == []
    assert slots("$$\nx_{passes}\n$$") == []
    assert slots("[a](b{passes}) <b c='{passes}'> <https://a.b/{passes}>") == []


def test_only_draws_of_the_cards_proof_are_slots() -> None:
    assert slots("{n} {other} `f'{n}'` {Passes} {passes.x} { passes } {{passes}}") == [("{passes}", False)]
    assert card("## T {#t}\n{passes}\n> a\n").question.spans == ()


def test_a_backslash_escapes_a_slot() -> None:
    text = card("## T {#t proof=autograd.accumulation}\n\\{passes} `\\{passes}` `\\{n}`\n> a\n").question
    assert text.spans == (Slot(11, 20, "passes", escaped=True, code=True),)
    assert text.render({"passes": 3}) == "\\{passes} `{passes}` `\\{n}`"


def test_slots_in_answers_choices_and_typed_lines_keep_their_offsets() -> None:
    found = card(
        "## T {#t proof=autograd.accumulation}\n"
        "- [x] a {passes}\n  b {passes}\n-   [ ] `{passes}`\n\n      {passes}\n"
        "> a {passes}\n>  `{passes}`\n>\n>\t{passes}\nlazy {passes}\n"
    )
    assert [choice.text.render({"passes": 7}) for choice in found.choices] == ["a 7\nb 7", "`7`\n\n  7"]
    assert found.answer.render({"passes": 7}) == "a 7\n `7`\n\n  7\nlazy 7"
    typed = card("## T {#t proof=autograd.accumulation}\n= {passes} times ± 0.5\n").typed
    assert typed is not None
    assert (typed.text.render({"passes": 7}), typed.within) == ("7 times", 0.5)


def test_a_gap_holds_its_slots() -> None:
    question = card(
        "## T {#t proof=autograd.accumulation}\n{passes} ==a:is {passes} `{passes}`== {passes}\n"
    ).question
    assert [gap.slots for gap in question.gaps()] == [
        (Slot(3, 11, "passes"), Slot(13, 21, "passes", code=True))
    ]
    assert question.render({"passes": 2}, hide="a") == "2 […] 2"
    assert question.render({"passes": 2}, mark="a") == "2 **is 2 `2`** 2"
