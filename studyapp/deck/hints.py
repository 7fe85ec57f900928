"""Hints: what a card lets be known of its answer, a little more each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studyapp.deck.card import Card, Kind
from studyapp.deck.compare import read_list
from studyapp.deck.markdown import plain
from studyapp.deck.number import read_number

FIRST_WORDS = 3  # of an answer, in each hint


def hints(card: Card, values: Mapping[str, object], order: Sequence[int] = ()) -> list[str]:
    """The card's own hint first, then what its form allows; none gives the answer away whole.

    `order` is that in which its choices are shown.
    """
    own = [card.hint] if card.hint else []
    match card.kind:
        case Kind.CHOICE:
            return [*own, *struck(card, values, order)]
        case Kind.TYPED if card.typed:
            return [*own, outline(plain(card.typed.text.render(values)))]
        case Kind.CLOZE:
            gaps = [plain(gap.filled(values)) for gap in card.question.gaps(card.hidden or "")]
            return [*own, "; ".join(initials(gap) for gap in gaps)]
        case _:
            return [*own, *beginnings(plain(card.answer.render(values)))]


def struck(card: Card, values: Mapping[str, object], order: Sequence[int]) -> list[str]:
    """Wrong choices, one a hint, as long as another wrong one stays."""
    shown = [card.choices[place] for place in order]
    wrong = [plain(choice.text.render(values)) for choice in shown if not choice.right]
    return [f"not: {text}" for text in wrong[:-1]]


def outline(answer: str) -> str:
    """What kind of answer is asked for."""
    listed = read_list(answer)
    if listed is not None and len(listed) > 1:
        return f"{len(listed)} numbers"
    number = read_number(answer)
    if number is None:
        return initials(answer)
    unit = f", in {number.unit}" if number.unit else ""
    size = "between 0 and 1" if 0 < number.value < 1 else f"{len(str(int(abs(number.value))))}-digit"
    return f"a number, {size}{unit}"


def initials(text: str) -> str:
    """The first letter of each word, and a dot for each of the others."""
    return " ".join(word[0] + "·" * (len(word) - 1) for word in text.split())


def beginnings(answer: str) -> list[str]:
    """The answer's first words, then twice as many, while most of it stays hidden."""
    words = answer.split()
    counts = [count for count in (FIRST_WORDS, 2 * FIRST_WORDS) if 2 * count <= len(words)]
    return [" ".join(words[:count]) + " …" for count in counts]
