"""Holding an answer against the truth: the card's own, or what its proof measured."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.deck.answer import Given, Judgement, Measured, judge
from studyapp.proof.evidence import Predict
from studyapp.study.review.presenting import Presented

LETTERS = "abcdefghi"  # of choices, in the order of their showing


@dataclass(frozen=True, slots=True)
class Response:
    """What the learner gave: typed text, or choices by their place on the screen."""

    text: str = ""
    picked: frozenset[int] = frozenset()


def read_response(presented: Presented, text: str) -> Response:
    """What a line of text means for this card: letters of choices, or the answer itself."""
    if not presented.card.choices:
        return Response(text)
    letters = LETTERS[: len(presented.choices)]
    return Response(picked=frozenset(letters.index(letter) for letter in text if letter in letters))


def judge_response(presented: Presented, response: Response, measured: Predict | None) -> Judgement:
    """Compare it as this showing was filled and ordered; a prediction needs what was measured."""
    given = Given(response.text, frozenset(presented.order[place] for place in response.picked))
    truth = None if measured is None else Measured(measured.value, measured.within)
    return judge(presented.card, given, truth, presented.values)
