"""A wrong query says what is wrong, where, and what is possible there."""

from __future__ import annotations

import pytest

from studyapp.query.errors import QueryError
from studyapp.query.grammar import parse


def wrong(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "under", "reason", "todo"),
    [
        ("a tga:x", "tga", "no field tga:", "Did you mean tag:?"),
        ("cuda:0", "cuda", "no field cuda:", 'in quotes: "cuda:…"'),
        ("is:foo", "foo", "is: knows no 'foo'", "due, new, learn"),
        ("prop:foo>1", "foo", "prop: knows no 'foo'", "ivl, due, reps"),
        ("prop:ivl", "", "wants a comparison", "= != < <= > >="),
        ("prop:ivl>x", "x", "is a whole number, not 'x'", "prop:ivl>10"),
        ("prop:reps=1.5", "1.5", "is a whole number", "prop:reps=10"),
        ("prop:r<", "", "prop:r< wants a number", "prop:r<0.9"),
        ("kind:foo", "foo", "kind: knows no 'foo'", "recall, choice"),
        ("tag: a", " a", "tag: which one?", "tag:a*"),
        ("flag:9", "9", "no flag '9'", "from 1 to 7"),
        ("rated:7:5", "5", "no grade '5'", "rated:7:1"),
        ("added:7:1", "1", "no grade '1'", "Only rated:"),
        ("added:0", "0", "a number of days", "added:1"),
        ("a (b", "(b", "bracket is never closed", ""),
        ("a) b", ") b", "bracket was never opened", ""),
        ("a or", "", "something to look for is missing here", ""),
        ("or a", "or", "missing before this 'or'", '"or"'),
        ("a ()", ")", "missing inside the brackets", ""),
        ('a "b', '"b', "quote is never closed", '\\"'),
        ('a ""', '""', "nothing between these quotes", ""),
        ("a\\", "\\", "a backslash takes the meaning", "\\\\"),
        ("re:(a", "(a", "no regular expression", ""),
        ("re:(a+)+b", "+b", "a group cannot be repeated", ""),
    ],
)
def test_the_caret_stands_under(text: str, under: str, reason: str, todo: str) -> None:
    error = wrong(text)
    assert reason in error.reason
    assert text[error.at :].startswith(under)
    assert todo in error.todo
    shown = str(error).splitlines()
    assert shown[1] == f"  {text}"
    assert shown[2] == " " * (2 + error.at) + "^"


def test_the_caret_stands_under_it_behind_wide_letters_too() -> None:
    assert str(wrong("漢漢 is:x")).splitlines()[2] == " " * (2 + 4 + 1 + 3) + "^"


def test_a_long_query_is_shown_around_its_fault() -> None:
    shown = str(wrong("word " * 40 + "is:x" + " word" * 40)).splitlines()
    assert len(shown[1]) < 130
    assert shown[1][shown[2].index("^")] == "x"


def test_what_would_act_on_the_terminal_is_shown_instead() -> None:
    assert "\x1b" not in str(wrong("is:\x1b]52;c;x\x07"))
