"""Wildcards, and regular expressions that are refused before they could hang."""

from __future__ import annotations

import re

import pytest

from studyapp.query.patterns import matches, pieces, to_like
from studyapp.query.regex import find_fault


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("abc", "ABC", True),
        ("a*", "abc", True),
        ("a_c", "abc", True),
        ("a_c", "abbc", False),
        (r"a\_c", "abc", False),
        (r"a\_c", "a_c", True),
        (r"a\*", "a*", True),
        ("a.c", "abc", False),
        ("*", "", True),
    ],
)
def test_a_pattern_is_the_whole_of_a_text(pattern: str, text: str, found: bool) -> None:
    assert matches(pattern, text) is found


def test_what_like_would_take_for_its_own_is_escaped() -> None:
    assert to_like(pieces(r"50%\_a_*")) == r"50\%\_a_%"


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a|a)*",
        "((x)*)*",
        "(a{1,50}){1,50}",
        "a*b*c*d*",
        "(a)+",
        r"(\w+\s?){20,}",
        "x" * 101,
        "(",
        "a{9",
    ],
)
def test_an_expression_that_could_hang_is_refused(pattern: str) -> None:
    fault = find_fault(pattern)
    assert (fault is None) == (pattern == "a{9"), "which is no repetition but these letters"


@pytest.mark.parametrize(
    "pattern", [r"\bgrad\b", r"\w+\s*=\s*\d", "(a|b)c", "[+*]{3}", r"\(a\)\+", "x{2,5}(y)?"]
)
def test_an_ordinary_one_is_not(pattern: str) -> None:
    re.compile(pattern)
    assert find_fault(pattern) is None
