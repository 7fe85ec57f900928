"""Showing Markdown: slots filled, gaps hidden or marked."""

from __future__ import annotations

from studyapp.deck.prose import Gap, Prose, Slot, escape, unescape

TWO = Prose("a ==b== c ==x:d==", (Gap(2, 7, "", "b"), Gap(10, 17, "x", "d")))


def test_prose_without_spans_is_shown_as_it_is() -> None:
    assert Prose("a ==b== {n}").render({"n": 1}, hide="", mark="") == "a ==b== {n}"


def test_gaps_are_shown_without_their_signs() -> None:
    assert TWO.render() == "a b c d"


def test_only_the_gaps_of_one_name_are_hidden() -> None:
    assert TWO.render(hide="") == "a […] c d"
    assert TWO.render(hide="x") == "a b c […]"


def test_gaps_can_be_marked() -> None:
    assert TWO.render(mark="x") == "a b c **d**"


def test_a_hidden_gap_makes_no_link_of_what_follows() -> None:
    assert Prose("==a==(b)", (Gap(0, 5, "", "a"),)).render(hide="") == r"\[…\](b)"


def test_a_slot_without_a_value_stays() -> None:
    assert Prose("{n}", (Slot(0, 3, "n"),)).render({"m": 1}) == "{n}"


def test_a_value_is_no_markup() -> None:
    slot = Prose("is {n}!", (Slot(3, 6, "n"),))
    assert slot.render({"n": "*a*_b_`c`"}) == r"is \*a\*\_b\_\`c\`!"
    assert slot.render({"n": "two\n\n- lines"}) == "is two - lines!"
    assert slot.render({"n": -0.5}) == "is -0.5!"


def test_a_value_in_code_is_shown_as_it_is() -> None:
    assert Prose("`{n}`", (Slot(1, 4, "n", code=True),)).render({"n": "a_b"}) == "`a_b`"


def test_an_escaped_slot_loses_its_backslash_only() -> None:
    assert Prose("`\\{n}`", (Slot(1, 5, "n", escaped=True, code=True),)).render({"n": 1}) == "`{n}`"


def test_empty_prose_is_false() -> None:
    assert not Prose()
    assert Prose("a")


def test_escapes_are_not_read_out() -> None:
    assert unescape(escape("then zero_grad(), *last*")) == "then zero_grad(), *last*"
    assert (
        unescape(r"Module.\_\_init\_\_() and `a\_b`, ``c`\_d``") == r"Module.__init__() and `a\_b`, ``c`\_d``"
    )
    block = "```python\nprint('\\_')\n```\n"
    assert unescape(block + r"\_") == block + "_"
