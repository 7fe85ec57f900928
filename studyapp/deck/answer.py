"""Hold an answer against its card: right, a slip of form, wrong, or the learner's to grade."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studyapp.deck.arithmetic import reckon
from studyapp.deck.card import Card, Kind
from studyapp.deck.compare import (
    NO_NUMBER,
    RIGHT,
    WRONG,
    Comparison,
    Outcome,
    compare,
    compare_lists,
    compare_numbers,
)
from studyapp.deck.markdown import plain
from studyapp.deck.number import Number, read_number

AGAIN, GOOD = 1, 3
WORDS = re.compile(r"[^\W\d] [^\W\d]")  # two of them, side by side
SHOWN = 60  # characters of an answer or a choice in a sentence

Value = bool | int | float | str | Sequence["Value"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the learner answered."""

    text: str = ""
    picked: frozenset[int] = frozenset()  # places of the choices, counted from 0 in the card's order


@dataclass(frozen=True, slots=True)
class Measured:
    """What the proof measured, and how far a prediction may be off."""

    value: Value
    within: float | None = None  # absolute


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome, the rating that it proposes, and the difference said in a sentence."""

    outcome: Outcome
    rating: int | None  # 3 Good (a slip: once it's mended), 1 Again, None: the learner's to grade
    sentence: str


OPEN = Judgement(Outcome.OPEN, None, "")


def judge(
    card: Card, given: Given, measured: Measured | None = None, values: Mapping[str, object] | None = None
) -> Judgement:
    """Compare an answer with the card, or with what its proof measured, as filled for this review."""
    match card.kind:
        case Kind.CHOICE:
            return judge_choice(card, given.picked, values)
        case Kind.TYPED if card.typed:
            return judge_text(card.typed.text.render(values), given.text, card.typed.within)
        case Kind.CLOZE if given.text.strip():
            return judge_gaps(card, given.text, values)
        case Kind.PREDICT if measured:
            return judge_prediction(measured, given.text)
        case _:
            return OPEN


def judge_choice(card: Card, picked: frozenset[int], values: Mapping[str, object] | None) -> Judgement:
    """Right where exactly the right choices are picked."""
    right = frozenset(place for place, choice in enumerate(card.choices) if choice.right)
    if picked == right:
        return judgement(RIGHT, "Right.")

    def named(places: frozenset[int]) -> str:
        return "; ".join(short(plain(card.choices[place].text.render(values))) for place in sorted(places))

    missed, wrong = right - picked, picked & (frozenset(range(len(card.choices))) - right)
    said = [f"Not right: {named(wrong)}."] if wrong else []
    said += [f"Right, and not picked: {named(missed)}."] if missed else []
    return judgement(WRONG, " ".join(said))


def judge_text(expected: str, given: str, within: float | None) -> Judgement:
    found = best(expected, given, within)
    return judgement(found, sentence(found, short(given), short(plain(expected))))


def judge_gaps(card: Card, given: str, values: Mapping[str, object] | None) -> Judgement:
    """One text for each gap that is hidden, with semicolons between."""
    expected = [gap.filled(values) for gap in card.question.gaps(card.hidden or "")]
    answer = "; ".join(plain(text) for text in expected)
    texts = [given] if len(expected) == 1 else given.split(";")
    if len(texts) != len(expected):
        counts = Comparison(Outcome.WRONG, f"{len(expected)} gaps, {len(texts)} filled; write ; between")
        return judgement(counts, sentence(counts, short(given), short(answer)))
    found = [best(wanted, text, None) for wanted, text in zip(expected, texts, strict=True)]
    worst = max(found, key=lambda one: list(Outcome).index(one.outcome), default=RIGHT)
    return judgement(worst, sentence(worst, short(given), short(answer)))


def judge_prediction(measured: Measured, given: str) -> Judgement:
    found = compare_measured(measured, given)
    return judgement(found, sentence(found, short(given), short(written(measured.value)), "measured:"))


def compare_measured(measured: Measured, given: str) -> Comparison:
    """A prediction against a number, a truth, a text or a list of numbers."""
    value = measured.value
    if isinstance(value, bool):
        word = given.strip(" .!").casefold()
        fits = word in (("yes", "y", "true", "t", "1") if value else ("no", "n", "false", "f", "0"))
        return RIGHT if fits else Comparison(Outcome.WRONG)
    if isinstance(value, str):
        return compare(value, given)
    if isinstance(value, int | float):
        number = reckon(given)
        if number is None:
            return NO_NUMBER
        return compare_numbers(Number(float(str(value))), number, measured.within)  # 10**400 is inf
    return compare_lists(numbers_in(value), given, measured.within)


def numbers_in(values: Sequence[Value]) -> list[float]:
    """A list's numbers in order, those of lists within it too."""
    found: list[float] = []
    for value in values:
        if isinstance(value, str):
            number = read_number(value)
            found.append(number.value if number else float("nan"))
        elif isinstance(value, Sequence):
            found += numbers_in(value)
        else:
            found.append(float(value))
    return found


def best(expected: str, given: str, within: float | None) -> Comparison:
    """The answer as Markdown shows it, or as its characters stand: __init__ is not meant to be bold."""
    readings = (plain(expected), expected.replace("`", ""))
    found = [compare(reading.replace(r"\|", "|"), given, within) for reading in readings]
    return min(found, key=lambda one: list(Outcome).index(one.outcome))


def judgement(found: Comparison, said: str) -> Judgement:
    return Judgement(found.outcome, AGAIN if found.outcome is Outcome.WRONG else GOOD, said)


def sentence(found: Comparison, given: str, expected: str, measured: str = "the answer is") -> str:
    """The difference, for the learner; what is several words stands in quotation marks."""
    note = f" ({found.note})" if found.note else ""
    given, expected = (f"“{text}”" if WORDS.search(text) else text for text in (given, expected))
    if found.outcome is Outcome.RIGHT:
        return f"Right: {expected}."
    if found.outcome is Outcome.SLIP:
        return f"Nearly: {found.note}; {measured} {expected}."
    if not given:
        return f"No answer; {measured} {expected}."
    return f"You answered {given}; {measured} {expected}{note}."


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def written(value: Value) -> str:
    """A measured value in few characters."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    return f"{value:.6g}" if isinstance(value, float) else ", ".join(written(one) for one in value)
