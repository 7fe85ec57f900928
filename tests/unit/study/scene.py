"""A small folder of cards, opened on a day that a test chooses, and moved on day by day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.schedule.fsrs import Rating
from studyapp.study.opening import Study, open_study
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session

DECK = """---
title: Small
source: none
---

## First {#first}
> One.

## Second {#second after=first}
> Two.

## Pair {#pair}
==a:left== and ==b:right==

## Last {#last after=first,second}
> Three.
"""


def write_deck(root: Path, text: str = DECK, settings: str = "") -> Folder:
    (root / "cards").mkdir(exist_ok=True)
    (root / "cards" / "small.md").write_text(text)
    (root / "studyapp.toml").write_text(f"[study]\nfuzz = false\n{settings}\n[proofs]\nwarm = false\n")
    return Folder(root)


@contextmanager
def opened(folder: Folder, day: int = 1) -> Iterator[Study]:
    """Open it at noon of a day, counted from 1 March 2026, with nothing shipped behind it."""
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
    with pytest.MonkeyPatch.context() as patch:
        (folder.root / "nothing").mkdir(exist_ok=True)
        patch.setattr("studyapp.folder.find_shipped", lambda: folder.root / "nothing")
        study = open_study(folder, read_clock(noon.isoformat()))
        try:
            yield study
        finally:
            study.close()


def answer(study: Study, card: str, rating: int = 4, **given: object) -> None:
    """Grade a card by its id, due or not."""
    session = Session(study)
    presented = session.find(None, card)
    assert presented is not None
    session.grade(presented, Rating(rating), Given(**given))  # type: ignore[arg-type]


def waiting(study: Study) -> list[str]:
    """The cards that a session over everything would show, in its order."""
    return candidates(Session(study))


def candidates(session: Session) -> list[str]:
    """The cards that a session may show next, the first of them first."""
    now, soon = session.waiting()
    return [*now, *soon]
