"""A learner's answers and cards, as small as a test needs them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studyapp.store import memory
from studyapp.store.cards import CardRow, SyncReport, sync
from studyapp.store.engine import Store, open_store
from studyapp.store.events import Review
from studyapp.store.memory import MemoryRow

NOW = datetime(2026, 7, 28, 12, tzinfo=UTC)
TODAY = 20662
OFFSET = 120  # minutes


def new_store(folder: Path) -> Store:
    return open_store(folder / "study.db")


def graded(card: str, before: MemoryRow | None = None, **fields: Any) -> Review:
    """Return a review as the scheduler would fill it, due in ten days unless told otherwise."""
    day = fields.setdefault("day", TODAY)
    if "due_at" not in fields:
        fields.setdefault("due_day", day + 10)
    values: dict[str, Any] = {
        "card": card,
        "rating": 3,
        "rating_from": "proposal",
        "parameters": "default",
        "phase": "learning" if "due_at" in fields else "review",
        "phase_before": before.phase if before else None,
        "stability": 10.0 + (before.reps if before else 0),
        "difficulty": 5.0,
    }
    return Review(**values | fields)


def answer(store: Store, card: str, *, at: datetime = NOW, **fields: Any) -> str:
    before = memory.get(store.connection, card)
    return memory.record(store, graded(card, before, **fields), before, at=at, utc_offset=OFFSET)


def a_card(name: str, deck: str = "deck", position: int = 0, **fields: Any) -> CardRow:
    values: dict[str, Any] = {"kind": "recall", "answer_hash": "h"}
    return CardRow(id=name, deck=deck, position=position, **values | fields)


def put_cards(store: Store, *rows: CardRow) -> SyncReport:
    return sync(store, rows, at=NOW, utc_offset=OFFSET)
