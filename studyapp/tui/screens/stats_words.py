"""Whether the learner is on track: the numbers at the top, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from studyapp.insight.figure import Cell, Figure
from studyapp.insight.spell import spell
from studyapp.insight.tally import Tally
from studyapp.tui.widgets.lines import say

Found = Mapping[str, Figure]
NONE = "nothing overdue"
ENOUGH = 20  # answers with a confidence


def fact(found: Found, figure: str, name: str) -> Cell:
    return found[figure].facts.get(name) if figure in found else None


def headline(found: Found) -> Content:
    """`RECALLED 91% aim 90   REVIEWS 1,284   MINUTES 11 a day   STRONG 148 of 212`."""
    aim = fact(found, "weeks", "aim")
    parts = [
        ("RECALLED", spell(fact(found, "weeks", "recalled"), "share"), f" aim {spell(aim, 'share')}"),
        ("REVIEWS", spell(fact(found, "reviews", "reviews"), "count"), ""),
        ("MINUTES", spell(rounded(fact(found, "time", "a_day")), "count"), " a day"),
        (
            "STRONG",
            spell(fact(found, "stability", "strong"), "count"),
            f" of {spell(fact(found, 'stability', 'cards'), 'count')}",
        ),
    ]
    return Content("   ").join(
        Content.assemble(say(f"{name} ", "dim"), say(value, "bold"), say(rest, "dim"))
        for name, value, rest in parts
    )


def rounded(value: Cell) -> Cell:
    return max(1, round(value)) if isinstance(value, int | float) and value else value


def verdict(found: Found) -> Content:
    """On track or not, and why; nothing before it is known."""
    if "weeks" not in found or "due" not in found:
        return Content()
    weeks = found["weeks"]
    passed = sum(
        round((rate or 0.0) * (reviews or 0.0))
        for rate, reviews in zip(weeks.numbers("recalled"), weeks.numbers("reviews"), strict=True)
    )
    low, high = Tally(passed, int(weeks.facts["reviews"] or 0)).band
    sure = how_sure(found)
    behind, aim = fact(found, "due", "backlog"), float(weeks.facts["aim"] or 0.0)
    overdue = f"{spell(behind, 'count')} card{'' if behind == 1 else 's'} overdue" if behind else NONE
    if low is None or high is None:
        return say(f"· No memory was tested in this period yet; {overdue}.", "dim")
    if high < aim:
        return say(f"✗ You recall less than you want; {overdue}.{sure}", "$text-error")
    how = "more than" if low > aim else "as much as"
    mark, style = ("!", "$text-warning") if behind else ("✓", "$text-success")
    return say(f"{mark} You recall {how} you want; {overdue}.{sure}", style)


def how_sure(found: Found) -> str:
    """What the learner says before the answers, and what comes of it, once that tells anything."""
    answers = fact(found, "calibration", "answers")
    if not isinstance(answers, int) or answers < ENOUGH:
        return ""
    said, right = (spell(fact(found, "calibration", name), "share") for name in ("said", "right"))
    return f" Sure {said}, right {right}."
