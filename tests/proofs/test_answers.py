"""The answer that a card prints is one that its proof confirms, where a learner is to write a part of it."""

from __future__ import annotations

import asyncio
import re

import pytest

from studyapp.deck.card import Card, Kind
from studyapp.folder import PACKAGE, Folder
from studyapp.proof.draws import take
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import finish
from studyapp.proof.source.stub import read_stub
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.study.library.reading import read_folder

READING = read_folder(Folder(PACKAGE.parent))
WRITTEN = [card for card in READING.library.cards.values() if card.kind is Kind.WRITE]
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def judge(engine: Engine, card: Card, text: str) -> Ruling:
    """What comes of the card's proof with this text for the part that is asked for."""
    entry = READING.catalogue[card.proof]
    request = Request(entry, 1, take(entry.draws, 1), entry.ranks[0], parts={card.part: text})
    return asyncio.run(finish(engine.run(request))).ruling


@pytest.mark.parametrize("card", WRITTEN, ids=lambda card: card.id)
def test_the_answer_is_confirmed_and_an_empty_one_is_not(card: Card, warm_engine: Engine) -> None:
    printed = CODE.search(card.answer.source)
    assert printed is not None
    ruling = judge(warm_engine, card, printed[1])
    assert ruling.verdict is Verdict.CONFIRMED, ruling.reason
    empty = read_stub(READING.catalogue[card.proof], card.part).text + "pass\n"
    assert judge(warm_engine, card, empty).verdict is not Verdict.CONFIRMED
