"""Whether the learner is on track: the numbers that come first, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from studyapp.insight.figure import Cell, Figure
from studyapp.insight.spell import spell
from studyapp.insight.tally import Tally

Found = Mapping[str, Figure]
Tone = Literal["unknown", "good", "warning", "bad"]

MARKS: Mapping[Tone, str] = {"unknown": "·", "good": "✓", "warning": "!", "bad": "✗"}
NONE = "nothing overdue"
ENOUGH = 20  # answers with a confidence


@dataclass(frozen=True, slots=True)
class Number:
    """As in "recalled 91% aim 90%"."""

    name: str
    value: str
    rest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the learner is on track, and why."""

    tone: Tone
    words: str

    @property
    def mark(self) -> str:
        return MARKS[self.tone]


def fact(found: Found, figure: str, name: str) -> Cell:
    return found[figure].facts.get(name) if figure in found else None


def numbers(found: Found) -> list[Number]:
    """What comes first, "·" for what is not there yet."""
    aim = spell(fact(found, "weeks", "aim"), "share")
    cards = spell(fact(found, "stability", "cards"), "count")
    minutes = spell(rounded(fact(found, "time", "a_day")), "count")
    return [
        Number("recalled", spell(fact(found, "weeks", "recalled"), "share"), f"aim {aim}"),
        Number("reviews", spell(fact(found, "reviews", "reviews"), "count"), ""),
        Number("minutes", minutes, "a day"),
        Number("strong", spell(fact(found, "stability", "strong"), "count"), f"of {cards}"),
    ]


def rounded(value: Cell) -> Cell:
    return max(1, round(value)) if isinstance(value, int | float) and value else value


def judge(found: Found) -> Verdict | None:
    """On track or not; None before it is known."""
    if "weeks" not in found or "due" not in found:
        return None
    weeks = found["weeks"]
    passed = sum(
        round((rate or 0.0) * (reviews or 0.0))
        for rate, reviews in zip(weeks.numbers("recalled"), weeks.numbers("reviews"), strict=True)
    )
    low, high = Tally(passed, int(weeks.facts["reviews"] or 0)).band
    behind, aim = fact(found, "due", "backlog"), float(weeks.facts["aim"] or 0.0)
    overdue = f"{spell(behind, 'count')} card{'' if behind == 1 else 's'} overdue" if behind else NONE
    if low is None or high is None:
        return Verdict("unknown", f"No memory was tested in this period yet; {overdue}.")
    sure = how_sure(found)
    if high < aim:
        return Verdict("bad", f"You recall less than you want; {overdue}.{sure}")
    how = "more than" if low > aim else "as much as"
    return Verdict("warning" if behind else "good", f"You recall {how} you want; {overdue}.{sure}")


def how_sure(found: Found) -> str:
    """What the learner says before the answers, and what comes of it, once that tells anything."""
    answers = fact(found, "calibration", "answers")
    if not isinstance(answers, int) or answers < ENOUGH:
        return ""
    said, right = (spell(fact(found, "calibration", name), "share") for name in ("said", "right"))
    return f" Sure {said}, right {right}."
