"""What a learner does to cards besides answering them; every act that changes something can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studyapp.deck.card import Card
from studyapp.store import journal, marks, memory
from studyapp.store.events import Act, Bury, Flag, Marked, Noted, Resume, Suspend
from studyapp.store.identity import uuid7
from studyapp.store.marks import Mark
from studyapp.study.opening import Study, offset_minutes


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


def put_off(study: Study, card: Card) -> list[str]:
    """Put a card off until tomorrow, and its siblings, which would show what it hides; return their ids."""
    siblings = [one.id for one in study.reading.library.cards.values() if one.note == card.note]
    cards = [*(one for one in siblings if one != card.id), card.id]  # undone, the last is asked again
    bury(study, cards)
    return cards


def put_out(study: Study, card: Card) -> list[str]:
    """Suspend a card, and return its id."""
    suspend(study, [card.id])
    return [card.id]


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
    with study.store.write() as connection:
        known = [card for card in cards if memory.get(connection, card) is not None]
        for card, batch in _batched(study, known):
            memory.reset(study.store, card, at=at, utc_offset=offset, batch=batch)


def _do(study: Study, acts: Sequence[Act]) -> None:
    """Append the acts that change something in one transaction.

    Raise the store's errors, having done none of them.
    """
    at, offset = study.clock.now(), offset_minutes(study)
    with study.store.write() as connection:
        for act in acts:
            if _changes(act, marks.get(connection, act.card)):
                journal.append(study.store, act, at=at, utc_offset=offset)


def _changes(act: Act, known: Mark) -> bool:
    """Whether a card is another one after it: else there would be nothing to take back."""
    match act:
        case Suspend():
            return not known.suspended
        case Resume():
            return known.suspended or bool(known.hidden_until)
        case Bury():
            return act.until > known.hidden_until
        case Flag():
            return act.flag != known.flag
        case Marked():
            return act.marked != known.marked
        case Noted():
            return act.note != known.note
    return True


def _batched(study: Study, cards: Sequence[str]) -> Iterable[tuple[str, str | None]]:
    """Each card with what it shares with the others, so that they are undone together."""
    batch = uuid7(int(study.clock.now().timestamp() * 1000)) if len(cards) > 1 else None
    return [(card, batch) for card in cards]
