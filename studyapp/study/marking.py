"""What a learner does to cards besides answering them; every act can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studyapp.store import journal, marks, memory
from studyapp.store.events import Act, Bury, Flag, Marked, Noted, Resume, Suspend
from studyapp.store.identity import uuid7
from studyapp.store.marks import Mark
from studyapp.study.flags import FLAGS
from studyapp.study.opening import Study, offset_minutes

__all__ = ["FLAGS", "bury", "flag", "mark", "mark_of", "note", "reset", "resume", "suspend"]


def mark_of(study: Study, card: str) -> Mark:
    with study.store.read() as connection:
        return marks.get(connection, card)


def suspend(study: Study, cards: Sequence[str]) -> None:
    """Take cards out of the queue until they are resumed."""
    _do(study, [Suspend(card=card, batch=batch) for card, batch in _batched(study, cards)])


def resume(study: Study, cards: Sequence[str]) -> None:
    """Put cards back into the queue, suspended or buried before."""
    _do(study, [Resume(card=card, batch=batch) for card, batch in _batched(study, cards)])


def bury(study: Study, cards: Sequence[str]) -> None:
    """Put cards off until tomorrow."""
    tomorrow = study.moment().day + 1
    _do(study, [Bury(card=card, until=tomorrow, batch=batch) for card, batch in _batched(study, cards)])


def flag(study: Study, cards: Sequence[str], number: int) -> None:
    """Give cards a colour of FLAGS; 0 takes it away."""
    _do(study, [Flag(card=card, flag=number, batch=batch) for card, batch in _batched(study, cards)])


def mark(study: Study, cards: Sequence[str]) -> bool:
    """Mark cards, or, where all of them are marked, take the mark away; return whether they are now."""
    with study.store.read() as connection:
        marked = not all(marks.get(connection, card).marked for card in cards)
    _do(study, [Marked(card=card, marked=marked, batch=batch) for card, batch in _batched(study, cards)])
    return marked


def note(study: Study, card: str, text: str) -> None:
    """Keep a private note on a card; "" takes it away."""
    _do(study, [Noted(card=card, note=text.strip())])


def reset(study: Study, cards: Sequence[str]) -> None:
    """Make cards new again; their reviews stay in the statistics."""
    at, offset = study.clock.now(), offset_minutes(study)
    with study.store.write():
        for card, batch in _batched(study, cards):
            memory.reset(study.store, card, at=at, utc_offset=offset, batch=batch)


def _do(study: Study, acts: Sequence[Act]) -> None:
    """Append the acts in one transaction; raise the store's errors, having done none of them."""
    at, offset = study.clock.now(), offset_minutes(study)
    with study.store.write():
        for act in acts:
            journal.append(study.store, act, at=at, utc_offset=offset)


def _batched(study: Study, cards: Sequence[str]) -> Iterable[tuple[str, str | None]]:
    """Each card with what it shares with the others, so that they are undone together."""
    batch = uuid7(int(study.clock.now().timestamp() * 1000)) if len(cards) > 1 else None
    return [(card, batch) for card in cards]
