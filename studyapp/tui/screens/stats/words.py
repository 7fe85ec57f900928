"""The numbers at the top of the overview, and the sentence below them, in the colours of a theme."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from studyapp.insight.headline import Found, Tone, judge, numbers
from studyapp.tui.widgets.lines import say

STYLES: Mapping[Tone, str] = {
    "unknown": "dim",
    "good": "$text-success",
    "warning": "$text-warning",
    "bad": "$text-error",
}


def headline(found: Found) -> list[Content]:
    """`RECALLED 91% aim 90%`, `REVIEWS 1,284`, `MINUTES 11 a day`, `STRONG 148 of 212`."""
    return [
        Content.assemble(
            say(f"{number.name.upper()} ", "dim"),
            say(number.value, "bold"),
            say(f" {number.rest}" if number.rest else "", "dim"),
        )
        for number in numbers(found)
    ]


def verdict(found: Found) -> Content:
    """Nothing before it is known."""
    judged = judge(found)
    return say(f"{judged.mark} {judged.words}", STYLES[judged.tone]) if judged else Content()
